#pragma once

#include <string>

#include "base/http_message.h"
#include "base/parameters.h"

namespace fake_ice::auth {

/// What a signature covers, decoded from the wire. Signatures are always recomputed from decoded
/// values, never from raw text: each SDK's encoder spells the same value in its own way.
struct SignedRequest {
  std::string method;         ///< as sent
  std::string path;           ///< as sent; `/` for RPC style
  base::Parameters query;     ///< of the URL
  base::Parameters form;      ///< of an application/x-www-form-urlencoded body, else empty
  base::HttpHeaders headers;  ///< as sent
  std::string body;           ///< as sent
};

}  // namespace fake_ice::auth
