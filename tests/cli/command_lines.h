#pragma once

#include <doctest/doctest.h>

#include <string>
#include <variant>
#include <vector>

#include "cli/command_line.h"
#include "cli/environment.h"

namespace fake_ice::test {

using Arguments = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

inline base::Expected<cli::Command, cli::Exit> Parse(const Arguments& arguments,
                                                     const Variables& variables = {}) {
  const Environment environment(variables);
  std::vector<const char*> argv{"fake-ice"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  return cli::ParseCommandLine(static_cast<int>(argv.size()), argv.data());
}

inline std::string Join(const Arguments& arguments) {
  std::string text;
  for (const std::string& argument : arguments) text += argument + ' ';
  return text;
}

/// The command's configuration; the test ends when it is another command or none.
template <typename Config>
Config ParseAs(const Arguments& arguments, const Variables& variables = {}) {
  const auto command = Parse(arguments, variables);
  if (!command) FAIL(command.error().text);
  REQUIRE(std::holds_alternative<Config>(*command));
  return std::get<Config>(*command);
}

/// Why there is nothing to run; the test ends when there is.
inline cli::Exit ParseExit(const Arguments& arguments, const Variables& variables = {}) {
  const auto command = Parse(arguments, variables);
  if (command) FAIL("accepted: " << Join(arguments));
  return command.error();
}

}  // namespace fake_ice::test
