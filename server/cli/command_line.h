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

namespace fake_ice::cli {

struct ServeConfig {
  std::string host{base::kDefaultHost};
  std::uint16_t port = base::kDefaultPort;  ///< 0: the system chooses
  std::vector<std::string> fixtures;        ///< files or directories; none: the bundled fixture
  std::string store;                        ///< a SQLite file; empty: in memory
  bool enforce_signatures = true;
  bool strict_apps = false;
  std::string log_level = "info";
  std::vector<std::string> control_hosts;  ///< names by which the control API may be called
  std::chrono::milliseconds clock_skew = auth::kDefaultClockSkew;
};

struct CheckConfig {
  std::vector<std::string> paths;
};

struct CallConfig {
  std::string action;
  base::Parameters parameters;
  std::string endpoint{base::kDefaultEndpoint};
  std::string access_key_id{base::kDefaultAccessKeyId};
  std::string access_key_secret{base::kDefaultAccessKeySecret};
  std::string security_token;
  std::string version = "2020-11-09";
  std::string signature = "v3";  ///< v1 or v3
  std::string method = "POST";   ///< GET or POST
  std::string format;            ///< JSON, XML or empty: what the scheme's clients get by default
};

struct HealthConfig {
  std::string endpoint{base::kDefaultEndpoint};
};

struct DecodeConfig {
  std::string message;
};

using Command = std::variant<ServeConfig, CheckConfig, CallConfig, HealthConfig, DecodeConfig>;

/// Why there is no command to run: help, the version, or a mistake.
struct Exit {
  int code = 0;
  std::string text;  ///< for stdout when code is 0, else for stderr; ends with a newline
};

/// Reads arguments and, for options that are not among them, the variables FAKE_ICE_….
base::Expected<Command, Exit> ParseCommandLine(int argc, const char* const* argv);

}  // namespace fake_ice::cli
