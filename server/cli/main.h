#pragma once

namespace fake_ice::cli {

/// The whole program: reads the command line, runs the command, returns the exit code. Faults that
/// nothing below handles end here as one line on stderr and exit code 2.
int Main(int argc, const char* const* argv);

}  // namespace fake_ice::cli
