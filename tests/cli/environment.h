#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <map>
#include <string>
#include <string_view>

namespace fake_ice::test {

/// The process's environment with these variables of fake-ice's and no others, for a scope.
class Environment {
 public:
  explicit Environment(const std::map<std::string, std::string>& variables) {
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string_view text = *entry;
      if (text.starts_with("FAKE_ICE_")) {
        const auto equals = text.find('=');
        before_.emplace(text.substr(0, equals), text.substr(equals + 1));
      }
    }
    Replace(before_, variables);
    now_ = variables;
  }
  ~Environment() { Replace(now_, before_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  using Variables = std::map<std::string, std::string>;

  static void Replace(const Variables& old_ones, const Variables& new_ones) {
    for (const auto& [name, value] : old_ones) unsetenv(name.c_str());
    for (const auto& [name, value] : new_ones) setenv(name.c_str(), value.c_str(), 1);
  }

  Variables before_;
  Variables now_;
};

}  // namespace fake_ice::test
