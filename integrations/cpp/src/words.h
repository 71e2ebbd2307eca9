#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fake_ice::kit {

/// What a client sent may not drive the terminal: control characters become `\x1b` and the like.
std::string Plain(std::string_view text);

/// The words of `text` in lines of at most `columns` bytes, each after `indent` blanks and before a
/// line break. A longer word has a line of its own.
std::string Wrapped(std::string_view text, std::size_t indent, std::size_t columns);

/// The first words of `text`, at most `bytes` of them, and ` …` when there are more.
std::string Shortened(std::string_view text, std::size_t bytes);

/// `text`, with blanks behind it up to `columns`.
std::string Padded(std::string text, std::size_t columns);

/// A time of the control API as this machine's clocks show it: `2026-02-06 18:53:34.001`.
std::string LocalTime(std::string_view time);

}  // namespace fake_ice::kit
