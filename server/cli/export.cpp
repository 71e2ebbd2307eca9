#include <iostream>

#include "cli/commands.h"
#include "cli/send.h"

namespace fake_ice::cli {
namespace {

bool IsJson(const base::HttpResponse& response) {
  const auto type = base::FindHeader(response.headers, "Content-Type");
  return type && type->starts_with("application/json");
}

}  // namespace

int Export(const ExportConfig& config) {
  const auto response = AskControl(config, "fixtures?Secrets=true");
  if (!response) return 1;
  if (response->status != 200 || !IsJson(*response)) {
    std::cerr << "fake-ice: " << config.destination.endpoint << " answered " << response->status
              << ": " << ReasonIn(*response) << '\n';
    return 1;
  }
  // Half a fixture must not be taken for a whole one.
  const bool is_written = static_cast<bool>(std::cout << response->body << '\n' << std::flush);
  if (!is_written) std::cerr << "fake-ice: the fixture could not be written to stdout\n";
  return is_written ? 0 : 1;
}

}  // namespace fake_ice::cli
