#pragma once

#include <CLI/CLI.hpp>

#include <string>

#include "cli/outline.h"

namespace fake_ice::cli {

/// What the program is, its commands, and what an SDK needs, in at most 80 columns.
std::string ProgramHelp(const std::vector<CommandOutline>& commands);

/// How a command is used: an example, its arguments and options, in at most 80 columns.
std::string CommandHelp(const CommandOutline& command);

/// How `command` is called, such as `fake-ice call ACTION [Key=Value...] [OPTIONS]`.
std::string UsageOf(const CommandOutline& command);

/// Has CLI11 print the help above for `--help`.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
};

}  // namespace fake_ice::cli
