#include "base/memory_reserve.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace fake_ice::base::memory_reserve {
namespace {

std::atomic<std::size_t> wanted{0};
std::atomic<void*> reserve{nullptr};

/// What becomes of so few bytes of a request can be destroyed again where there is no memory left.
constexpr std::size_t kSmall = 16 * 1024;

/// Whether the reserve is whole, or can be made so by now.
bool IsWhole() {
  if (wanted == 0 || reserve != nullptr) return true;
  void* const held = std::malloc(wanted);
  void* none = nullptr;
  if (held != nullptr && !reserve.compare_exchange_strong(none, held)) std::free(held);
  return held != nullptr;
}

/// Called by operator new, which then tries again, unless this throws.
void GiveUp() {
  void* const held = reserve.exchange(nullptr);
  if (held == nullptr) throw std::bad_alloc();
  std::free(held);
}

}  // namespace

void SetAside(std::size_t bytes) {
  wanted = bytes;
  static_cast<void>(IsWhole());
  std::set_new_handler(GiveUp);
}

bool MayTake(std::size_t bytes) {
  return bytes <= kSmall || IsWhole();
}

}  // namespace fake_ice::base::memory_reserve
