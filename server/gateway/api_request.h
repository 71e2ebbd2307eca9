#pragma once

#include <string>
#include <string_view>

#include "auth/claim.h"
#include "auth/signed_request.h"
#include "base/http_message.h"

namespace fake_ice::gateway {

/// Parameters of one request, in query and body together.
inline constexpr std::size_t kMaxParameters = 1000;

/// A request of the emulated API with its parameters decoded and its action found.
struct ApiRequest {
  auth::SignedRequest parts;
  auth::Scheme scheme = auth::Scheme::kV1;
  std::string action;             ///< empty when the request names none
  std::string version;            ///< empty when the request names none
  std::string host;               ///< the Host header without a scheme, as in HostId
  std::string target;             ///< as sent
  base::Parameters json_members;  ///< of a V3 request's JSON body, else empty
  std::string remote_address;
  bool secure = false;  ///< it came over TLS

  /// A parameter from the union of body and query string, or null. The body wins (assumption:
  /// duplicate-parameters). The pointer lives as long as the request.
  [[nodiscard]] const std::string* Find(std::string_view name) const;
};

/// Decodes `request`. Never fails: whatever is missing or odd is found by the checks.
ApiRequest ReadApiRequest(base::HttpRequest request);

}  // namespace fake_ice::gateway
