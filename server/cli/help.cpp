#include "cli/help.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "base/defaults.h"
#include "base/text.h"

namespace fake_ice::cli {
namespace {

constexpr std::size_t kColumns = 80;

struct Row {
  std::string name;
  std::string text;
};

/// The words of `text`; what stands in brackets is one.
std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  bool in_brackets = false;
  for (const std::string_view word : base::Split(text, ' ')) {
    if (in_brackets) {
      words.back() += ' ' + std::string(word);
    } else {
      words.emplace_back(word);
    }
    if (word.starts_with('[')) in_brackets = true;
    if (word.ends_with(']')) in_brackets = false;
  }
  return words;
}

/// `text` in lines that begin at column `indent` and end before kColumns.
std::string Wrapped(std::string_view text, std::size_t indent) {
  std::string wrapped;
  std::size_t column = indent;
  for (const std::string& word : WordsOf(text)) {
    if (column > indent && column + 1 + word.size() > kColumns) {
      wrapped += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      wrapped += ' ';
      ++column;
    }
    wrapped += word;
    column += word.size();
  }
  return wrapped;
}

/// The rows in two columns under a title; nothing when there are none.
std::string Table(const std::string& title, const std::vector<Row>& rows) {
  constexpr std::size_t kMaxNameWidth = 22;
  if (rows.empty()) return {};
  std::size_t width = 0;
  for (const Row& row : rows) {
    if (row.name.size() <= kMaxNameWidth) width = std::max(width, row.name.size());
  }
  const std::size_t indent = width + 4;
  std::string table = '\n' + title + ":\n";
  for (const Row& row : rows) {
    table += "  " + row.name;
    table += row.name.size() > width ? '\n' + std::string(indent, ' ')
                                     : std::string(indent - 2 - row.name.size(), ' ');
    table += Wrapped(row.text, indent) + '\n';
  }
  return table;
}

Row RowFor(const CLI::Option& option) {
  std::string name = option.get_name(option.get_positional(), true);
  for (std::size_t comma = name.find(','); comma != name.npos; comma = name.find(',', comma + 2)) {
    name.insert(comma + 1, " ");
  }
  if (!option.get_type_name().empty() && !option.get_positional() && option.get_type_size() > 0) {
    name += ' ' + option.get_type_name();
  }
  const std::string initial = option.get_default_str();
  return {std::move(name),
          option.get_description() + (initial.empty() ? "" : " [default: " + initial + ']')};
}

std::vector<Row> RowsFor(const CLI::App& app, bool positional) {
  std::vector<Row> rows;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional() == positional) rows.push_back(RowFor(*option));
  }
  // What every command has comes last.
  std::stable_partition(rows.begin(), rows.end(), [](const Row& row) {
    return !row.name.starts_with("-h,") && !row.name.starts_with("-v,");
  });
  return rows;
}

std::string ProgramHelp(const CLI::App& app) {
  std::vector<Row> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    commands.push_back({command->get_name(), command->get_description()});
  }
  return std::string("fake-ice ") + FAKE_ICE_VERSION +
         ": a local emulator of Alibaba Cloud ICE's Yike AI App jobs\n\n"
         "Usage: fake-ice [serve] [OPTIONS]\n"
         "       fake-ice COMMAND [ARGUMENTS]\n" +
         Table("Commands", commands) + Table("Options of serve", RowsFor(app, false)) +
         "\nExample:\n"
         "  fake-ice --listen 127.0.0.1:20201 &\n"
         "  fake-ice call GetYikeAIAppJob JobId=00000000000000000000000000000004 --pretty\n"
         "\nFor an SDK:\n"
         "  Endpoint         127.0.0.1:20201, protocol HTTP\n"
         "  AccessKeyId      " +
         std::string(base::kDefaultAccessKeyId) + "\n  AccessKeySecret  " +
         std::string(base::kDefaultAccessKeySecret) +
         "\n\n"
         "Every option is also a variable: --log-level is FAKE_ICE_LOG_LEVEL. The option\n"
         "wins. A list in one variable is separated by commas.\n"
         "\n'fake-ice help COMMAND' describes a command.\n";
}

/// What follows the options of a command.
std::string NotesOf(const std::string& command) {
  static const std::map<std::string, std::string> notes_of{
      {"check",
       "\nExample:\n"
       "  fake-ice check fixtures/ my.json\n"
       "\nThe exit code is 1 when a fixture has a mistake. Warnings do not change it.\n"},
      {"exec",
       "\nExamples:\n"
       "  fake-ice exec -- pytest\n"
       "  fake-ice exec --fixtures my.json --allow 5432 -- npm test\n"
       "\nIt takes the options of serve, too, but for addresses. The command finds nothing\n"
       "else of the network; the control API is at http://localhost. Its exit status is\n"
       "the command's; 125 when it could not be run, 126 and 127 as of env.\n"},
      {"call",
       "\nExamples:\n"
       "  fake-ice call GetYikeAIAppJob JobId=00000000000000000000000000000004 --pretty\n"
       "  fake-ice call SubmitYikeAIAppJob AppId=app_stylized_generate_image \\\n"
       "      AppParams=@params.json\n"
       "\nEvery option but --version is also a variable: --access-key-secret is\n"
       "FAKE_ICE_ACCESS_KEY_SECRET. The exit code is 0 on HTTP 2xx, else 1.\n"},
      {"health",
       "\nWithout --endpoint it asks where FAKE_ICE_LISTEN lets a server listen.\n"
       "The exit code is 0 when the server answers, else 1.\n"},
      {"export",
       "\nExample:\n"
       "  fake-ice export >state.json && fake-ice --fixtures state.json\n"
       "\nIt prints secrets, so that the fixture loads to the same state, and asks where\n"
       "FAKE_ICE_LISTEN lets a server listen. GET /_fake-ice/fixtures masks them.\n"},
      {"env",
       "\nExample:\n"
       "  eval \"$(fake-ice env)\"\n"
       "\nThe lines are for a shell. The server must have been started with --tls-listen.\n"},
      {"schema",
       "\nExample:\n"
       "  fake-ice schema >fixture.schema.json\n"
       "\nAn editor that knows it completes and checks fixtures: name it in \"$schema\".\n"}};
  const auto notes = notes_of.find(command);
  return notes == notes_of.end() ? std::string() : notes->second;
}

std::string CommandHelp(const CLI::App& command) {
  std::string usage = "Usage: fake-ice " + command.get_name();
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    std::string name = option->get_name(true, false);
    if (option->get_expected_max() > 1) name += "...";
    usage += option->get_required() ? ' ' + name : " [" + name + ']';
  }
  const auto options = RowsFor(command, false);
  if (options.size() > 1) usage += " [OPTIONS]";
  if (command.get_name() == "exec") usage += " -- COMMAND...";
  return command.get_description() + "\n\n" + usage + '\n' +
         Table("Arguments", RowsFor(command, true)) + Table("Options", options) +
         NotesOf(command.get_name());
}

}  // namespace

std::string HelpOf(const CLI::App& app) {
  if (app.get_parent() == nullptr) return ProgramHelp(app);
  // Serve's options stand on the program itself.
  return app.get_name() == "serve" ? ProgramHelp(*app.get_parent()) : CommandHelp(app);
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string /*name*/,
                                     CLI::AppFormatMode /*mode*/) const {
  return HelpOf(*app);
}

}  // namespace fake_ice::cli
