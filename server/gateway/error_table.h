#pragma once

#include <string>
#include <string_view>

namespace fake_ice::gateway {

/// Every error that the emulated API can answer with. The table in error_table.cpp holds code, HTTP
/// status and message of each; no other place repeats them.
enum class ErrorId {
  kUnsupportedHttpMethod,
  kActionNotFound,
  kInvalidVersion,
  kInvalidFormat,
  kMissingParameter,
  kUnsupportedSignatureMethod,
  kAccessKeyNotFound,
  kAccessKeyInactive,
  kTimestampMalformed,
  kTimestampExpired,
  kSignatureMismatchV1,
  kSignatureMismatchV3,
  kNonceUsed,
  kInvalidParameter,
  kJobNotFound,
  kMalformedRequest,
  kHeadTooLarge,
  kBodyTooLarge,
  kTooManyConnections,
  kInternalError,
  kCount,
};

/// Who answers: the gateway and the product behind it write the fields of an error in different
/// orders.
enum class Origin { kGateway, kProduct };

/// An error as it goes on the wire.
struct ApiError {
  std::string code;
  int status = 500;
  std::string message;
  Origin origin = Origin::kGateway;
};

/// The error, with `{}` in its code and message replaced by `detail`.
ApiError MakeError(ErrorId id, std::string_view detail = {});

}  // namespace fake_ice::gateway
