#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <cstddef>

namespace fake_ice::test {

/// How many clients a test opens at once, to a server in this process: more than any server would
/// have threads, fewer where the process may not open so many files.
inline std::size_t CrowdSize() {
  constexpr std::size_t kWanted = 1100;
  constexpr std::size_t kOtherFiles = 200;
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_max <= kOtherFiles) return 1;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  return std::min<std::size_t>(kWanted, (files.rlim_max - kOtherFiles) / 2);
}

}  // namespace fake_ice::test
