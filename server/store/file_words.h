#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fake_ice::store {

/// The number of 32 bits at `at`, as SQLite's files have it: most significant byte first, but for
/// what a write-ahead log sums up on some machines. `bytes` must reach that far.
/// Source: sqlite.org/fileformat.html.
inline std::uint32_t ReadWord(std::string_view bytes, std::size_t at, bool big_endian = true) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < sizeof(word); ++i) {
    const char byte = bytes[at + (big_endian ? i : sizeof(word) - 1 - i)];
    word = word << 8 | static_cast<unsigned char>(byte);
  }
  return word;
}

}  // namespace fake_ice::store
