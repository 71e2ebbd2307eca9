#include <iostream>

#include "cli/commands.h"
#include "cli/send.h"

namespace fake_ice::cli {

int Health(const HealthConfig& config) {
  base::HttpRequest request{
      .method = "GET", .target = "/_fake-ice/health", .headers = {}, .body = {}};
  if (!config.control_token.empty()) {
    request.headers.push_back({"Authorization", "Bearer " + config.control_token});
  }
  const auto response = SendTo(config.destination, request);
  if (!response) return 1;
  std::cout << response->body << '\n';
  return response->status == 200 ? 0 : 1;
}

}  // namespace fake_ice::cli
