#pragma once

#include <cstdlib>

namespace fake_ice::test {

/// Whether this machine lets a user make namespaces, as many containers do not; asked of
/// unshare(1), so that a mistake of our own is none of the machine's.
inline bool AreNamespacesAllowed() {
  static const bool allowed =
      std::system("unshare --user --map-root-user --net --mount true 2>/dev/null") == 0;
  return allowed;
}

}  // namespace fake_ice::test
