#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/expected.h"

namespace fake_ice::sandbox {

/// A file that a command finds in place of another.
struct ReplacedFile {
  std::string path;
  std::string by;  ///< the path of what is found there
};

/// Moves the calling process into user, network and mount namespaces of its own, without root:
/// there is no network but a loopback interface, and `files` are found in place of others; one that
/// is not there is left out. To be called where there is one thread. Who is root may do without a
/// user namespace. Returns a sentence that names what forbids it and a remedy (user_namespaces(7)).
base::Expected<void, std::string> Isolate(const std::vector<ReplacedFile>& files);

}  // namespace fake_ice::sandbox
