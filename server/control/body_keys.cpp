#include "control/body_keys.h"

#include <algorithm>
#include <vector>

#include "base/time_text.h"
#include "fixtures/misfit.h"
#include "fixtures/problem.h"

namespace fake_ice::control {

std::string WrongKey(std::string_view key, std::span<const BodyKey> known) {
  const auto same = std::ranges::find(known, key, &BodyKey::name);
  if (same != known.end()) return std::string(key) + " must be " + std::string(same->form);
  std::vector<std::string_view> names;
  for (const BodyKey& one : known) names.push_back(one.name);
  return "unknown key " + fixtures::Quoted(key) + fixtures::NearestHint(key, names);
}

std::string WrongDuration(std::string_view key, std::string_view text) {
  const std::string in_seconds = std::string(text) + 's';
  const bool ends_in_digit = !text.empty() && text.back() >= '0' && text.back() <= '9';
  if (ends_in_digit && base::ParseDuration(in_seconds)) {
    return std::string(key) + ' ' + fixtures::Quoted(text) + " has no unit; did you mean " +
           fixtures::Quoted(in_seconds) + '?';
  }
  return std::string(key) + " is no duration of at most a thousand years";
}

std::string Refusal(std::string what, std::string_view expected) {
  return what.append(what.ends_with('?') ? " " : ". ").append(expected);
}

}  // namespace fake_ice::control
