#include <iostream>

#include "cli/commands.h"
#include "cli/send.h"

namespace fake_ice::cli {

int Health(const HealthConfig& config) {
  const auto response =
      SendTo(config.destination,
             {.method = "GET", .target = "/_fake-ice/health", .headers = {}, .body = {}});
  if (!response) return 1;
  std::cout << response->body << '\n';
  return response->status == 200 ? 0 : 1;
}

}  // namespace fake_ice::cli
