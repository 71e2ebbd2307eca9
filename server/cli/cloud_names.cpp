#include "cli/cloud_names.h"

#include <algorithm>

#include "base/text.h"

namespace fake_ice::cli {
namespace {

bool Covers(std::string_view pattern, std::string_view name) {
  if (!pattern.starts_with("*.")) return pattern == name;
  const std::size_t dot = name.find('.');
  return dot != std::string_view::npos && dot > 0 && name.substr(dot) == pattern.substr(1);
}

bool IsHostName(std::string_view name) {
  return !name.starts_with('*') && name.find(':') == std::string_view::npos &&
         name.find_first_not_of("0123456789.") != std::string_view::npos;
}

}  // namespace

bool CloudNames::Has(std::string_view name) const {
  return name == "localhost" || name.ends_with(".localhost") ||
         std::ranges::any_of(names_, [&](const std::string& one) { return Covers(one, name); });
}

std::string CloudNames::HostsFile(const std::string& own_name) const {
  std::string text = "127.0.0.1 localhost\n::1 localhost\n";
  if (!own_name.empty()) text += "127.0.0.1 " + own_name + '\n';
  for (const std::string& name : names_) {
    if (IsHostName(name) && name != "localhost") text += "127.0.0.1 " + name + '\n';
  }
  return text;
}

std::string WithPlainLookup(std::string_view text) {
  std::string plain = "hosts: files dns\n";
  for (const std::string_view line : base::Split(text, '\n')) {
    const std::size_t word = line.find_first_not_of(" \t");
    if (word == std::string_view::npos || line.substr(word).starts_with("hosts:")) continue;
    plain.append(line).append(1, '\n');
  }
  return plain;
}

}  // namespace fake_ice::cli
