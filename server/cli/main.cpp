#include "cli/main.h"

#include <exception>
#include <iostream>
#include <variant>

#include "cli/command_line.h"
#include "cli/commands.h"

namespace fake_ice::cli {
namespace {

struct Run {
  int operator()(const ServeConfig& config) const { return Serve(config); }
  int operator()(const CheckConfig& config) const { return Check(config); }
  int operator()(const CallConfig& config) const { return Call(config); }
  int operator()(const HealthConfig& config) const { return Health(config); }
  int operator()(const DecodeConfig& config) const { return Decode(config); }
};

/// The server has a log for this.
void WarnOfVariables() {
  for (const std::string& sentence : UnknownVariables()) {
    std::cerr << "fake-ice: warning: " << sentence << '\n';
  }
}

}  // namespace

int Main(int argc, const char* const* argv) {
  try {
    const auto command = ParseCommandLine(argc, argv);
    if (command) {
      if (!std::holds_alternative<ServeConfig>(*command)) WarnOfVariables();
      return std::visit(Run{}, *command);
    }
    (command.error().code == 0 ? std::cout : std::cerr) << command.error().text;
    return command.error().code;
  } catch (const std::exception& fault) {
    std::cerr << "fake-ice: " << fault.what() << std::endl;
    return 2;
  }
}

}  // namespace fake_ice::cli
