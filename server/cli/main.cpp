#include "cli/main.h"

#include <exception>
#include <iostream>
#include <new>
#include <system_error>
#include <variant>

#include "cli/command_line.h"
#include "cli/commands.h"

namespace fake_ice::cli {
namespace {

struct Run {
  int operator()(const ServeConfig& config) const { return Serve(config); }
  int operator()(const ExecConfig& config) const { return Exec(config); }
  int operator()(const CheckConfig& config) const { return Check(config); }
  int operator()(const CallConfig& config) const { return Call(config); }
  int operator()(const HealthConfig& config) const { return Health(config); }
  int operator()(const DecodeConfig& config) const { return Decode(config); }
  int operator()(const ExportConfig& config) const { return Export(config); }
  int operator()(const TailConfig& config) const { return Tail(config); }
  int operator()(const EnvConfig& config) const { return Env(config); }
  int operator()(const SchemaConfig& config) const { return Schema(config); }
};

/// A server has a log for this.
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
      const bool has_log = std::holds_alternative<ServeConfig>(*command) ||
                           std::holds_alternative<ExecConfig>(*command);
      if (!has_log) WarnOfVariables();
      return std::visit(Run{}, *command);
    }
    (command.error().code == 0 ? std::cout : std::cerr) << command.error().text;
    return command.error().code;
  } catch (const std::bad_alloc&) {
    std::cerr << "fake-ice: there is not enough memory; allow more (ulimit -v, or the container's)"
              << std::endl;
    return 2;
  } catch (const std::system_error& fault) {
    std::cerr << "fake-ice: " << fault.what();
    if (fault.code() == std::errc::resource_unavailable_try_again) {
      std::cerr << ": no thread can be started; allow more threads (ulimit -u, or the container's "
                   "pids limit) or memory (ulimit -v)";
    }
    std::cerr << std::endl;
    return 2;
  } catch (const std::exception& fault) {
    std::cerr << "fake-ice: " << fault.what() << std::endl;
    return 2;
  }
}

}  // namespace fake_ice::cli
