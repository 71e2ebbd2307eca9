#include <iostream>

#include "auth/signer.h"
#include "base/clock.h"
#include "base/ids.h"
#include "cli/commands.h"
#include "http/client.h"

namespace fake_ice::cli {

int Call(const CallConfig& config) {
  base::RandomIds ids;
  const base::HttpRequest request = auth::BuildSignedRequest(
      {.endpoint = config.endpoint,
       .method = config.method,
       .action = config.action,
       .version = config.version,
       .format = config.format,
       .parameters = config.parameters,
       .access_key_id = config.access_key_id,
       .access_key_secret = config.access_key_secret,
       .security_token = config.security_token,
       .scheme = config.signature == "v1" ? auth::Scheme::kV1 : auth::Scheme::kV3},
      base::SystemClock().Now(), ids.Nonce());
  const auto response = http::Send(config.endpoint, request);
  if (!response) {
    std::cerr << "fake-ice: " << response.error() << '\n';
    return 1;
  }
  std::cout << response->body << '\n';
  return response->status >= 200 && response->status < 300 ? 0 : 1;
}

}  // namespace fake_ice::cli
