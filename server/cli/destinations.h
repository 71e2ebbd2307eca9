#pragma once

#include <chrono>

#include "cli/command_line.h"
#include "cli/options.h"

namespace fake_ice::cli {

/// The endpoint that the command was given; else where a server with the same settings listens, so
/// that in a container, too, it is found without being named. `timeout` is the command's own.
Destination FinishDestination(const Parsed& parsed, const DestinationOptions& options,
                              std::chrono::milliseconds timeout);

/// The same for a command that asks the control API.
ControlDestination FinishControl(const Parsed& parsed, const ControlOptions& options,
                                 std::chrono::milliseconds timeout);

}  // namespace fake_ice::cli
