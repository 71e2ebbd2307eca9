#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "cli/commands.h"
#include "cli/send.h"
#include "tls/trust.h"

namespace fake_ice::cli {
namespace {

namespace fs = std::filesystem;

/// A new directory that nobody else can have made or write to.
fs::path MakeDirectory() {
  std::string name = (fs::temp_directory_path() / "fake-ice-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "cannot make " + name);
  }
  return name;
}

}  // namespace

int Env(const EnvConfig& config) {
  const auto response = AskControl(config, "ca.pem");
  if (!response) return 1;
  if (response->status != 200) {
    std::cerr << "fake-ice: " << config.destination.endpoint << " answered " << response->status
              << ": " << ReasonIn(*response) << '\n';
    return 1;
  }
  fs::path directory = config.directory;
  if (directory.empty()) directory = MakeDirectory();
  fs::create_directories(directory);
  const auto files = tls::WriteTrust(directory / "fake-ice", response->body);
  if (!files) {
    std::cerr << "fake-ice: " << files.error() << '\n';
    return 1;
  }
  std::cout << tls::ExportLines(*files) << std::flush;
  return 0;
}

}  // namespace fake_ice::cli
