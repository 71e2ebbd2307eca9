#pragma once

#include <CLI/CLI.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/checks.h"
#include "cli/variables.h"

namespace fake_ice::cli {

/// The values that options and arguments take, where there are few: for completions.
using Choices = std::map<const CLI::Option*, std::vector<std::string>>;

/// An option that is also a variable; `placeholder` stands for its value in the help. `target` must
/// outlive `app`, as in all that follows.
template <typename Target>
CLI::Option& AddOption(CLI::App& app, Variables& variables, const std::string& flag, Target& target,
                       const std::string& placeholder, const std::string& help,
                       Variables::Holds holds = Variables::Holds::kOneValue) {
  CLI::Option& option = *app.add_option(flag, target, help)->type_name(placeholder);
  variables.Add(app, option, holds);
  return option;
}

/// The same of an option that may be given again and again, or once with commas.
inline CLI::Option& AddList(CLI::App& app, Variables& variables, const std::string& flag,
                            std::vector<std::string>& target, const std::string& placeholder,
                            const std::string& help) {
  return *AddOption(app, variables, flag, target, placeholder, help, Variables::Holds::kList)
              .allow_extra_args(false)
              ->delimiter(',');
}

/// The same of an option whose value is one of `words`.
inline CLI::Option& AddChoice(CLI::App& app, Variables& variables, Choices& choices,
                              const std::string& flag, std::string& target,
                              const std::string& placeholder, std::vector<std::string> words,
                              const std::string& help) {
  CLI::Option& option = AddOption(app, variables, flag, target, placeholder, help);
  option.transform(IsOneOf(words))->capture_default_str();
  choices[&option] = std::move(words);
  return option;
}

inline CLI::Option& AddFlag(CLI::App& app, Variables& variables, const std::string& flag,
                            bool& target, const std::string& help) {
  CLI::Option& option = *app.add_flag(flag, target, help);
  variables.Add(app, option, Variables::Holds::kOneValue);
  return option;
}

}  // namespace fake_ice::cli
