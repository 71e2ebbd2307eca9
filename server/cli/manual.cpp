#include "cli/manual.h"

#include <string_view>

#include "base/text.h"
#include "cli/command_notes.h"
#include "cli/help.h"

namespace fake_ice::cli {
namespace {

/// A text in which roff sees no command and no hyphen.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const bool begins_line = escaped.empty() || escaped.back() == '\n';
    if (begins_line && (c == '.' || c == '\'')) escaped += "\\&";
    if (c == '-') {
      escaped += "\\-";
    } else if (c == '\\') {
      escaped += "\\e";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

/// A paragraph; what is parted by an empty line is another one.
std::string Paragraphs(std::string_view text) {
  std::string roff;
  for (const std::string_view line : base::Split(text, '\n')) {
    roff += line.empty() ? ".PP\n" : Escaped(line) + '\n';
  }
  return roff;
}

/// Lines as they are, in a fixed width.
std::string Verbatim(std::string_view text) {
  return ".PP\n.RS 4\n.EX\n" + Escaped(text) + "\n.EE\n.RE\n";
}

std::string Entry(const OptionOutline& option) {
  std::string names;
  for (const std::string& name : option.names) {
    names += (names.empty() ? "\\fB" : ", \\fB") + Escaped(name) + "\\fR";
  }
  if (!option.placeholder.empty()) names += " \\fI" + Escaped(option.placeholder) + "\\fR";
  std::string text = option.text;
  if (!option.choices.empty() && option.placeholder.find('|') == std::string::npos) {
    text += ": one of";
    for (const std::string& choice : option.choices) {
      text += (&choice == option.choices.data() ? " " : ", ") + choice;
    }
  }
  if (!option.initial.empty()) text += " (default: " + option.initial + ')';
  return ".TP\n" + names + '\n' + Escaped(text) + ".\n";
}

std::string Section(const CommandOutline& command) {
  const CommandNotes& notes = NotesOf(command.name);
  std::string roff = ".SS " + Escaped(UsageOf(command)) + '\n' + Escaped(command.text) + ".\n";
  for (const OptionOutline& argument : command.arguments) roff += Entry(argument);
  for (const OptionGroup& group : command.options) {
    for (const OptionOutline& option : group.options) roff += Entry(option);
  }
  if (!notes.notes.empty()) roff += ".PP\n" + Paragraphs(notes.notes);
  if (!notes.exit_status.empty()) {
    roff += ".PP\nExit status: " + Escaped(notes.exit_status) + '\n';
  }
  return notes.examples.empty() ? roff : roff + Verbatim(notes.examples);
}

}  // namespace

std::string ManualPage(const std::vector<CommandOutline>& commands) {
  const CommandNotes& program = NotesOfProgram();
  std::string roff = std::string(".TH FAKE\\-ICE 1 \"\" \"fake-ice ") + FAKE_ICE_VERSION +
                     "\" \"User Commands\"\n"
                     ".SH NAME\nfake\\-ice \\- a local emulator of the Yike AI App jobs of Alibaba "
                     "Cloud ICE\n"
                     ".SH SYNOPSIS\n\\fBfake\\-ice\\fR [\\fBserve\\fR] [\\fIOPTIONS\\fR]\n.br\n"
                     "\\fBfake\\-ice\\fR \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n"
                     ".SH DESCRIPTION\n" +
                     Paragraphs(program.notes) + Verbatim(program.examples) + ".SH COMMANDS\n";
  for (const CommandOutline& command : commands) roff += Section(command);
  return roff + ".SH EXIT STATUS\n" + Escaped(program.exit_status) + '\n';
}

}  // namespace fake_ice::cli
