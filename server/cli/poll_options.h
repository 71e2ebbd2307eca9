#pragma once

#include <CLI/CLI.hpp>

#include <string>

#include "cli/options.h"

namespace fake_ice::cli {

/// Adds --poll, --every and --within to `call`; `parsed` must outlive it.
void AddPoll(CLI::App& call, Parsed& parsed);

/// Puts what those options say into the call's configuration. Why they do not go together, as a
/// sentence; empty when they do.
std::string FinishPoll(Parsed& parsed);

}  // namespace fake_ice::cli
