#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Regular expressions that come from outside: RE2's, which take linear time in the text whatever
/// they say. Patterns and texts are UTF-8, matched by characters.
/// Source: github.com/google/re2/wiki/Syntax
namespace fake_ice::base {

/// Why `pattern` is no regular expression, as a phrase; nothing when it is one.
std::optional<std::string> PatternMistake(const std::string& pattern);

/// Whether the whole of `text`, however long, matches `pattern`; never, when that is no regular
/// expression.
bool MatchesPattern(std::string_view text, const std::string& pattern);

}  // namespace fake_ice::base
