#include "cli/variables.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "cli/suggestions.h"

namespace fake_ice::cli {
namespace {

constexpr std::string_view kPrefix = "FAKE_ICE_";

/// Read by others: images and CI name a version so, and test kits find a server or the program.
constexpr std::array<std::string_view, 3> kOfOthers{"FAKE_ICE_VERSION", "FAKE_ICE_URL",
                                                    "FAKE_ICE_BINARY"};

/// Kubernetes and container links describe a service named fake-ice in such variables.
/// Source: kubernetes.io, "Service", discovering services, environment variables.
bool DescribesService(std::string_view name, std::string_view value) {
  return name.starts_with("FAKE_ICE_SERVICE_") || name.starts_with("FAKE_ICE_PORT_") ||
         (name == "FAKE_ICE_PORT" && value.find("://") != std::string_view::npos);
}

/// `--some-flag` as FAKE_ICE_SOME_FLAG.
std::string VariableOf(std::string_view flag) {
  std::string name = std::string(kPrefix) + base::ToUpper(flag.substr(2));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::string Meant(std::string_view name, const std::vector<std::string>& known) {
  const std::string flag = OptionOfOthers("--" + base::ToLower(name.substr(kPrefix.size())));
  if (!flag.empty()) return VariableOf(flag);
  // Without what they all have in common, so that a near name is near.
  std::vector<std::string_view> tails;
  for (const std::string& one : known)
    tails.push_back(std::string_view(one).substr(kPrefix.size()));
  const std::string_view tail = base::Nearest(name.substr(kPrefix.size()), tails);
  return tail.empty() ? std::string() : std::string(kPrefix) + std::string(tail);
}

}  // namespace

void Variables::Add(CLI::App& command, CLI::Option& option, Holds holds) {
  bound_.push_back({&command, &option, VariableOf(option.get_name()), holds});
}

void Variables::Apply(const CLI::App& command, Sources& sources) const {
  for (const Bound& bound : bound_) {
    const std::string value = ValueOf(bound.name);
    if (bound.command != &command || bound.option->count() > 0 || value.empty()) continue;
    const auto pieces = bound.holds == Holds::kList ? base::Split(value, ',')
                                                    : std::vector<std::string_view>{value};
    for (const std::string_view piece : pieces) {
      if (!piece.empty()) bound.option->add_result(std::string(piece));
    }
    if (bound.option->count() == 0) continue;  // commas alone
    sources[bound.option] = bound.name;
    const std::string mistake = TakeValues(*bound.option);
    if (!mistake.empty()) throw CLI::ValidationError(bound.name + '=' + mistake);
  }
}

std::vector<CLI::Option*> Variables::OptionsOf(const CLI::App& command) const {
  std::vector<CLI::Option*> options;
  for (const Bound& bound : bound_) {
    if (bound.command == &command) options.push_back(bound.option);
  }
  return options;
}

std::vector<std::string> Variables::Names() const {
  std::vector<std::string> names;
  for (const Bound& bound : bound_) names.push_back(bound.name);
  return names;
}

std::string TakeValues(CLI::Option& option) {
  try {
    option.run_callback();
    return {};
  } catch (const CLI::ValidationError& error) {
    const std::string text = error.what();  // `--option: VALUE: expected …`
    return text.substr(text.find(": ") + 2);
  } catch (const CLI::ArgumentMismatch&) {
    return "takes one value, once";
  } catch (const CLI::ParseError&) {
    return option.results().front() + ": expected true or false";
  }
}

std::string ValueOf(const std::string& variable) {
  const char* value = std::getenv(variable.c_str());
  return value == nullptr ? std::string() : value;
}

std::vector<std::string> VariablesBeside(const std::vector<std::string>& known) {
  std::vector<std::string> sentences;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    if (!name.starts_with(kPrefix) || std::ranges::count(known, name) > 0 ||
        std::ranges::count(kOfOthers, name) > 0 ||
        DescribesService(name, text.substr(name.size()))) {
      continue;
    }
    const std::string meant = Meant(name, known);
    sentences.push_back("the variable " + Shown(name) + " is none of fake-ice's and is ignored" +
                        (meant.empty() ? "" : "; did you mean " + meant + '?'));
  }
  std::sort(sentences.begin(), sentences.end());
  return sentences;
}

}  // namespace fake_ice::cli
