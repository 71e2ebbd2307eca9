#pragma once

#include <string_view>

namespace fake_ice::cli {

/// What a command's help says beside its arguments and options. Texts of whole lines of at most 80
/// columns, without a newline at the end; empty where there is nothing to say.
struct CommandNotes {
  std::string_view name;
  std::string_view examples;
  std::string_view notes;
  std::string_view exit_status;
};

/// What there is to say of a command. That of one that is not known is empty.
const CommandNotes& NotesOf(std::string_view command);

/// The same of the program without a command.
const CommandNotes& NotesOfProgram();

}  // namespace fake_ice::cli
