#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace fake_ice::store {

/// The value of an enum whose names stand in its order.
template <typename Enum, std::size_t kCount>
constexpr std::optional<Enum> FindName(const std::array<std::string_view, kCount>& names,
                                       std::string_view name) {
  for (std::size_t i = 0; i < kCount; ++i) {
    if (names.at(i) == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace fake_ice::store
