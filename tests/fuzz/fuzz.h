#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"

/// What libFuzzer calls with each input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fake_ice::fuzz {

/// Ends the run with a finding when a property does not hold. `detail` is what a person needs to
/// see beside the input.
inline void Require(bool holds, std::string_view property, std::string_view detail = {}) {
  if (holds) return;
  std::fprintf(stderr, "PROPERTY BROKEN: %.*s\n%s\n", static_cast<int>(property.size()),
               property.data(), base::EscapeUnprintable(detail).c_str());
  std::abort();
}

/// Two answers to one question.
inline void RequireSame(std::string_view got, std::string_view wanted, std::string_view property) {
  if (got == wanted) return;
  Require(false, property, "got:    " + std::string(got) + "\nwanted: " + std::string(wanted));
}

inline std::string_view AsText(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Takes the first line, without its line feed, off the front of `text`.
inline std::string_view TakeLine(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

/// Numbers from an input, byte by byte; zeros once it is used up.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  [[nodiscard]] bool IsEmpty() const { return next_ == size_; }
  std::uint8_t Next() { return IsEmpty() ? std::uint8_t{0} : data_[next_++]; }
  /// From 0 to `below`, which is at most 65,536.
  std::size_t Below(std::size_t below) {
    const std::size_t number = below > 256 ? Next() * 256U + Next() : Next();
    return number % below;
  }
  /// At most `size` bytes.
  std::string_view Text(std::size_t size) {
    const std::size_t count = std::min(size, size_ - next_);
    next_ += count;
    return AsText(data_ + next_ - count, count);
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t next_ = 0;
};

}  // namespace fake_ice::fuzz
