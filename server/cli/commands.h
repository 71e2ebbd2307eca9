#pragma once

#include "cli/command_line.h"

/// The subcommands. Each returns the program's exit code; stdout and stderr are its own to write.
namespace fake_ice::cli {

/// Serves until SIGTERM or SIGINT. Exit code 2 and one line on stderr when it cannot start.
int Serve(const ServeConfig& config);

/// Runs a command where the service's host names lead to a server of its own, and ends as it does.
/// Exit code 125 with one line on stderr when the command cannot be run, 126 when it is no program
/// and 127 when there is none, as env(1).
int Exec(const ExecConfig& config);

/// Validates fixtures. Exit code 1 with a line for each problem.
int Check(const CheckConfig& config);

/// Signs and sends one request and prints the body of the answer; with a poll, repeats it and
/// prints what changes. Exit code 0 on HTTP 2xx, and when the poll saw its value, else 1; without
/// an answer one line on stderr says why.
int Call(const CallConfig& config);

/// Exit code 0 when a server answers its health check, else 1.
int Health(const HealthConfig& config);

/// Prints everything that a server holds as a fixture, secrets too, which loads again to the same
/// state. Exit code 1 with one line on stderr when the server does not give it.
int Export(const ExportConfig& config);

/// Prints requests of a server's journal as they come, until SIGINT, SIGTERM or a closed stdout:
/// exit code 0. Exit code 1 with one line on stderr when the server does not answer at the start or
/// refuses; later it is asked again.
int Tail(const TailConfig& config);

/// Writes files with which clients trust a server's authority and prints the variables that name
/// them. Exit code 1 with one line on stderr when the server has none or they cannot be written.
int Env(const EnvConfig& config);

/// Prints the JSON Schema of fixtures. Exit code 0.
int Schema(const SchemaConfig& config);

/// Prints what an EncodedDiagnosticMessage holds. Exit code 1 when it is none of fake-ice's.
int Decode(const DecodeConfig& config);

}  // namespace fake_ice::cli
