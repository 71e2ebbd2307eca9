#include "cli/command_line.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>

#include "base/text.h"
#include "base/time_text.h"

namespace fake_ice::cli {
namespace {

constexpr int kUsageExitCode = 2;

/// An option that is also an environment variable: `--some-flag` is FAKE_ICE_SOME_FLAG.
template <typename Target>
CLI::Option* AddOption(CLI::App& app, const std::string& flag, Target& target,
                       const std::string& help) {
  std::string variable = "FAKE_ICE_" + base::ToUpper(flag.substr(2));
  std::replace(variable.begin(), variable.end(), '-', '_');
  return app.add_option(flag, target, help)->envname(variable);
}

struct Address {
  std::string host;
  std::uint16_t port = 0;
};

/// `HOST:PORT`; an IPv6 host stands in brackets.
std::optional<Address> ParseAddress(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  Address address{.host = text.substr(0, colon)};
  if (address.host.front() == '[' && address.host.back() == ']') {
    address.host = address.host.substr(1, address.host.size() - 2);
  } else if (address.host.find(':') != std::string::npos) {
    return std::nullopt;
  }
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, address.port);
  if (error != std::errc() || rest != end || address.host.empty()) return std::nullopt;
  return address;
}

/// A name with a port; an IPv6 address has more than one colon.
bool IsHostWithPort(const std::string& text) {
  return std::count(text.begin(), text.end(), ':') == 1;
}

/// Everything that the options write to, before it is known which command runs.
struct Parsed {
  ServeConfig serve;
  CheckConfig check;
  CallConfig call;
  HealthConfig health;
  DecodeConfig decode;
  std::string listen;
  std::string auth = "enforce";
  std::string clock_skew;
  std::vector<std::string> parameters;
};

void AddServe(CLI::App& app, Parsed& parsed) {
  // The options stand on the program itself, because serve is the default.
  app.add_subcommand("serve", "Run the server (the default)")->fallthrough();
  AddOption(app, "--listen", parsed.listen, "Address to listen on, HOST:PORT; port 0 chooses one")
      ->default_str("127.0.0.1:20201");
  AddOption(app, "--fixtures", parsed.serve.fixtures,
            "Fixture file, or directory of *.json; repeatable (default: the bundled fixture)")
      ->allow_extra_args(false);
  AddOption(app, "--store", parsed.serve.store,
            "SQLite file that survives restarts (default: in memory)");
  AddOption(app, "--auth", parsed.auth, "Check signatures, or accept any and none")
      ->check(CLI::IsMember({"enforce", "off"}))
      ->capture_default_str();
  AddOption(app, "--log-level", parsed.serve.log_level, "What goes to the log on stderr")
      ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error", "off"}))
      ->capture_default_str();
  AddOption(app, "--clock-skew", parsed.clock_skew,
            "How far a signature's time may lie from real time, such as 15m or 36h")
      ->default_str("15m");
  app.add_flag("--strict-apps", parsed.serve.strict_apps,
               "Refuse jobs of apps that the account does not have")
      ->envname("FAKE_ICE_STRICT_APPS");
  AddOption(app, "--control-host", parsed.serve.control_hosts,
            "Host name by which the control API may be called beside localhost and the address of"
            " --listen; repeatable, or separated by commas")
      ->allow_extra_args(false)
      ->delimiter(',');
}

void AddCheck(CLI::App& app, Parsed& parsed) {
  CLI::App* check = app.add_subcommand("check", "Validate fixture files");
  check->add_option("PATH", parsed.check.paths, "Fixture files or directories")->required();
}

void AddCall(CLI::App& app, Parsed& parsed) {
  CLI::App& call = *app.add_subcommand("call", "Sign and send one request, print the answer");
  CallConfig& config = parsed.call;
  call.add_option("ACTION", config.action, "For example GetYikeAIAppJob")->required();
  call.add_option("PARAMETERS", parsed.parameters, "Business parameters, Key=Value each");
  AddOption(call, "--endpoint", config.endpoint, "Where to send it")->capture_default_str();
  AddOption(call, "--access-key-id", config.access_key_id, "Who sends it")->capture_default_str();
  AddOption(call, "--access-key-secret", config.access_key_secret, "What signs it")
      ->default_str("the default account's");
  AddOption(call, "--security-token", config.security_token, "Token of a temporary key");
  AddOption(call, "--version", config.version, "API version")->capture_default_str();
  AddOption(call, "--signature", config.signature, "Signature scheme")
      ->check(CLI::IsMember({"v1", "v3"}))
      ->capture_default_str();
  AddOption(call, "--method", config.method, "HTTP method")
      ->check(CLI::IsMember({"GET", "POST"}))
      ->capture_default_str();
  AddOption(call, "--format", config.format, "Ask for this format by name")
      ->check(CLI::IsMember({"JSON", "XML"}));
}

void AddHealth(CLI::App& app, Parsed& parsed) {
  CLI::App* health = app.add_subcommand("health", "Exit 0 when a server answers its health check");
  AddOption(*health, "--endpoint", parsed.health.endpoint, "Which server")->capture_default_str();
}

void AddDecode(CLI::App& app, Parsed& parsed) {
  CLI::App* decode =
      app.add_subcommand("decode", "Show what is in an EncodedDiagnosticMessage of fake-ice");
  decode->add_option("MESSAGE", parsed.decode.message, "From AccessDeniedDetail")->required();
}

base::Unexpected<Exit> Mistake(std::string message) {
  // It may quote an argument; it stays one line all the same.
  std::replace_if(
      message.begin(), message.end(), [](unsigned char c) { return c < 0x20; }, ' ');
  return base::Unexpected<Exit>(
      {kUsageExitCode, "fake-ice: " + message + " (fake-ice --help lists what there is)\n"});
}

/// `http://HOST:PORT` for what a person wrote: a scheme may lack, and a slash may end it.
std::string NormalEndpoint(std::string endpoint) {
  if (endpoint.find("://") == std::string::npos) endpoint.insert(0, "http://");
  if (endpoint.ends_with('/') && !endpoint.ends_with("//")) endpoint.pop_back();
  return endpoint;
}

/// The arguments in the reverse order that CLI11 asks for. `--option=` becomes two of them, because
/// CLI11 would take the next argument for the value. A leading `serve` says nothing, so that
/// `serve --help` lists the options of the server.
std::vector<std::string> ReversedArguments(int argc, const char* const* argv) {
  const std::vector<std::string> given(argv + 1, argv + argc);
  const bool leading_serve = !given.empty() && given.front() == "serve" &&
                             (given.size() == 1 || given[1].starts_with('-'));
  const auto options_end = std::find(given.begin(), given.end(), "--");
  std::vector<std::string> arguments;
  for (auto argument = given.begin() + (leading_serve ? 1 : 0); argument != given.end();
       ++argument) {
    const bool option = argument->starts_with("--") && argument < options_end;
    if (option && argument->find('=') == argument->size() - 1) {
      arguments.push_back(argument->substr(0, argument->size() - 1));
      arguments.emplace_back();
    } else {
      arguments.push_back(*argument);
    }
  }
  std::reverse(arguments.begin(), arguments.end());
  return arguments;
}

base::Expected<Command, Exit> FinishServe(Parsed& parsed) {
  if (!parsed.listen.empty()) {
    const auto address = ParseAddress(parsed.listen);
    if (!address) {
      return Mistake("--listen " + parsed.listen +
                     ": expected HOST:PORT, such as 127.0.0.1:20201 or [::1]:0");
    }
    parsed.serve.host = address->host;
    parsed.serve.port = address->port;
  }
  if (!parsed.clock_skew.empty()) {
    const auto skew = base::ParseDuration(parsed.clock_skew);
    if (!skew) {
      return Mistake("--clock-skew " + parsed.clock_skew +
                     ": expected a duration such as 15m, 36h or 1m30s");
    }
    parsed.serve.clock_skew = *skew;
  }
  for (const std::string& host : parsed.serve.control_hosts) {
    if (host.empty() || host.find_first_of("/ ") != std::string::npos || IsHostWithPort(host)) {
      return Mistake("--control-host " + host +
                     ": expected a name or an address alone, such as fake-ice, without a port");
    }
  }
  parsed.serve.enforce_signatures = parsed.auth == "enforce";
  return parsed.serve;
}

/// The endpoint that the command was given; else where a server with the same settings listens, so
/// that in a container, too, it is found without being named.
std::string EndpointFor(const CLI::App& command, const std::string& endpoint,
                        const std::string& listen) {
  const auto address = ParseAddress(listen);
  if (command.count("--endpoint") > 0 || !address) return NormalEndpoint(endpoint);
  std::string host = listen.substr(0, listen.rfind(':'));
  // What listens on every address is asked on the loopback one.
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "[::]") host = "[::1]";
  return NormalEndpoint(host + listen.substr(listen.rfind(':')));
}

base::Expected<Command, Exit> FinishCall(const CLI::App& command, Parsed& parsed) {
  for (const std::string& text : parsed.parameters) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Mistake("call: " + text + ": expected Key=Value, such as JobId=1234");
    }
    parsed.call.parameters.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  parsed.call.endpoint = EndpointFor(command, parsed.call.endpoint, parsed.listen);
  return parsed.call;
}

}  // namespace

base::Expected<Command, Exit> ParseCommandLine(int argc, const char* const* argv) {
  CLI::App app("fake-ice: a local emulator of Alibaba Cloud ICE's Yike AI App job operations",
               "fake-ice");
  app.set_version_flag("--version", std::string("fake-ice ") + FAKE_ICE_VERSION);
  app.require_subcommand(0, 1);
  app.footer("Every option is also a variable: --log-level is FAKE_ICE_LOG_LEVEL.");
  Parsed parsed;
  AddServe(app, parsed);
  AddCheck(app, parsed);
  AddCall(app, parsed);
  AddHealth(app, parsed);
  AddDecode(app, parsed);
  try {
    app.parse(ReversedArguments(argc, argv));
  } catch (const CLI::Success& success) {
    std::ostringstream text;
    app.exit(success, text, text);
    return base::Unexpected<Exit>({0, text.str()});
  } catch (const CLI::ParseError& error) {
    return Mistake(error.what());
  }
  if (app.got_subcommand("check")) return parsed.check;
  if (app.got_subcommand("call")) return FinishCall(*app.get_subcommand("call"), parsed);
  if (app.got_subcommand("health")) {
    const CLI::App& health = *app.get_subcommand("health");
    return HealthConfig{EndpointFor(health, parsed.health.endpoint, parsed.listen)};
  }
  if (app.got_subcommand("decode")) return parsed.decode;
  return FinishServe(parsed);
}

}  // namespace fake_ice::cli
