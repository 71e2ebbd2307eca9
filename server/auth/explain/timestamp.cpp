#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "auth/explain.h"
#include "auth/explain/dates.h"
#include "auth/explain/wording.h"
#include "base/text.h"
#include "base/time_text.h"

namespace fake_ice::auth {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

/// Whether `text` has a digit wherever `shape` has '0', a letter wherever it has 'a', and the same
/// character elsewhere.
bool LooksLike(std::string_view text, std::string_view shape) {
  return std::equal(text.begin(), text.end(), shape.begin(), shape.end(), [](char c, char s) {
    const bool digit = c >= '0' && c <= '9';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return s == '0' ? digit : (s == 'a' ? letter : c == s);
  });
}

/// The form of a malformed timestamp, as far as it is one that programs are known to write.
std::string_view FormOf(std::string_view text) {
  constexpr std::string_view kDateAndTime = "0000-00-00T00:00:00";
  struct Form {
    std::string_view shape;
    std::string_view name;
  };
  static constexpr std::array kForms{
      Form{"0000000000", "it is Unix time in seconds"},
      Form{"0000000000000", "it is Unix time in milliseconds"},
      Form{"aaa, 00 aaa 0000 00:00:00 aaa", "it is in the RFC 1123 form of the Date header"},
      Form{"00000000T000000Z", "it is in the compact form, without '-' and ':'"},
      Form{"0000-00-00T00:00:00Z", "no such date or time exists"},
      Form{kDateAndTime, "its 'Z' is missing; a time without it may also be local"},
      Form{"0000-00-00t00:00:00z", "'T' and 'Z' must be upper case"},
      Form{"0000-00-00T00:00:00z", "'Z' must be upper case"},
      Form{"0000-00-00t00:00:00Z", "'T' must be upper case"},
      Form{"0000-00-00 00:00:00", "a blank stands for the 'T', and the 'Z' is missing"},
      Form{"0000-00-00 00:00:00Z", "a blank stands for the 'T'"},
      Form{"0000-00-00", "it is a date without a time"},
      Form{"0000-00-00T00%3A00%3A00Z", "it was percent-encoded twice"}};
  if (text.empty()) return "it is empty";
  for (const Form& form : kForms) {
    if (LooksLike(text, form.shape)) return form.name;
  }
  if (!LooksLike(text.substr(0, kDateAndTime.size()), kDateAndTime)) return {};
  switch (text[kDateAndTime.size()]) {
    case '.':
    case ',':
      return "it has a fraction of a second: leave that out";
    case '+':
    case '-':
    case ' ':  // a '+' that was not percent-encoded
      return "it has an offset: convert it to UTC and write 'Z'";
    default:
      return {};
  }
}

std::string ExplainMalformed(std::string_view text, base::Moment now) {
  std::string explanation =
      "the timestamp must have the form yyyy-MM-ddTHH:mm:ssZ, in UTC, as in " +
      base::FormatProtocolTime(now);
  const std::string_view form = FormOf(text);
  if (text.empty()) return explanation + "; it is empty";
  const auto trimmed = text.substr(std::min(text.find_first_not_of(" \t\r\n\"'"), text.size()));
  const auto size = trimmed.find_last_not_of(" \t\r\n\"'") + 1;
  explanation += ", but '" +
                 CutTo(kMaxQuoted, base::EscapeUnprintable(text.substr(0, kMaxQuoted + 1))) +
                 "' came";
  if (!form.empty()) return explanation + ": " + std::string(form);
  if (base::ParseProtocolTime(trimmed.substr(0, size))) {
    explanation += ": take the blanks or quotes around it away";
  }
  return explanation;
}

/// The offset from UTC of a clock that is read as UTC though it shows local time, when some zone
/// of the world is that far from UTC.
std::optional<minutes> ZoneAt(milliseconds difference) {
  // A request is young when it comes, and clocks are seldom further off.
  constexpr minutes kTolerance{4};
  for (minutes offset = kFirstOffset; offset <= kLastOffset; offset += minutes{15}) {
    const auto quarter = std::chrono::abs(offset % hours{1});
    const bool in_use = quarter == minutes{0} || quarter == minutes{30} || offset == minutes{345} ||
                        offset == minutes{525} || offset == minutes{765} || offset == minutes{825};
    if (offset.count() == 0 || !in_use) continue;
    if (std::chrono::abs(difference - offset) <= kTolerance) return offset;
  }
  return std::nullopt;
}

}  // namespace

std::string ExplainTimestamp(std::string_view timestamp, base::Moment now) {
  const auto moment = base::ParseProtocolTime(timestamp);
  if (!moment) return ExplainMalformed(timestamp, now);
  const milliseconds difference = *moment - now;
  std::string explanation = "the timestamp " + std::string(timestamp) + " is " +
                            InWords(difference) +
                            (difference.count() < 0 ? " behind" : " ahead of") +
                            " the server's clock, " + base::FormatProtocolTime(now);
  if (const auto zone = ZoneAt(difference)) {
    explanation += ": it looks like local time (" + UtcOffsetName(*zone) +
                   ") written as UTC; convert it to UTC";
  } else {
    explanation += ": check the clock of the client";
  }
  return explanation;
}

}  // namespace fake_ice::auth
