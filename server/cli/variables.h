#pragma once

#include <CLI/CLI.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fake_ice::cli {

/// Where the value of an option came from when it was no argument: a variable, or a file.
using Sources = std::map<const CLI::Option*, std::string>;

/// The environment variables that stand for options: `--some-flag` is FAKE_ICE_SOME_FLAG. CLI11 can
/// read variables itself, but its errors blame the option, and a list is one value to it.
class Variables {
 public:
  enum class Holds { kOneValue, kList };  ///< a list is separated by commas

  /// Makes `option` of `command` a variable as well.
  void Add(CLI::App& command, CLI::Option& option, Holds holds);

  /// Gives the options of `command` that are not among the arguments the values of their variables;
  /// an empty variable is none. Notes the variables as their sources. Throws CLI::ParseError that
  /// names the variable.
  void Apply(const CLI::App& command, Sources& sources) const;

  /// The options of `command` that are variables as well.
  [[nodiscard]] std::vector<CLI::Option*> OptionsOf(const CLI::App& command) const;

  /// Every variable's name.
  [[nodiscard]] std::vector<std::string> Names() const;

 private:
  struct Bound {
    CLI::App* command;
    CLI::Option* option;
    std::string name;
    Holds holds;
  };
  std::vector<Bound> bound_;
};

/// Has `option` take the values that were added to it. Why it cannot, as `VALUE: expected …` or a
/// phrase; empty when it does.
std::string TakeValues(CLI::Option& option);

/// The value of an environment variable; empty when there is none.
std::string ValueOf(const std::string& variable);

/// A sentence for each variable of the environment that begins like fake-ice's and is none of
/// `known`, with the one of them that may have been meant.
std::vector<std::string> VariablesBeside(const std::vector<std::string>& known);

}  // namespace fake_ice::cli
