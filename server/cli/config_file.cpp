#include "cli/config_file.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/text.h"
#include "cli/suggestions.h"

namespace fake_ice::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSecret = "control-token";

[[noreturn]] void Refuse(const std::string& path, const std::string& reason) {
  throw CLI::ValidationError(path + ": " + reason);
}

std::string SettingOf(const CLI::Option& option) {
  return option.get_lnames().front();
}

CLI::Option& OptionFor(const std::string& setting, const Settings& settings,
                       const std::string& path) {
  std::vector<std::string> names;
  for (CLI::Option* option : settings) {
    if (SettingOf(*option) == setting) return *option;
    names.push_back(SettingOf(*option));
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string_view nearest = base::Nearest(setting, candidates);
  Refuse(path, "unknown setting " + Shown(setting) +
                   (nearest.empty() ? "; fake-ice config prints all that there are"
                                    : "; did you mean " + std::string(nearest) + '?'));
}

std::vector<CLI::ConfigItem> ItemsOf(const std::string& path) {
  std::error_code failure;
  if (fs::is_directory(path, failure)) Refuse(path, "a folder is no file of settings");
  errno = 0;
  std::ifstream file(path);
  std::stringstream text;
  if (file.good()) text << file.rdbuf();
  if (!file.good()) {
    Refuse(path, "cannot read the file: " + std::generic_category().message(errno));
  }
  try {
    return CLI::ConfigTOML().from_config(text);
  } catch (const CLI::ParseError& fault) {
    Refuse(path, fault.what());
  }
}

bool IsPath(const CLI::Option& option) {
  const std::string what = option.get_type_name();
  return what == "PATH" || what == "FILE" || what == "DIR";
}

void Set(CLI::Option& option, const CLI::ConfigItem& item, const std::string& path) {
  for (std::string value : item.inputs) {
    if (IsPath(option) && !value.empty()) {
      value = (fs::path(path).parent_path() / value).lexically_normal().string();
    }
    option.add_result(value);
  }
  const std::string mistake = TakeValues(option);
  if (!mistake.empty()) Refuse(path, item.name + ": " + mistake);
}

/// A text as TOML writes it, within the quotes that it does not hold.
std::string Quoted(const std::string& text) {
  const char quote = text.find('"') == std::string::npos ? '"' : '\'';
  return quote + text + quote;
}

/// Takes true or false alone.
bool IsFlag(const CLI::Option& option) {
  return option.get_type_name().empty();
}

/// The value as it is written; empty when there is none, or only words that say what it means.
std::string ValueOf(const CLI::Option& option) {
  const auto& given = option.results();
  if (given.empty()) {
    if (IsFlag(option)) return "false";
    const std::string initial = option.get_default_str();
    return IsPath(option) || initial.empty() ? std::string() : Quoted(initial);
  }
  if (IsFlag(option)) return given.front();
  if (option.get_expected_max() <= 1) return Quoted(given.front());
  std::string list;
  for (const std::string& one : given) list += (list.empty() ? "" : ", ") + Quoted(one);
  return '[' + list + ']';
}

/// A line without what stands behind it.
std::string LineOf(const CLI::Option& option) {
  const std::string setting = SettingOf(option);
  if (setting == kSecret && option.count() > 0) return "# " + setting + " is not shown";
  const std::string value = ValueOf(option);
  return value.empty() ? "# " + setting : setting + " = " + value;
}

std::string SourceOf(const CLI::Option& option, const Sources& sources) {
  const auto found = sources.find(&option);
  if (found != sources.end()) return found->second;
  if (option.count() > 0) return "--" + SettingOf(option);
  if (!ValueOf(option).empty()) return "default";
  return option.get_default_str().empty() ? "not set" : "default: " + option.get_default_str();
}

}  // namespace

void ApplyConfigFile(const Settings& settings, const std::string& path, Sources& sources) {
  std::vector<const CLI::Option*> seen;
  for (const CLI::ConfigItem& item : ItemsOf(path)) {
    if (!item.parents.empty()) {
      Refuse(path, "[" + item.parents.front() + "]: there are no sections; leave it out");
    }
    CLI::Option& option = OptionFor(item.name, settings, path);
    if (std::ranges::count(seen, &option) > 0) Refuse(path, item.name + " is there twice");
    seen.push_back(&option);
    if (option.count() > 0) continue;  // an argument or a variable wins
    Set(option, item, path);
    sources[&option] = path;
  }
}

std::string WriteSettings(const Settings& settings, const Sources& sources) {
  constexpr std::size_t kWidest = 48;
  std::size_t width = 0;
  for (const CLI::Option* option : settings) {
    if (const auto size = LineOf(*option).size(); size <= kWidest) width = std::max(width, size);
  }
  std::string text;
  for (const CLI::Option* option : settings) {
    std::string line = LineOf(*option);
    line.resize(std::max(line.size(), width), ' ');
    text += line + "  # " + SourceOf(*option, sources) + '\n';
  }
  return text;
}

}  // namespace fake_ice::cli
