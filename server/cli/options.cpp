#include "cli/options.h"

#include "base/time_text.h"
#include "cli/checks.h"
#include "cli/help.h"

namespace fake_ice::cli {
namespace {

using Holds = Variables::Holds;

/// An option that is also a variable; `placeholder` stands for its value in the help.
template <typename Target>
CLI::Option& AddOption(CLI::App& app, Variables& variables, const std::string& flag, Target& target,
                       const std::string& placeholder, const std::string& help,
                       Holds holds = Holds::kOneValue) {
  CLI::Option& option = *app.add_option(flag, target, help)->type_name(placeholder);
  variables.Add(app, option, holds);
  return option;
}

void AddFlag(CLI::App& app, Variables& variables, const std::string& flag, bool& target,
             const std::string& help) {
  variables.Add(app, *app.add_flag(flag, target, help), Holds::kOneValue);
}

void AddTls(CLI::App& app, Parsed& parsed) {
  Variables& variables = parsed.variables;
  TlsConfig& tls = parsed.serve.tls;
  parsed.tls_listen_option =
      AddOption(app, variables, "--tls-listen", parsed.tls_listen, "HOST:PORT",
                "Address to listen on for HTTPS beside that of --listen")
          .default_str("none")
          ->check(IsAddress());
  AddOption(app, variables, "--tls-name", tls.names, "NAME",
            "Further name or address in the certificate for HTTPS; repeatable", Holds::kList)
      .allow_extra_args(false)
      ->delimiter(',')
      ->check(IsCertificateName());
  AddOption(app, variables, "--tls-dir", tls.directory, "DIR",
            "Directory that keeps the certificate authority, so that trust in it lasts")
      .default_str("a new authority at each start");
  AddOption(app, variables, "--tls-cert", tls.certificate, "FILE",
            "Certificate of your own for HTTPS with those that lead to its authority, in PEM")
      .default_str("one made at start");
  AddOption(app, variables, "--tls-key", tls.key, "FILE", "Its private key, in PEM")
      .default_str("one made at start");
  AddOption(app, variables, "--tls-bad", tls.flaw, "expired|name",
            "Make a certificate that has expired, or that is for another name")
      .transform(IsOneOf({"expired", "name"}))
      ->default_str("a good one");
  AddOption(app, variables, "--write-env", tls.write_env, "FILE",
            "Write what makes clients trust the authority, as lines for a shell, and beside it the"
            " files that they name")
      .default_str("none");
}

void AddServe(CLI::App& app, Parsed& parsed) {
  // The options stand on the program itself, because serve is the default.
  app.add_subcommand("serve", "Run the server (the default)")->fallthrough();
  Variables& variables = parsed.variables;
  parsed.listen_option = AddOption(app, variables, "--listen", parsed.listen, "HOST:PORT",
                                   "Address to listen on; port 0 lets the system choose")
                             .default_str("127.0.0.1:20201")
                             ->check(IsAddress());
  AddTls(app, parsed);
  parsed.fixtures_option =
      AddOption(app, variables, "--fixtures", parsed.serve.fixtures, "PATH",
                "Fixture file, or directory of *.json; repeatable", Holds::kList)
          .default_str("the bundled fixture")
          ->allow_extra_args(false);
  parsed.store_option = AddOption(app, variables, "--store", parsed.serve.store, "PATH",
                                  "SQLite file that survives restarts")
                            .default_str("in memory");
  AddOption(app, variables, "--max-store-size", parsed.serve.max_store_bytes, "SIZE",
            "How much the store may hold, in memory or in its file, such as 512MiB")
      .default_str("4GiB")
      ->transform(IsSize());
  AddOption(app, variables, "--auth", parsed.auth, "enforce|off",
            "Check signatures, or accept any and none")
      .transform(IsOneOf({"enforce", "off"}))
      ->capture_default_str();
  AddOption(app, variables, "--clock-skew", parsed.clock_skew, "DURATION",
            "How far a signature's time may lie from real time, such as 15m or 36h")
      .default_str("15m")
      ->check(IsDuration());
  AddOption(app, variables, "--control-host", parsed.serve.control_hosts, "NAME",
            "Name by which the control API may be called beside this machine's own names and"
            " the address of --listen; repeatable",
            Holds::kList)
      .allow_extra_args(false)
      ->delimiter(',')
      ->check(IsHostAlone());
  AddOption(app, variables, "--control-token", parsed.serve.control_token, "TOKEN",
            "What callers of the control API from other machines must show, as bearer token")
      .default_str("none")
      ->check(IsToken());
  AddFlag(app, variables, "--strict-apps", parsed.serve.strict_apps,
          "Refuse jobs of apps that the account does not have");
  AddOption(app, variables, "--log-level", parsed.serve.log_level, "LEVEL",
            "Least that goes to the log on stderr: trace, debug, info, warning, error or off")
      .transform(IsOneOf({"trace", "debug", "info", "warning", "error", "off"}))
      ->capture_default_str();
}

void AddCheck(CLI::App& app, Parsed& parsed) {
  CLI::App* check = app.add_subcommand("check", "Say what is wrong with fixtures");
  check->add_option("PATH", parsed.check.paths, "Fixture files, or directories of *.json")
      ->required()
      ->type_name("");
}

void AddDestination(CLI::App& command, Variables& variables, DestinationOptions& destination,
                    std::chrono::milliseconds timeout) {
  destination.endpoint_option = AddOption(command, variables, "--endpoint", destination.endpoint,
                                          "URL", "Server that is asked")
                                    .capture_default_str();
  AddOption(command, variables, "--timeout", destination.timeout, "DURATION",
            "How long the answer is waited for")
      .default_str(base::FormatDuration(timeout))
      ->check(IsDuration());
}

void AddCall(CLI::App& app, Parsed& parsed) {
  CLI::App& call = *app.add_subcommand("call", "Sign and send one request, print the answer");
  CallConfig& config = parsed.call;
  Variables& variables = parsed.variables;
  call.add_option("ACTION", config.action, "Operation, such as GetYikeAIAppJob")
      ->required()
      ->type_name("");
  call.add_option("Key=Value", parsed.parameters,
                  "Parameters of the operation. Key=@FILE takes the value from a file, Key=@- from"
                  " stdin; Key=@@x is the value @x")
      ->type_name("");
  AddDestination(call, variables, parsed.call_destination, kCallTimeout);
  AddOption(call, variables, "--access-key-id", config.access_key_id, "ID", "Who sends it")
      .capture_default_str();
  AddOption(call, variables, "--access-key-secret", config.access_key_secret, "SECRET",
            "What signs it")
      .default_str("the default account's");
  AddOption(call, variables, "--security-token", config.security_token, "TOKEN",
            "Token of a temporary key");
  // No variable: images and CI use the name FAKE_ICE_VERSION for the program's own version.
  call.add_option("--version", config.version, "API version")
      ->type_name("VERSION")
      ->capture_default_str();
  AddOption(call, variables, "--signature", config.signature, "v1|v3", "Signature scheme")
      .transform(IsOneOf({"v1", "v3"}))
      ->capture_default_str();
  AddOption(call, variables, "--method", config.method, "GET|POST", "HTTP method")
      .transform(IsOneOf({"GET", "POST"}))
      ->capture_default_str();
  AddOption(call, variables, "--format", config.format, "JSON|XML", "Format of the answer")
      .transform(IsOneOf({"JSON", "XML"}))
      ->default_str("JSON");
  AddFlag(call, variables, "--pretty", config.pretty, "Indent an answer that is JSON");
}

void AddControlled(CLI::App& command, Variables& variables, ControlOptions& options,
                   std::chrono::milliseconds timeout) {
  AddDestination(command, variables, options.destination, timeout);
  AddOption(command, variables, "--control-token", options.token, "TOKEN",
            "What a server on another machine may ask for")
      .default_str("none")
      ->check(IsToken());
}

void AddHealth(CLI::App& app, Parsed& parsed) {
  AddControlled(*app.add_subcommand("health", "Exit 0 when a server answers"), parsed.variables,
                parsed.health, kHealthTimeout);
}

void AddExport(CLI::App& app, Parsed& parsed) {
  AddControlled(*app.add_subcommand("export", "Print what a server holds as a fixture"),
                parsed.variables, parsed.exporting, kExportTimeout);
}

void AddEnv(CLI::App& app, Parsed& parsed) {
  CLI::App& env = *app.add_subcommand("env", "Print what makes clients trust a server's HTTPS");
  AddControlled(env, parsed.variables, parsed.env, kHealthTimeout);
  AddOption(env, parsed.variables, "--trust-dir", parsed.env_directory, "DIR",
            "Directory for the files that the lines name")
      .default_str("a new temporary one");
}

void AddExec(CLI::App& app, Parsed& parsed) {
  CLI::App& exec = *app.add_subcommand(
      "exec", "Run a command where the service's real host names lead to a server of its own");
  exec.fallthrough();
  AddOption(exec, parsed.variables, "--allow", parsed.exec.allowed, "PORT",
            "Port of this machine's loopback interface that stays in reach; repeatable",
            Holds::kList)
      .allow_extra_args(false)
      ->delimiter(',')
      ->check(IsFreePort());
}

void AddDecode(CLI::App& app, Parsed& parsed) {
  CLI::App* decode = app.add_subcommand("decode", "Show what an EncodedDiagnosticMessage says");
  decode
      ->add_option("MESSAGE", parsed.decode.message,
                   "EncodedDiagnosticMessage of an answer of fake-ice")
      ->required()
      ->type_name("");
}

}  // namespace

void AddCommands(CLI::App& app, Parsed& parsed) {
  app.set_version_flag("-v,-V,--version", std::string("fake-ice ") + FAKE_ICE_VERSION,
                       "Print the version");
  app.set_help_flag("-h,--help", "Print this help");
  app.formatter(std::make_shared<HelpFormatter>());
  app.require_subcommand(0, 1);
  app.allow_extras();  // so that MistakeInLeftovers can say what was meant; commands inherit it
  AddServe(app, parsed);
  AddCheck(app, parsed);
  AddExec(app, parsed);
  AddCall(app, parsed);
  AddHealth(app, parsed);
  AddExport(app, parsed);
  AddEnv(app, parsed);
  app.add_subcommand("schema", "Print the JSON Schema of fixtures");
  AddDecode(app, parsed);
  app.add_subcommand("help", "Print this help, or that of a command")
      ->add_option("COMMAND", parsed.help_of, "Command to describe")
      ->type_name("");
  app.add_subcommand("version", "Print the version");
}

}  // namespace fake_ice::cli
