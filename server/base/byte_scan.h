#pragma once

#include <algorithm>
#include <array>
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

/// A place from `at` on in front of which `may_have_special` found nothing; the size of `text` when
/// it found nothing at all.
template <typename MayHaveSpecial>
std::size_t SkipPlain(std::string_view text, std::size_t at, MayHaveSpecial may_have_special) {
  // Most texts have nothing special for long: many bytes at a time, which the compiler can take
  // into wide registers.
  std::array<std::uint64_t, 4> many{};
  for (; text.size() - at >= sizeof(many); at += sizeof(many)) {
    std::memcpy(many.data(), text.data() + at, sizeof(many));
    std::uint64_t any = 0;
    for (const std::uint64_t next : many) any |= may_have_special(next);
    if (any != 0) break;
  }
  std::uint64_t eight = 0;
  for (; text.size() - at >= sizeof(eight); at += sizeof(eight)) {
    std::memcpy(&eight, text.data() + at, sizeof(eight));
    if (may_have_special(eight) != 0) return at;
  }
  // What is left is looked at together with bytes that were seen before.
  if (at == text.size() || text.size() < sizeof(eight)) return at;
  std::memcpy(&eight, text.data() + text.size() - sizeof(eight), sizeof(eight));
  return may_have_special(eight) == 0 ? text.size() : at;
}

/// The place of the first byte from `at` on for which `is_special(byte)` is true; the size of
/// `text` when there is none. `may_have_special(eight)` must not be zero for eight bytes that have
/// one.
template <typename MayHaveSpecial, typename IsSpecial>
std::size_t FindSpecial(std::string_view text, std::size_t at, MayHaveSpecial may_have_special,
                        IsSpecial is_special) {
  for (;;) {
    at = SkipPlain(text, at, may_have_special);
    // What may be special is looked at byte by byte, and so is a short text.
    const std::size_t few = std::min(text.size() - at, sizeof(std::uint64_t));
    for (const std::size_t end = at + few; at < end; ++at) {
      if (is_special(static_cast<unsigned char>(text[at]))) return at;
    }
    if (at == text.size()) return at;
  }
}

}  // namespace fake_ice::base
