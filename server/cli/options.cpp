#include "cli/options.h"

#include "base/time_text.h"
#include "cli/checks.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/option_kinds.h"
#include "cli/poll_options.h"
#include "cli/serve_options.h"
#include "control/control_request.h"
#include "yike/operation.h"

namespace fake_ice::cli {
namespace {

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
  CLI::Option& action =
      *call.add_option("ACTION", config.action, "Operation, such as GetYikeAIAppJob")
           ->required()
           ->type_name("");
  for (const yike::Operation& operation : yike::Operations()) {
    parsed.choices[&action].emplace_back(operation.action);
  }
  call.add_option("Key=Value", parsed.parameters,
                  "Parameters; =@FILE is text from a file, =@- from stdin, =@@x is @x")
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
  AddChoice(call, variables, parsed.choices, "--signature", config.signature, "v1|v3", {"v1", "v3"},
            "Signature scheme");
  AddChoice(call, variables, parsed.choices, "--method", config.method, "GET|POST", {"GET", "POST"},
            "HTTP method");
  AddChoice(call, variables, parsed.choices, "--format", config.format, "JSON|XML", {"JSON", "XML"},
            "Format of the answer")
      .default_str("JSON");
  AddFlag(call, variables, "--pretty", config.pretty, "Indent JSON, as a terminal gets it anyway");
  AddFlag(call, variables, "-v,--verbose", config.verbose, "Show what was signed and sent");
  AddPoll(call, parsed);
}

void AddControlled(CLI::App& command, Variables& variables, ControlOptions& options,
                   std::chrono::milliseconds timeout) {
  AddDestination(command, variables, options.destination, timeout);
  AddOption(command, variables, "--control-token", options.token, "TOKEN",
            "What a server on another machine may ask for")
      .check(IsToken());
}

void AddHealth(CLI::App& app, Parsed& parsed) {
  AddControlled(*app.add_subcommand("health", "Exit 0 when a server answers"), parsed.variables,
                parsed.health, kHealthTimeout);
}

void AddExport(CLI::App& app, Parsed& parsed) {
  AddControlled(*app.add_subcommand("export", "Print what a server holds as a fixture"),
                parsed.variables, parsed.exporting, kExportTimeout);
}

void AddTail(CLI::App& app, Parsed& parsed) {
  CLI::App& tail = *app.add_subcommand("tail", "Show requests as a server gets them");
  TailConfig& config = parsed.tail;
  Variables& variables = parsed.variables;
  AddControlled(tail, variables, parsed.tailed, kHealthTimeout);
  AddOption(tail, variables, "--account-id", config.account_id, "ID", "Of this account alone");
  AddOption(tail, variables, "--action", config.action, "ACTION", "Of this operation alone");
  AddOption(tail, variables, "--job-id", config.job_id, "ID", "Of this job alone");
  AddOption(tail, variables, "--code", config.code, "CODE", "Refused with this code alone");
  AddOption(tail, variables, "--lines", config.lines, "N", "Earlier requests to begin with")
      .capture_default_str()
      ->check(IsCount(control::kMaxListed));
  AddFlag(tail, variables, "--json", config.json, "Print each as a line of JSON");
}

void AddEnv(CLI::App& app, Parsed& parsed) {
  CLI::App& env = *app.add_subcommand("env", "Print what makes clients trust a server's HTTPS");
  AddControlled(env, parsed.variables, parsed.env, kHealthTimeout);
  AddOption(env, parsed.variables, "--trust-dir", parsed.env_directory, "DIR",
            "Folder for the files that the lines name")
      .default_str("a temporary one");
}

void AddExec(CLI::App& app, Parsed& parsed) {
  CLI::App& exec =
      *app.add_subcommand("exec", "Run a command to which the cloud's host names are a server");
  exec.fallthrough();
  AddOption(exec, parsed.variables, "--allow", parsed.exec.allowed, "PORT",
            "Loopback port of this machine that stays in reach; repeatable",
            Variables::Holds::kList)
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

void AddHelp(CLI::App& app, Parsed& parsed) {
  app.add_subcommand("config", "Print the settings that hold, and where they come from")
      ->fallthrough();
  CLI::App& completion =
      *app.add_subcommand("completion", "Print what completes the command line in a shell");
  CLI::Option& shell = *completion.add_option("SHELL", parsed.shell, "bash, zsh or fish")
                            ->required()
                            ->type_name("")
                            ->transform(IsOneOf(ShellNames()));
  parsed.choices[&shell] = ShellNames();
  app.add_subcommand("man", "Print the manual page, in roff");
  app.add_subcommand("help", "Print this help, or that of a command")
      ->add_option("COMMAND", parsed.help_of, "Command to describe")
      ->type_name("");
  app.add_subcommand("version", "Print the version");
}

}  // namespace

void AddCommands(CLI::App& app, Parsed& parsed) {
  app.set_version_flag("-v,-V,--version", std::string("fake-ice ") + FAKE_ICE_VERSION,
                       "Print the version");
  app.set_help_flag("-h,--help", "Print this help");
  app.formatter(std::make_shared<HelpFormatter>());
  app.require_subcommand(0, 1);
  app.allow_extras();  // so that MistakeInLeftovers can say what was meant; commands inherit it
  app.group("Run");
  AddServe(app, parsed);
  AddExec(app, parsed);
  AddCheck(app, parsed);
  app.group("Ask a server");
  AddCall(app, parsed);
  AddHealth(app, parsed);
  AddTail(app, parsed);
  AddExport(app, parsed);
  AddEnv(app, parsed);
  app.group("Look up");
  app.add_subcommand("schema", "Print the JSON Schema of fixtures");
  AddDecode(app, parsed);
  AddHelp(app, parsed);
}

}  // namespace fake_ice::cli
