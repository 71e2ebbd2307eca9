#include "cli/command_line.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <sstream>

#include "base/time_text.h"
#include "cli/checks.h"
#include "cli/completion.h"
#include "cli/destinations.h"
#include "cli/help.h"
#include "cli/manual.h"
#include "cli/options.h"
#include "cli/poll_options.h"
#include "cli/suggestions.h"

namespace fake_ice::cli {
namespace {

constexpr int kUsageExitCode = 2;

/// The command that the arguments name; the program itself when they name none.
const CLI::App& ChosenCommand(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() || chosen.front()->get_name() == "serve" ? app : *chosen.front();
}

base::Unexpected<Exit> Mistake(const CLI::App& app, std::string message) {
  // It may quote an argument; it stays one line all the same.
  std::replace_if(
      message.begin(), message.end(), [](unsigned char c) { return c < 0x20; }, ' ');
  const CLI::App& command = ChosenCommand(app);
  const auto leftovers = app.remaining(true);
  const bool is_no_command =
      app.get_subcommands().empty() && !leftovers.empty() && !leftovers.front().starts_with('-');
  const std::string name = is_no_command      ? ""
                           : &command == &app ? "serve "
                                              : command.get_name() + ' ';
  return base::Unexpected<Exit>({kUsageExitCode, "fake-ice: " + message + " (fake-ice " + name +
                                                     "--help lists what there is)\n"});
}

base::Unexpected<Exit> Printed(std::string text) {
  return base::Unexpected<Exit>({0, std::move(text)});
}

/// CLI11's message in the words of this program.
std::string InWords(const CLI::ParseError& error) {
  const std::string text = error.what();
  const std::string option = text.substr(0, text.find(": "));
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    // `--listen: 1 required HOST:PORT missing`, or how many times it may be given.
    return option + (text.ends_with(" missing") ? " needs a value" : " may be given once only");
  }
  // `--listen: nowhere: expected ...`
  if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr && option.starts_with("--")) {
    return option + text.substr(option.size() + 1);
  }
  // `Could not convert: --flag = word`; other values have a check of their own.
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
    const auto equals = text.find(" = ");
    return text.substr(option.size() + 2, equals - option.size() - 2) + ' ' +
           text.substr(equals + 3) + ": expected true or false";
  }
  return text;
}

constexpr const char* kNeedsCommand =
    "exec needs a command behind --, as in fake-ice exec -- pytest";

/// What is wrong with the arguments that nobody took; nothing when all were taken.
std::optional<std::string> MistakeIn(const CLI::App& app, const Parsed& parsed) {
  const auto is_word = [](const std::string& argument) { return !argument.starts_with('-'); };
  const bool lacks_mark = ChosenCommand(app).get_name() == "exec" && parsed.exec.command.empty() &&
                          std::ranges::any_of(app.remaining(true), is_word);
  if (lacks_mark) return kNeedsCommand;
  return MistakeInLeftovers(app);
}

/// What stands behind `--` when the first argument is exec; it is taken from the arguments.
std::vector<std::string> TakeCommand(std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front() != "exec") return {};
  const auto mark = std::ranges::find(arguments, "--");
  if (mark == arguments.end()) return {};
  std::vector<std::string> command(mark + 1, arguments.end());
  arguments.erase(mark, arguments.end());
  return command;
}

/// The arguments in the reverse order that CLI11 asks for. `--option=` becomes two of them, because
/// CLI11 would take the next argument for the value. A leading `serve` says nothing but whose help
/// is meant.
std::vector<std::string> ReversedArguments(const std::vector<std::string>& given) {
  const auto options_end = std::find(given.begin(), given.end(), "--");
  const bool asks_for_help = std::any_of(given.begin(), options_end, [](const std::string& one) {
    return one == "-h" || one == "--help";
  });
  const bool leading_serve = !given.empty() && given.front() == "serve" && !asks_for_help &&
                             (given.size() == 1 || given[1].starts_with('-'));
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

/// Why the options for HTTPS do not go together; empty when they do.
std::string MistakeInTls(const TlsConfig& tls) {
  const bool is_own = !tls.certificate.empty();
  if (is_own != !tls.key.empty()) {
    return "--tls-cert and --tls-key go together: one names the certificate, the other its key";
  }
  for (const auto& [option, is_given] : {std::pair("--tls-name", !tls.names.empty()),
                                         {"--tls-dir", !tls.directory.empty()},
                                         {"--tls-bad", !tls.flaw.empty()},
                                         {"--write-env", !tls.write_env.empty()}}) {
    if (!is_given) continue;
    if (tls.host.empty()) return std::string(option) + " needs --tls-listen HOST:PORT";
    if (is_own) return std::string(option) + " is for a certificate made here, not for --tls-cert";
  }
  return is_own && tls.host.empty() ? "--tls-cert needs --tls-listen HOST:PORT" : "";
}

/// What a file may set of a command: all but which file that is.
Settings SettingsOf(const CLI::App& command, const Parsed& parsed) {
  Settings settings = parsed.variables.OptionsOf(command);
  std::erase(settings, command.get_option_no_throw("--config"));
  return settings;
}

/// Gives the options their values of variables and of the file.
void ApplySettings(const CLI::App& command, Parsed& parsed) {
  parsed.variables.Apply(command, parsed.sources);
  const bool has_file = command.get_option_no_throw("--config") != nullptr;
  if (has_file && !parsed.config_file.empty()) {
    ApplyConfigFile(SettingsOf(command, parsed), parsed.config_file, parsed.sources);
  }
}

base::Expected<Command, Exit> FinishServe(const CLI::App& app, Parsed& parsed) {
  ServeConfig& serve = parsed.serve;
  if (const auto address = ParseAddress(parsed.listen)) {
    serve.host = address->host;
    serve.port = address->port;
  }
  if (const auto address = ParseAddress(parsed.tls_listen)) {
    serve.tls.host = address->host;
    serve.tls.port = address->port;
  }
  if (const std::string mistake = MistakeInTls(serve.tls); !mistake.empty()) {
    return Mistake(app, mistake);
  }
  // IsDuration has checked it; an empty one is the default.
  serve.clock_skew = base::ParseDuration(parsed.clock_skew).value_or(serve.clock_skew);
  serve.enforce_signatures = parsed.auth == "enforce";
  serve.listen_variable = parsed.SourceOf(*parsed.listen_option);
  serve.tls.variable = parsed.SourceOf(*parsed.tls_listen_option);
  serve.fixtures_variable = parsed.SourceOf(*parsed.fixtures_option);
  serve.store_variable = parsed.SourceOf(*parsed.store_option);
  if (serve.watch && serve.fixtures.empty()) {
    return Mistake(app, "--watch needs files to look at; name them with --fixtures PATH");
  }
  return serve;
}

base::Expected<Command, Exit> FinishExec(const CLI::App& app, Parsed& parsed) {
  if (parsed.exec.command.empty()) {
    return Mistake(app, kNeedsCommand);
  }
  for (const char* option : {"--listen", "--tls-listen", "--write-env"}) {
    if (app.get_option(option)->count() == 0) continue;
    return Mistake(app, std::string(option) +
                            " is not for exec, which serves at the service's host names; leave it "
                            "out");
  }
  ApplySettings(app, parsed);
  if (app.get_option("--log-level")->count() == 0) parsed.serve.log_level = "warn";
  parsed.listen = "127.0.0.1:80";
  parsed.tls_listen = "127.0.0.1:443";
  parsed.serve.tls.write_env.clear();
  auto serve = FinishServe(app, parsed);
  if (!serve) return serve;
  parsed.exec.serve = parsed.serve;
  std::vector<std::uint16_t>& allowed = parsed.exec.allowed;
  std::sort(allowed.begin(), allowed.end());
  allowed.erase(std::unique(allowed.begin(), allowed.end()), allowed.end());
  return parsed.exec;
}

base::Expected<Command, Exit> FinishConfig(const CLI::App& app, Parsed& parsed) {
  ApplySettings(app, parsed);
  const auto serve = FinishServe(app, parsed);
  if (!serve) return serve;
  return Printed(WriteSettings(SettingsOf(app, parsed), parsed.sources));
}

base::Expected<Command, Exit> FinishCall(const CLI::App& app, Parsed& parsed) {
  for (const std::string& text : parsed.parameters) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Mistake(app, text + ": expected Key=Value, such as JobId=1234");
    }
    parsed.call.parameters.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  if (const std::string mistake = FinishPoll(parsed); !mistake.empty()) {
    return Mistake(app, mistake);
  }
  parsed.call.destination = FinishDestination(parsed, parsed.call_destination, kCallTimeout);
  return parsed.call;
}

base::Expected<Command, Exit> FinishHelp(const CLI::App& app, const Parsed& parsed) {
  const auto commands = OutlineOf(app, parsed.choices);
  if (parsed.help_of.empty()) return Printed(ProgramHelp(commands));
  const auto named = std::ranges::find(commands, parsed.help_of, &CommandOutline::name);
  if (named == commands.end()) return Mistake(app, UnknownCommand(parsed.help_of, app));
  return Printed(CommandHelp(*named));
}

base::Expected<Command, Exit> Finish(const CLI::App& app, Parsed& parsed) {
  const CLI::App& command = ChosenCommand(app);
  const std::string& name = command.get_name();
  if (name == "help") return FinishHelp(app, parsed);
  if (name == "version") return Printed(std::string("fake-ice ") + FAKE_ICE_VERSION + '\n');
  if (name == "man") return Printed(ManualPage(OutlineOf(app, parsed.choices)));
  if (name == "completion") {
    return Printed(CompletionScript(OutlineOf(app, parsed.choices), parsed.shell));
  }
  ApplySettings(command, parsed);
  if (name == "exec") return FinishExec(app, parsed);
  if (name == "config") return FinishConfig(app, parsed);
  if (name == "check") return parsed.check;
  if (name == "call") return FinishCall(app, parsed);
  if (name == "health") return HealthConfig{FinishControl(parsed, parsed.health, kHealthTimeout)};
  if (name == "export")
    return ExportConfig{FinishControl(parsed, parsed.exporting, kExportTimeout)};
  if (name == "tail") {
    static_cast<ControlDestination&>(parsed.tail) =
        FinishControl(parsed, parsed.tailed, kHealthTimeout);
    return parsed.tail;
  }
  if (name == "env") {
    return EnvConfig{FinishControl(parsed, parsed.env, kHealthTimeout), parsed.env_directory};
  }
  if (name == "schema") return SchemaConfig{};
  if (name == "decode") return parsed.decode;
  return FinishServe(app, parsed);
}

}  // namespace

base::Expected<Command, Exit> ParseCommandLine(int argc, const char* const* argv) {
  CLI::App app("", "fake-ice");
  Parsed parsed;
  AddCommands(app, parsed);
  std::vector<std::string> arguments(argv + 1, argv + argc);
  parsed.exec.command = TakeCommand(arguments);
  try {
    app.parse(ReversedArguments(arguments));
    if (const auto mistake = MistakeIn(app, parsed)) return Mistake(app, *mistake);
    return Finish(app, parsed);
  } catch (const CLI::Success& success) {
    std::ostringstream text;
    app.exit(success, text, text);
    return base::Unexpected<Exit>({0, text.str()});
  } catch (const CLI::ParseError& error) {
    // An argument that nobody took is the likelier mistake than the one that is missing.
    return Mistake(app, MistakeIn(app, parsed).value_or(InWords(error)));
  }
}

std::vector<std::string> UnknownVariables() {
  CLI::App app("", "fake-ice");
  Parsed parsed;
  AddCommands(app, parsed);
  return VariablesBeside(parsed.variables.Names());
}

}  // namespace fake_ice::cli
