// Times and durations as text: what is read, written and read again is the same, and the calendar
// is the C library's.
#include "base/time_text.h"

#include <cctype>
#include <ctime>
#include <map>
#include <sstream>

#include "fuzz/fuzz.h"

using namespace fake_ice;
using fuzz::Require;
using fuzz::RequireSame;
using std::chrono::milliseconds;

namespace {

/// The digits at `place` of a text that has the form.
int Number(std::string_view text, std::size_t place, std::size_t count) {
  return std::atoi(std::string(text.substr(place, count)).c_str());
}

/// Seconds since 1970 by timegm, of a text that begins `yyyy-MM-ddTHH:mm:ss`.
std::int64_t BySystem(std::string_view text) {
  std::tm tm{};
  tm.tm_year = Number(text, 0, 4) - 1900;
  tm.tm_mon = Number(text, 5, 2) - 1;
  tm.tm_mday = Number(text, 8, 2);
  tm.tm_hour = Number(text, 11, 2);
  tm.tm_min = Number(text, 14, 2);
  tm.tm_sec = Number(text, 17, 2);
  return timegm(&tm);
}

/// Of a second, in a text that has the form.
milliseconds Fraction(std::string_view text) {
  if (text[19] != '.') return milliseconds(0);
  std::string digits(text.substr(20, text.find_first_not_of("0123456789", 20) - 20));
  digits.resize(3, '0');
  return milliseconds(Number(digits, 0, 3));
}

/// From UTC, of a text that ends `Z` or `+08:00`.
milliseconds Offset(std::string_view text) {
  if (text.ends_with('Z')) return milliseconds(0);
  const std::string_view offset = text.substr(text.size() - 6);
  const std::chrono::minutes minutes(Number(offset, 1, 2) * 60 + Number(offset, 4, 2));
  return offset[0] == '-' ? -minutes : minutes;
}

void CheckProtocolTime(std::string_view text) {
  const auto moment = base::ParseProtocolTime(text);
  if (!moment) return;
  RequireSame(base::FormatProtocolTime(*moment), text, "a protocol time has one form");
  Require(base::ParseProtocolTimeWithFraction(text) == moment, "a fraction may be missing", text);
  Require(moment->time_since_epoch() == std::chrono::seconds(BySystem(text)),
          "the C library says the same", text);
}

void CheckIsoTime(std::string_view text) {
  const auto moment = base::ParseIsoTime(text);
  if (!moment) return;
  const std::chrono::seconds local(BySystem(text));
  Require(moment->time_since_epoch() == local + Fraction(text) - Offset(text),
          "the C library says the same", text);
  if (!base::IsInRange(*moment)) return;
  const std::string written = base::FormatJobTime(*moment);
  Require(base::ParseIsoTime(written) == moment, "a job's time reads back", written);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(*moment);
  Require(base::ParseHttpDate(base::FormatHttpDate(*moment)) == seconds, "as HTTP's date too",
          base::FormatHttpDate(*moment));
  Require(base::ParseProtocolTime(base::FormatProtocolTime(*moment)) == seconds,
          "and as the protocol's");
}

void CheckHttpDate(std::string_view text) {
  const auto moment = base::ParseHttpDate(text);
  if (!moment) return;
  RequireSame(base::FormatHttpDate(*moment), text, "HTTP's date has one form");
  std::tm tm{};
  const std::string copy(text);
  Require(strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &tm) != nullptr &&
              moment->time_since_epoch() == std::chrono::seconds(timegm(&tm)),
          "the C library reads the same", text);
}

/// The sum of `count unit` pairs, of a text that has the form.
milliseconds Sum(std::string_view text) {
  const std::map<std::string, std::int64_t> sizes{
      {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}};
  std::istringstream words{std::string(text)};
  std::int64_t sum = 0;
  for (std::int64_t count = 0; words >> count;) {
    std::string unit;
    while (std::isalpha(words.peek()) != 0) unit += static_cast<char>(words.get());
    sum += count * sizes.at(unit);
  }
  return milliseconds(sum);
}

void CheckDuration(std::string_view text) {
  const auto duration = base::ParseDuration(text);
  if (!duration) return;
  Require(*duration >= milliseconds(0) && *duration <= std::chrono::years(1000),
          "a duration has its bounds", text);
  Require(*duration == Sum(text), "a duration is the sum of its parts", text);
  const std::string written = base::FormatDuration(*duration);
  Require(base::ParseDuration(written) == duration, "a duration reads back", written);
  RequireSame(base::FormatDuration(*base::ParseDuration(written)), written,
              "the shortest text is one");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::AsText(data, size);
  CheckProtocolTime(text);
  CheckIsoTime(text);
  CheckHttpDate(text);
  CheckDuration(text);
  if (size >= 8) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) number = number << 8U | data[i];
    const auto last = static_cast<std::uint64_t>(base::kLastMoment.time_since_epoch().count());
    CheckIsoTime(base::FormatJobTime(
        base::Moment(milliseconds(static_cast<std::int64_t>(number % (last + 1))))));
    CheckDuration(base::FormatDuration(milliseconds(static_cast<std::int64_t>(number % last))));
  }
  return 0;
}
