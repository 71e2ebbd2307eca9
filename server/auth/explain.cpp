#include "auth/explain.h"

#include <array>
#include <cstdint>

#include "auth/explain/attempts.h"
#include "base/text.h"
#include "base/time_text.h"

namespace fake_ice::auth {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kMaxExplanation = 300;
constexpr std::size_t kMaxQuoted = 64;
/// Withholding shorter texts would hide half of the alphabet and protect nothing.
constexpr std::size_t kShortestWithheld = 4;
/// Past this, a secret that a cut splits is not looked for.
constexpr std::size_t kLongestWithheld = 256;

/// Where the zones of the world lie.
constexpr minutes kFirstOffset = -hours{12};
constexpr minutes kLastOffset = hours{14};

std::string CutTo(std::size_t size, std::string text) {
  if (text.size() > size) text.replace(size - 3, std::string::npos, "...");
  return text;
}

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

std::string Digits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::string InWords(milliseconds duration) {
  struct Unit {
    milliseconds size;
    std::string_view name;
  };
  static constexpr std::array kUnits{Unit{hours{24}, "d"}, Unit{hours{1}, "h"},
                                     Unit{minutes{1}, "m"}, Unit{seconds{1}, "s"}};
  milliseconds rest = std::chrono::abs(duration);
  std::string words;
  int units = 0;
  for (const Unit& unit : kUnits) {
    const auto count = rest / unit.size;
    rest %= unit.size;
    if (units > 0) ++units;
    if (count == 0) continue;
    units = std::max(units, 1);
    if (units <= 2) words.append(std::to_string(count)).append(unit.name);
  }
  return words.empty() ? "less than 1s" : words;
}

std::string UtcOffsetName(minutes offset) {
  const auto size = std::chrono::abs(offset);
  return std::string("UTC") + (offset.count() < 0 ? '-' : '+') + Digits(size / hours{1}) + ':' +
         Digits((size % hours{1}).count());
}

std::vector<Slip> DateSlips(std::string_view sent) {
  const auto moment = base::ParseProtocolTime(sent);
  if (!moment) return {};
  std::vector<Slip> slips;
  const auto add = [&](const std::string& what, std::string signed_date) {
    slips.push_back({"the date was signed " + what + ": sign the very text that is sent",
                     [text = std::move(signed_date)] { return text; }});
  };
  const std::string local(sent.substr(0, sent.size() - 1));
  const auto unix_seconds = std::chrono::duration_cast<seconds>(moment->time_since_epoch()).count();
  add("with a fraction of a second", local + ".000Z");
  add("without its 'Z'", local);
  add("with the offset '+00:00'", local + "+00:00");
  add("with the offset '+0000'", local + "+0000");
  add("with a blank for the 'T'", std::string(local).replace(10, 1, " "));
  add("with a blank for the 'T'", std::string(sent).replace(10, 1, " "));
  add("in the RFC 1123 form", base::FormatHttpDate(*moment));
  add("as Unix time in seconds", std::to_string(unix_seconds));
  add("as Unix time in milliseconds", std::to_string(unix_seconds * 1000));
  for (seconds apart{-3}; apart <= seconds{3}; ++apart) {
    if (apart.count() == 0) continue;
    add("after the clock was read another time, " + InWords(apart) +
            (apart.count() < 0 ? " earlier" : " later"),
        base::FormatProtocolTime(*moment + apart));
  }
  for (minutes offset = kFirstOffset; offset <= kLastOffset; offset += minutes{15}) {
    if (offset.count() == 0) continue;
    add("as local time (" + UtcOffsetName(offset) + ") but sent as UTC",
        base::FormatProtocolTime(*moment + offset));
  }
  return slips;
}

Quoter::Quoter(const Claim& claim, std::string_view secret, std::span<const OtherKey> others) {
  const auto withhold = [this](std::string_view text) {
    if (text.size() >= kShortestWithheld) withheld_.push_back(text);
  };
  withhold(claim.signature);
  withhold(secret);
  for (const OtherKey& other : others) withhold(other.access_key_secret);
}

std::string Quoter::operator()(std::string_view text) const {
  const auto window = text.substr(0, kMaxQuoted + kLongestWithheld);
  for (const std::string_view withheld : withheld_) {
    if (window.find(withheld) != std::string_view::npos) return "(withheld)";
  }
  return '\'' + CutTo(kMaxQuoted, base::EscapeUnprintable(text.substr(0, kMaxQuoted + 1))) + '\'';
}

std::string SignatureOf(const MacStep& mac, std::string_view string_to_sign) {
  return mac.as_text(mac.swapped ? base::Hmac(mac.hash, string_to_sign, mac.key)
                                 : base::Hmac(mac.hash, mac.key, string_to_sign));
}

std::string NoneOf(std::size_t tried) {
  if (tried == 0) return "the request is too large to try known mistakes on it: ";
  return "none of " + std::to_string(tried) + " known mistakes gives this signature; ";
}

std::string ExplainMismatch(const SignedRequest& request, const Claim& claim,
                            std::string_view secret, std::span<const OtherKey> others) {
  const auto explain = claim.scheme == Scheme::kV3 ? &ExplainV3 : &ExplainV1;
  return CutTo(kMaxExplanation, explain(request, claim, secret, others));
}

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
