#include "cli/help.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/command_notes.h"

namespace fake_ice::cli {
namespace {

constexpr std::size_t kColumns = 80;
/// Longer names have a line of their own.
constexpr std::size_t kMaxNameWidth = 22;

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

std::size_t WidthOf(const std::vector<Row>& rows) {
  std::size_t width = 0;
  for (const Row& row : rows) {
    if (row.name.size() <= kMaxNameWidth) width = std::max(width, row.name.size());
  }
  return width;
}

/// The rows in two columns under a title, the first `width` wide; nothing when there are none.
std::string Table(const std::string& title, const std::vector<Row>& rows, std::size_t width) {
  if (rows.empty()) return {};
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

Row RowOf(const OptionOutline& option) {
  std::string name;
  for (const std::string& one : option.names) name += (name.empty() ? "" : ", ") + one;
  if (!option.placeholder.empty()) name += ' ' + option.placeholder;
  return {std::move(name),
          option.text + (option.initial.empty() ? "" : " [default: " + option.initial + ']')};
}

std::vector<Row> RowsOf(const std::vector<OptionOutline>& options) {
  std::vector<Row> rows;
  rows.reserve(options.size());
  for (const OptionOutline& option : options) rows.push_back(RowOf(option));
  return rows;
}

/// A table for each group, with columns as wide as those of the others.
std::string OptionTables(const CommandOutline& command) {
  std::size_t width = 0;
  for (const OptionGroup& group : command.options) {
    width = std::max(width, WidthOf(RowsOf(group.options)));
  }
  std::string tables;
  for (const OptionGroup& group : command.options) {
    tables += Table(group.title, RowsOf(group.options), width);
  }
  return tables;
}

/// A part of a help under its title; nothing when there is nothing to say.
std::string Part(const std::string& title, std::string_view text) {
  if (text.empty()) return {};
  std::string part = '\n' + title + ":\n";
  for (const std::string_view line : base::Split(text, '\n')) {
    part += "  " + std::string(line) + '\n';
  }
  return part;
}

std::string Examples(const CommandNotes& notes) {
  return Part(notes.examples.find("\nfake-ice") != std::string_view::npos ? "Examples" : "Example",
              notes.examples);
}

std::string Paragraph(std::string_view text) {
  return text.empty() ? std::string() : '\n' + std::string(text) + '\n';
}

}  // namespace

std::string UsageOf(const CommandOutline& command) {
  std::string usage = "fake-ice " + command.name;
  if (command.name == "serve") usage = "fake-ice [serve]";
  for (const OptionOutline& argument : command.arguments) {
    const std::string name = argument.names.front() + (argument.is_repeatable ? "..." : "");
    usage += argument.is_required ? ' ' + name : " [" + name + ']';
  }
  if (command.takes_serve_options || command.options.size() > 1 ||
      command.options.front().options.size() > 1) {
    usage += " [OPTIONS]";
  }
  return usage + (command.runs_command ? " -- COMMAND..." : "");
}

std::string ProgramHelp(const std::vector<CommandOutline>& commands) {
  std::vector<std::pair<std::string, std::vector<Row>>> groups;
  std::size_t width = 0;
  for (const CommandOutline& command : commands) {
    auto group = std::ranges::find(groups, command.group, &decltype(groups)::value_type::first);
    if (group == groups.end()) group = groups.insert(groups.end(), {command.group, {}});
    group->second.push_back({command.name, command.text});
    width = std::max(width, command.name.size());
  }
  std::string tables;
  for (const auto& [title, rows] : groups) tables += Table(title, rows, width);
  const CommandNotes& notes = NotesOfProgram();
  return std::string("fake-ice ") + FAKE_ICE_VERSION +
         ": a local emulator of Alibaba Cloud ICE's Yike AI App jobs\n" + Examples(notes) +
         "\nUsage: fake-ice [serve] [OPTIONS]\n"
         "       fake-ice COMMAND [ARGUMENTS]\n" +
         tables + Paragraph(notes.notes) + "\n'fake-ice COMMAND --help' describes a command.\n";
}

std::string CommandHelp(const CommandOutline& command) {
  const CommandNotes& notes = NotesOf(command.name);
  const auto arguments = RowsOf(command.arguments);
  return command.text + '\n' + Examples(notes) + "\nUsage: " + UsageOf(command) + '\n' +
         Table("Arguments", arguments, WidthOf(arguments)) + OptionTables(command) +
         Paragraph(notes.notes) + Part("Exit status", notes.exit_status);
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string /*name*/,
                                     CLI::AppFormatMode /*mode*/) const {
  const bool is_command = app->get_parent() != nullptr;
  const auto commands = OutlineOf(is_command ? *app->get_parent() : *app, {});
  if (!is_command) return ProgramHelp(commands);
  return CommandHelp(*std::ranges::find(commands, app->get_name(), &CommandOutline::name));
}

}  // namespace fake_ice::cli
