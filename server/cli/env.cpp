#include <filesystem>
#include <iostream>

#include "cli/commands.h"
#include "cli/send.h"
#include "cli/temporary_folder.h"
#include "tls/trust.h"

namespace fake_ice::cli {
int Env(const EnvConfig& config) {
  const auto response = AskControl(config, "ca.pem");
  if (!response) return 1;
  if (response->status != 200) {
    std::cerr << "fake-ice: " << config.destination.endpoint << " answered " << response->status
              << ": " << ReasonIn(*response) << '\n';
    return 1;
  }
  std::filesystem::path directory = config.directory;
  if (directory.empty()) directory = MakeTemporaryFolder();
  std::filesystem::create_directories(directory);
  const auto files = tls::WriteTrust(directory / "fake-ice", response->body);
  if (!files) {
    std::cerr << "fake-ice: " << files.error() << '\n';
    return 1;
  }
  std::cout << tls::ExportLines(*files) << std::flush;
  return 0;
}

}  // namespace fake_ice::cli
