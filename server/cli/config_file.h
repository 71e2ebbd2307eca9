#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "cli/variables.h"

namespace fake_ice::cli {

/// The options that are settings.
using Settings = std::vector<CLI::Option*>;

/// Gives the settings that have no value yet those of a file, and notes it as their source. The
/// file is TOML or INI as CLI11 reads it: `store = "jobs.db"`, with the options' names without
/// dashes in front, lists in brackets, no sections. A path is relative to the file's folder. Throws
/// CLI::ParseError that names the file, the setting and the nearest one.
void ApplyConfigFile(const Settings& settings, const std::string& path, Sources& sources);

/// What every setting is now, as such a file, with where it comes from behind it. A secret is not
/// shown.
std::string WriteSettings(const Settings& settings, const Sources& sources);

}  // namespace fake_ice::cli
