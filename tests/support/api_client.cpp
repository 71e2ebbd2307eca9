#include "support/api_client.h"

#include <atomic>

#include "auth/signer.h"

namespace fake_ice::test {
namespace {

std::string NextNonce() {
  static std::atomic<int> count = 0;
  return "one-time-" + std::to_string(++count);
}

}  // namespace

ApiClient::ApiClient(std::uint16_t port, const base::Clock& clock)
    : clock_(clock), authority_("127.0.0.1:" + std::to_string(port)), connection_(port) {}

Answer ApiClient::Call(const Key& key, const std::string& action,
                       const base::Parameters& parameters, const Way& way) {
  return Send(auth::BuildSignedRequest({.endpoint = "http://" + authority_,
                                        .method = way.method,
                                        .action = action,
                                        .version = "2020-11-09",
                                        .format = "JSON",
                                        .parameters = parameters,
                                        .access_key_id = key.access_key_id,
                                        .access_key_secret = key.access_key_secret,
                                        .scheme = way.scheme},
                                       clock_.Now(), NextNonce()));
}

Answer ApiClient::Control(const std::string& method, const std::string& path,
                          const std::string& body) {
  return Send({.method = method,
               .target = "/_fake-ice/" + path,
               .headers = {{"Host", authority_}},
               .body = body});
}

Answer ApiClient::Send(const base::HttpRequest& request) {
  const RawResponse response = connection_.Ask(ToBytes(request));
  return {response.status, nlohmann::json::parse(response.body)};
}

}  // namespace fake_ice::test
