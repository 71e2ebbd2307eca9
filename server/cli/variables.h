#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace fake_ice::cli {

/// The environment variables that stand for options: `--some-flag` is FAKE_ICE_SOME_FLAG. CLI11 can
/// read variables itself, but its errors blame the option, and a list is one value to it.
class Variables {
 public:
  enum class Holds { kOneValue, kList };  ///< a list is separated by commas

  /// Makes `option` of `command` a variable as well.
  void Add(CLI::App& command, CLI::Option& option, Holds holds);

  /// Gives the options of `command` that are not among the arguments the values of their variables;
  /// an empty variable is none. Throws CLI::ParseError that names the variable.
  void Apply(const CLI::App& command);

  /// The variable that gave the option its value; empty when none did.
  [[nodiscard]] std::string SourceOf(const CLI::Option& option) const;

  /// Every variable's name.
  [[nodiscard]] std::vector<std::string> Names() const;

 private:
  struct Bound {
    CLI::App* command;
    CLI::Option* option;
    std::string name;
    Holds holds;
    bool applied = false;
  };
  std::vector<Bound> bound_;
};

/// The value of an environment variable; empty when there is none.
std::string ValueOf(const std::string& variable);

/// A sentence for each variable of the environment that begins like fake-ice's and is none of
/// `known`, with the one of them that may have been meant.
std::vector<std::string> VariablesBeside(const std::vector<std::string>& known);

}  // namespace fake_ice::cli
