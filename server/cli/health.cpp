#include <iostream>

#include "cli/commands.h"
#include "cli/send.h"

namespace fake_ice::cli {

int Health(const HealthConfig& config) {
  const auto response = AskControl(config, "health");
  if (!response) return 1;
  std::cout << response->body << '\n';
  return response->status == 200 ? 0 : 1;
}

}  // namespace fake_ice::cli
