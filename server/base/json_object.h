#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fake_ice::base {

/// A value of a JSON object's member, as far as anybody here asks: its kind and its text.
struct JsonMember {
  enum class Kind { kText, kNumber, kInteger, kBoolean, kOther };

  std::string key;
  Kind kind = Kind::kOther;
  std::string text;   ///< a text itself, anything else as JSON
  double number = 0;  ///< of kNumber and kInteger
};

/// The members of the JSON object in `text`, in their order; nothing when it is no JSON object or
/// nested deeper than 100 levels. Of a key that stands twice the last counts.
std::optional<std::vector<JsonMember>> ReadJsonObject(std::string_view text);

/// Why `text` is no JSON object, with the byte where it breaks and the slip that is likely; empty
/// when it is one. A phrase of printable ASCII, such as `is no JSON: it breaks at byte 7, at 'x'`.
std::string WhyNoJsonObject(std::string_view text);

/// The member of exactly that key, or null. Lives as long as `members`.
const JsonMember* FindMember(const std::vector<JsonMember>& members, std::string_view key);

}  // namespace fake_ice::base
