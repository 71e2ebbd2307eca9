#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fake_ice::base {

/// ASCII only: protocol names never need more.
std::string ToLower(std::string_view text);
void AppendLower(std::string& text, std::string_view more);  ///< `more` behind `text`
std::string ToUpper(std::string_view text);
bool EqualsIgnoringCase(std::string_view a, std::string_view b);
bool ContainsIgnoringCase(std::string_view text, std::string_view part);

/// `text` without blanks and tabs at either end.
std::string_view Trim(std::string_view text);

/// Takes the piece up to the next separator off the front of `text`, and the separator with it.
inline std::string_view TakePiece(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const std::string_view piece = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return piece;
}

/// The pieces of `text` between separators; an empty text gives one empty piece.
std::vector<std::string_view> Split(std::string_view text, char separator);

/// `text` with `with` wherever `part` stands; an empty `part` stands nowhere.
std::string ReplaceAll(std::string text, std::string_view part, std::string_view with);

/// The candidate that a person most likely meant by `word`, or an empty view when none is near
/// enough to be worth proposing. Case differences count for less than other ones.
std::string_view Nearest(std::string_view word, const std::vector<std::string_view>& candidates);

bool IsAscii(std::string_view text);

/// `text` with every byte that is not part of well-formed UTF-8 replaced by U+FFFD.
std::string ToValidUtf8(std::string_view text);

inline bool IsValidUtf8(std::string_view text) {
  return IsAscii(text) || ToValidUtf8(text) == text;
}

/// How many characters (code points) a text in UTF-8 has.
std::size_t CountCharacters(std::string_view utf8);

/// `text` with every byte that is not printable ASCII, or that is one of `others`, as `\xNN`.
std::string EscapeUnprintable(std::string_view text, std::string_view others = {});

/// The number of UTF-16 code units that `text`, UTF-8, would take: Java's String.length().
std::size_t Utf16Length(std::string_view text);

}  // namespace fake_ice::base
