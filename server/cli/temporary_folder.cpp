#include "cli/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>

namespace fake_ice::cli {

namespace fs = std::filesystem;

fs::path MakeTemporaryFolder() {
  const char* const named = std::getenv("TMPDIR");
  std::error_code error;
  const fs::path parent = fs::temp_directory_path(error);
  std::string name = (parent / "fake-ice-XXXXXX").string();
  if (!error && mkdtemp(name.data()) != nullptr) return name;
  if (!error) error = {errno, std::generic_category()};
  throw std::runtime_error("cannot make a directory in " +
                           std::string(named == nullptr ? "/tmp" : named) + ": " + error.message() +
                           "; TMPDIR names one for temporary files");
}

}  // namespace fake_ice::cli
