#pragma once

#include <span>
#include <string>
#include <string_view>

/// What is said of the keys of small bodies, which no schema describes.
namespace fake_ice::control {

/// What a body may have.
struct BodyKey {
  std::string_view name;
  std::string_view form;  ///< how its value is to be, as a phrase: `a duration such as "10s"`
};

/// Why `key` is not understood: there is none of that name (with the nearest that there is), or its
/// value is of another type. A sentence without its full stop.
std::string WrongKey(std::string_view key, std::span<const BodyKey> known);

/// Why the text of that key is no duration of at most a thousand years, with the cure when what
/// lacks is its unit. A sentence without its full stop.
std::string WrongDuration(std::string_view key, std::string_view text);

/// A sentence without its full stop, or a question, and the sentence after it.
std::string Refusal(std::string what, std::string_view expected);

}  // namespace fake_ice::control
