#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/config_file.h"
#include "cli/option_kinds.h"
#include "cli/variables.h"

namespace fake_ice::cli {

/// What the options of a command that asks a server write to.
struct DestinationOptions {
  CLI::Option* endpoint_option = nullptr;
  std::string endpoint{base::kDefaultEndpoint};
  std::string timeout;
};

/// The same of a command that asks the control API.
struct ControlOptions {
  DestinationOptions destination;
  std::string token;
};

/// Everything that arguments and variables write to, before it is known which command runs.
struct Parsed {
  Variables variables;
  Sources sources;  ///< of what no argument gave
  Choices choices;
  std::string config_file;
  ServeConfig serve;
  ExecConfig exec;
  CheckConfig check;
  CallConfig call;
  DecodeConfig decode;
  DestinationOptions call_destination;
  ControlOptions health;
  ControlOptions exporting;
  ControlOptions env;
  ControlOptions tailed;
  TailConfig tail;
  std::string env_directory;
  std::string listen;
  std::string tls_listen;
  std::string auth = "enforce";
  std::string clock_skew;
  std::vector<std::string> parameters;
  std::string poll;
  std::string every;
  std::string within;
  std::string help_of;
  std::string shell;
  CLI::Option* listen_option = nullptr;
  CLI::Option* tls_listen_option = nullptr;
  CLI::Option* fixtures_option = nullptr;
  CLI::Option* store_option = nullptr;

  /// The variable or the file that gave the option its value; empty when none did.
  [[nodiscard]] std::string SourceOf(const CLI::Option& option) const {
    const auto found = sources.find(&option);
    return found == sources.end() ? std::string() : found->second;
  }
};

/// Adds every command with its options to `app`; `parsed` must outlive it.
void AddCommands(CLI::App& app, Parsed& parsed);

}  // namespace fake_ice::cli
