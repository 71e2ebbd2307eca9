#pragma once

#include <unistd.h>

#include <utility>

namespace fake_ice::sandbox {

/// Owns an open file descriptor, or none. Moves as std::unique_ptr does; not thread-safe.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }

  [[nodiscard]] int Get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

  /// The caller closes it from here on.
  [[nodiscard]] int Release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

}  // namespace fake_ice::sandbox
