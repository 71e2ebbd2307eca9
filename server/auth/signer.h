#pragma once

#include <string>
#include <string_view>

#include "auth/claim.h"
#include "base/clock.h"
#include "base/http_message.h"
#include "base/parameters.h"

namespace fake_ice::auth {

/// One call of an operation, before it is signed.
struct CallToSign {
  std::string endpoint;  ///< names the Host header
  std::string method;    ///< GET: parameters in the query; POST: business parameters in a form body
  std::string action;
  std::string version;
  std::string format;  ///< `JSON`, `XML`, or empty to name none
  base::Parameters parameters;
  std::string access_key_id;
  std::string access_key_secret;
  std::string security_token;  ///< empty: none
  Scheme scheme = Scheme::kV3;
};

/// A request, and what its signature covers.
struct SignedCall {
  base::HttpRequest request;
  std::string canonical_request;  ///< of V3; empty for V1, which has none
  std::string string_to_sign;
};

/// The request that carries `call`, signed at `now` with `nonce`, as an official SDK would send it.
SignedCall SignCall(const CallToSign& call, base::Moment now, std::string_view nonce);

/// The request of SignCall alone.
base::HttpRequest BuildSignedRequest(const CallToSign& call, base::Moment now,
                                     std::string_view nonce);

}  // namespace fake_ice::auth
