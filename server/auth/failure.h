#pragma once

#include <string>

namespace fake_ice::auth {

/// Why a request's credential was not accepted. The gateway turns each into its wire error.
enum class Problem {
  kMissingParameter,  ///< Failure::parameter names it
  kMalformedToken,
  kMismatchingToken,
  kExpiredToken,
  kUnsupportedType,    ///< the request is not signed with an access key at all
  kUnsupportedMethod,  ///< the signature method or algorithm is not one that can be checked
  kMalformedTimestamp,
  kExpiredTimestamp,
  kSignatureMismatchV1,  ///< with the server's string_to_sign
  kSignatureMismatchV3,  ///< with the server's string_to_sign and canonical_request
  kNonceUsed,
};

struct Failure {
  Problem problem = Problem::kMissingParameter;
  std::string parameter;
  std::string string_to_sign;
  std::string canonical_request;
};

}  // namespace fake_ice::auth
