#include <unistd.h>

#include <cstdint>
#include <cstdlib>

/// In place of glibc's, which is there from 2.36 on: it is all that libstdc++'s random_device would
/// keep the program from systems with glibc 2.34 for. Linked into the static program alone.
extern "C" __attribute__((visibility("hidden"))) std::uint32_t arc4random() noexcept {
  std::uint32_t number = 0;
  while (getentropy(&number, sizeof number) != 0) {
  }
  return number;
}
