#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "auth/signer.h"
#include "base/clock.h"
#include "base/ids.h"
#include "cli/program.h"
#include "http/client.h"
#include "support/text.h"

/// Signed calls to a running program, and looking at its log.
namespace fake_ice::test {

inline constexpr std::string_view kSecret = "fake-ice-access-key-secret";

/// A good call, with the key of the bundled fixture.
inline auth::CallToSign CallTo(const RunningServer& server, auth::Scheme scheme) {
  return {.endpoint = server.Endpoint(),
          .method = "GET",
          .action = "GetYikeAIAppJob",
          .version = "2020-11-09",
          .format = {},
          .parameters = {{"JobId", "00000000000000000000000000000004"}},
          .access_key_id = "fake-ice-access-key-id",
          .access_key_secret = std::string(kSecret),
          .security_token = {},
          .scheme = scheme};
}

/// Sends a request and returns the status; 0 when there was no answer.
inline int Send(const RunningServer& server, const base::HttpRequest& request) {
  const auto response = http::Send(server.Endpoint(), request);
  return response ? response->status : 0;
}

inline base::HttpRequest Sign(const auth::CallToSign& call) {
  base::RandomIds ids;
  return auth::BuildSignedRequest(call, base::SystemClock().Now(), ids.Nonce());
}

inline std::size_t CountLines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace fake_ice::test
