#include <iostream>

#include "cli/commands.h"
#include "gateway/diagnostic_message.h"

namespace fake_ice::cli {

int Decode(const DecodeConfig& config) {
  const auto text = gateway::DecodeDiagnosticMessage(config.message);
  if (!text) {
    std::cerr << "fake-ice: " << text.error() << std::endl;
    return 1;
  }
  std::cout << *text << std::endl;
  return 0;
}

}  // namespace fake_ice::cli
