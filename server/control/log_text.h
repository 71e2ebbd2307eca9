#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// How text from outside stands in a line of the log: on that line, short, and without a secret.
/// What the journal masks is in no log at any level. Pure functions.
namespace fake_ice::control {

/// `text` as one word: secrets masked as MaskedText does, at most `max_bytes` of it, quoted when it
/// is not plain, `-` when empty.
std::string LogWord(std::string_view text, std::size_t max_bytes = 200);

/// The target of a request as one word, without its query: the signature of a download stands
/// there.
std::string LogTarget(std::string_view target);

}  // namespace fake_ice::control
