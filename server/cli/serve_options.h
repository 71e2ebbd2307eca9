#pragma once

#include <CLI/CLI.hpp>

#include "cli/options.h"

namespace fake_ice::cli {

/// Adds what `serve` takes to the program itself, because serve is the default; `exec` takes it as
/// well. `parsed` must outlive `app`.
void AddServe(CLI::App& app, Parsed& parsed);

}  // namespace fake_ice::cli
