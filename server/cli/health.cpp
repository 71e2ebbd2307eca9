#include <iostream>

#include "cli/commands.h"
#include "http/client.h"

namespace fake_ice::cli {

int Health(const HealthConfig& config) {
  const auto response = http::Send(
      config.endpoint, {.method = "GET", .target = "/_fake-ice/health", .headers = {}, .body = {}});
  if (!response) {
    std::cerr << "fake-ice: " << response.error() << '\n';
    return 1;
  }
  std::cout << response->body << '\n';
  return response->status == 200 ? 0 : 1;
}

}  // namespace fake_ice::cli
