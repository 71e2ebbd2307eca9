#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

/// Eight bytes of a text looked at as one number, for texts of which every byte of every request
/// is looked at and hardly any is special.
namespace fake_ice::base {

/// The low and the high bit of each byte.
inline constexpr std::uint64_t kLowBits = 0x0101010101010101U;
inline constexpr std::uint64_t kHighBits = 0x8080808080808080U;

/// Not zero when a byte of `eight` is below `bound`, which is 128 at the most.
constexpr std::uint64_t AnyBelow(std::uint64_t eight, std::uint8_t bound) {
  return (eight - kLowBits * bound) & ~eight & kHighBits;
}

/// Not zero when a byte of `eight` is `byte`.
constexpr std::uint64_t AnyIs(std::uint64_t eight, std::uint8_t byte) {
  return AnyBelow(eight ^ (kLowBits * byte), 1);
}

/// The place of the first byte from `at` on for which `is_special(byte)` is true; the size of
/// `text` when there is none. `may_have_special(eight)` must not be zero for eight bytes that have
/// one.
template <typename MayHaveSpecial, typename IsSpecial>
std::size_t FindSpecial(std::string_view text, std::size_t at, MayHaveSpecial may_have_special,
                        IsSpecial is_special) {
  for (;;) {
    std::uint64_t eight = 0;
    for (; text.size() - at >= sizeof(eight); at += sizeof(eight)) {
      std::memcpy(&eight, text.data() + at, sizeof(eight));
      if (may_have_special(eight) != 0) break;
    }
    // What may be special is looked at byte by byte, and so is what is left of the text.
    const std::size_t end = text.size() - at >= sizeof(eight) ? at + sizeof(eight) : text.size();
    for (; at < end; ++at) {
      if (is_special(static_cast<unsigned char>(text[at]))) return at;
    }
    if (at == text.size()) return at;
  }
}

}  // namespace fake_ice::base
