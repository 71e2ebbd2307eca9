#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "cli/option_kinds.h"

/// The command line as data: what help, manual and completions are written from.
namespace fake_ice::cli {

struct OptionOutline {
  std::vector<std::string> names;  ///< such as -h and --help; an argument has one, without dashes
  std::string placeholder;         ///< for its value; empty where it takes none
  std::string text;                ///< a phrase
  std::string initial;             ///< its value when it is not given; may be empty
  std::vector<std::string> choices;
  bool is_required = false;
  bool is_repeatable = false;
};

struct OptionGroup {
  std::string title;
  std::vector<OptionOutline> options;
};

struct CommandOutline {
  std::string name;
  std::string group;
  std::string text;  ///< a phrase
  std::vector<OptionOutline> arguments;
  std::vector<OptionGroup> options;  ///< those that every command has come last
  bool takes_serve_options = false;  ///< beside its own
  bool runs_command = false;         ///< behind `--`
};

/// Every command, in the order in which help lists them. The options of `serve`, which stand on the
/// program itself, are those of `serve` here.
std::vector<CommandOutline> OutlineOf(const CLI::App& app, const Choices& choices);

}  // namespace fake_ice::cli
