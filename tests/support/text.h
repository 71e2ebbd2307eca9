#pragma once

#include <string>
#include <string_view>

namespace fake_ice::test {

inline bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace fake_ice::test
