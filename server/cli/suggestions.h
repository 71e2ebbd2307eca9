#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace fake_ice::cli {

/// Text of an argument for a message: one line that a terminal can show, a long one cut short.
std::string Shown(std::string_view text);

/// The option of fake-ice's for one that other servers and clients have, such as `--port`; empty
/// when it has none.
std::string OptionOfOthers(std::string_view option);

/// That there is no such command, with the one that may have been meant.
std::string UnknownCommand(std::string_view typed, const CLI::App& app);

/// What is wrong with the arguments that no command takes, in the order in which they were typed:
/// an unknown command or option with the one that may have been meant, or what is too much. Nothing
/// when every argument was taken.
std::optional<std::string> MistakeInLeftovers(const CLI::App& app);

}  // namespace fake_ice::cli
