#pragma once

#include <string>
#include <vector>

#include "cli/outline.h"

namespace fake_ice::cli {

/// The shells for which there are completions.
std::vector<std::string> ShellNames();

/// What a shell of ShellNames reads to complete commands, options and their values. It needs no
/// other file, and asks the program nothing.
std::string CompletionScript(const std::vector<CommandOutline>& commands, const std::string& shell);

}  // namespace fake_ice::cli
