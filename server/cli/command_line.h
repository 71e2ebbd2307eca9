#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "auth/timestamp.h"
#include "base/defaults.h"
#include "base/expected.h"
#include "base/parameters.h"
#include "store/limits.h"

namespace fake_ice::cli {

/// How long `call`, `health`, `export` and `env` wait for an answer.
inline constexpr std::chrono::seconds kCallTimeout{60};
/// What `call --poll` waits between two calls, and how long in all.
inline constexpr std::chrono::seconds kPollEvery{2};
inline constexpr std::chrono::minutes kPollWithin{10};
inline constexpr std::chrono::seconds kHealthTimeout{5};
inline constexpr std::chrono::seconds kExportTimeout{60};

/// Where and how `serve` speaks TLS.
struct TlsConfig {
  std::string host;  ///< empty: not at all
  std::uint16_t port = 0;
  std::vector<std::string> names;  ///< beside those that a certificate has anyway
  std::string directory;           ///< keeps the authority; empty: it lasts as long as the server
  std::string certificate;         ///< a file with one's own, and
  std::string key;                 ///< one with its key
  std::string flaw;                ///< of the certificate made here: expired, name or empty
  std::string write_env;           ///< a file for what makes clients trust it; empty: none
  std::string variable;            ///< that gave the address, for messages; empty when none did
};

struct ServeConfig {
  std::string host{base::kDefaultHost};
  std::uint16_t port = base::kDefaultPort;  ///< 0: the system chooses
  TlsConfig tls;
  std::vector<std::string> fixtures;  ///< files or directories; none: the bundled fixture
  bool watch = false;                 ///< they are read anew when they change
  std::string store;                  ///< a SQLite file; empty: in memory
  std::uint64_t max_store_bytes = store::kMaxStoreBytes;
  bool enforce_signatures = true;
  bool strict_apps = false;
  std::string log_level = "info";
  std::vector<std::string> control_hosts;  ///< names by which the control API may be called
  std::string control_token;               ///< asked of callers from elsewhere; empty: none
  std::chrono::milliseconds clock_skew = auth::kDefaultClockSkew;
  /// Where the values of these came from, for messages: a variable, or empty.
  std::string listen_variable;
  std::string fixtures_variable;
  std::string store_variable;
};

/// A server within the network of a command. Where it serves is not a matter of configuration.
struct ExecConfig {
  ServeConfig serve;
  std::vector<std::uint16_t> allowed;  ///< loopback ports of this machine that stay in reach
  std::vector<std::string> command;    ///< with its arguments
};

struct CheckConfig {
  std::vector<std::string> paths;
};

/// Where a request goes, and how long its answer is waited for.
struct Destination {
  std::string endpoint{base::kDefaultEndpoint};
  std::string variable;  ///< that named the endpoint; empty when none did
  std::chrono::milliseconds timeout = kCallTimeout;
};

/// A call that is repeated until its answer's `field` is `value`.
struct PollConfig {
  std::string field;  ///< empty: the call is not repeated
  std::string value;
  std::chrono::milliseconds every = kPollEvery;    ///< between an answer and the next call
  std::chrono::milliseconds within = kPollWithin;  ///< all calls together
};

struct CallConfig {
  std::string action;
  /// A value that starts with `@` names a file to take it from (`@-`: stdin), `@@` stands for `@`.
  base::Parameters parameters;
  Destination destination;
  std::string access_key_id{base::kDefaultAccessKeyId};
  std::string access_key_secret{base::kDefaultAccessKeySecret};
  std::string security_token;
  std::string version = "2020-11-09";
  std::string signature = "v3";  ///< v1 or v3
  std::string method = "POST";   ///< GET or POST
  std::string format;            ///< JSON, XML or empty: what the scheme's clients get by default
  bool pretty = false;           ///< a JSON body is indented, as it is on a terminal anyway
  bool verbose = false;          ///< stderr shows what was signed, sent and answered
  PollConfig poll;
};

/// A server whose control API is asked.
struct ControlDestination {
  Destination destination;
  std::string control_token;  ///< shown to the server; empty: none
};

struct HealthConfig : ControlDestination {};

struct ExportConfig : ControlDestination {};

/// What of a server's journal is shown; an empty text asks for everything.
struct TailConfig : ControlDestination {
  std::string account_id;
  std::string action;
  std::string job_id;
  std::string code;
  std::size_t lines = 10;  ///< of those that are there already
  bool json = false;       ///< entries as they come, one a line
};

struct EnvConfig : ControlDestination {
  std::string directory;  ///< for the files; empty: a new one for temporary files
};

struct SchemaConfig {};

struct DecodeConfig {
  std::string message;
};

using Command = std::variant<ServeConfig, ExecConfig, CheckConfig, CallConfig, HealthConfig,
                             DecodeConfig, ExportConfig, EnvConfig, TailConfig, SchemaConfig>;

/// Why there is no command to run: help, the version, or a mistake.
struct Exit {
  int code = 0;
  std::string text;  ///< for stdout when code is 0, else for stderr; ends with a newline
};

/// Reads arguments and, for options that are not among them, the variables FAKE_ICE_….
base::Expected<Command, Exit> ParseCommandLine(int argc, const char* const* argv);

/// A sentence for each variable FAKE_ICE_… of the environment that is none of fake-ice's, with the
/// one that may have been meant.
std::vector<std::string> UnknownVariables();

}  // namespace fake_ice::cli
