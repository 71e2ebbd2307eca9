#include "base/time_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace fake_ice::base {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Whether `text` has a digit wherever `shape` has '0' and the same character elsewhere.
bool HasShape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == '0' ? !digit : text[i] != shape[i]) return false;
  }
  return true;
}

/// The number that `count` digits at `place` make; they must be digits.
int Digits(std::string_view text, std::size_t place, std::size_t count) {
  int number = 0;
  for (const char c : text.substr(place, count)) number = number * 10 + (c - '0');
  return number;
}

/// `text` must have the shape 0000-00-00T00:00:00.
std::optional<Moment> ParseDateAndTime(std::string_view text) {
  const std::chrono::year_month_day day{
      std::chrono::year{Digits(text, 0, 4)},
      std::chrono::month{static_cast<unsigned>(Digits(text, 5, 2))},
      std::chrono::day{static_cast<unsigned>(Digits(text, 8, 2))}};
  const int hour = Digits(text, 11, 2);
  const int minute = Digits(text, 14, 2);
  const int second = Digits(text, 17, 2);
  if (!day.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::sys_days(day) + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         seconds{second};
}

/// An offset from UTC: `Z` or `+08:00`.
std::optional<milliseconds> ParseOffset(std::string_view text) {
  if (text == "Z") return milliseconds{0};
  if (!HasShape(text, "+00:00") && !HasShape(text, "-00:00")) return std::nullopt;
  const int hours = Digits(text, 1, 2);
  const int minutes = Digits(text, 4, 2);
  if (hours > 23 || minutes > 59) return std::nullopt;
  const milliseconds offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
  return text[0] == '-' ? -offset : offset;
}

/// A moment taken apart in UTC.
struct Fields {
  std::chrono::year_month_day day{};
  std::chrono::weekday weekday{};
  std::chrono::hh_mm_ss<milliseconds> time{};
};

Fields TakeApart(Moment moment) {
  const auto midnight = std::chrono::floor<std::chrono::days>(moment);
  return {std::chrono::year_month_day(midnight), std::chrono::weekday(midnight),
          std::chrono::hh_mm_ss<milliseconds>(moment - midnight)};
}

/// A text of a time while it is made. Every answer has a few of these, and a general formatter
/// takes ten times as long.
class TimeText {
 public:
  TimeText& operator+=(char c) {
    bytes_[size_++] = c;
    return *this;
  }
  TimeText& operator+=(std::string_view text) {
    size_ += text.copy(bytes_.data() + size_, bytes_.size() - size_);
    return *this;
  }
  /// Appends `number`, which is not negative, with zeros in front of it up to `width` digits.
  void AppendDigits(std::int64_t number, std::size_t width) {
    constexpr std::uint64_t kBase = 10;
    const auto value = static_cast<std::uint64_t>(number);
    std::size_t digits = 1;
    for (std::uint64_t rest = value / kBase; rest > 0; rest /= kBase) ++digits;
    size_ += std::max(digits, width);
    std::uint64_t rest = value;
    for (std::size_t place = 1; place <= std::max(digits, width); ++place, rest /= kBase) {
      bytes_[size_ - place] = static_cast<char>('0' + rest % kBase);
    }
  }
  [[nodiscard]] std::string Text() const { return {bytes_.data(), size_}; }

 private:
  /// More than any of the texts here takes, of any moment.
  std::array<char, 64> bytes_{};
  std::size_t size_ = 0;
};

int YearOf(const Fields& fields) {
  return static_cast<int>(fields.day.year());
}
unsigned DayOf(const Fields& fields) {
  return static_cast<unsigned>(fields.day.day());
}

/// `10:53:34`
void AppendTime(TimeText& text, const Fields& fields) {
  text.AppendDigits(fields.time.hours().count(), 2);
  (text += ':').AppendDigits(fields.time.minutes().count(), 2);
  (text += ':').AppendDigits(fields.time.seconds().count(), 2);
}

/// `2026-02-06T10:53:34`
void AppendDateAndTime(TimeText& text, const Fields& fields) {
  text.AppendDigits(YearOf(fields), 4);
  (text += '-').AppendDigits(static_cast<unsigned>(fields.day.month()), 2);
  (text += '-').AppendDigits(DayOf(fields), 2);
  AppendTime(text += 'T', fields);
}

}  // namespace

std::optional<Moment> ParseProtocolTime(std::string_view text) {
  if (!HasShape(text, "0000-00-00T00:00:00Z")) return std::nullopt;
  return ParseDateAndTime(text.substr(0, text.size() - 1));
}

std::optional<Moment> ParseProtocolTimeWithFraction(std::string_view text) {
  return HasShape(text, "0000-00-00T00:00:00.000Z") ? ParseIsoTime(text) : ParseProtocolTime(text);
}

std::string FormatProtocolTime(Moment moment) {
  TimeText text;
  AppendDateAndTime(text, TakeApart(moment));
  text += 'Z';
  return text.Text();
}

std::optional<Moment> ParseIsoTime(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  if (!HasShape(text.substr(0, kShape.size()), kShape)) return std::nullopt;
  auto moment = ParseDateAndTime(text.substr(0, kShape.size()));
  if (!moment) return std::nullopt;
  text.remove_prefix(kShape.size());
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    int digits = 0;
    for (int place = 100; digits < 3 && !text.empty() && text[0] >= '0' && text[0] <= '9';
         ++digits, place /= 10) {
      *moment += milliseconds{(text[0] - '0') * place};
      text.remove_prefix(1);
    }
    if (digits == 0) return std::nullopt;
  }
  const auto offset = ParseOffset(text);
  if (!offset) return std::nullopt;
  return *moment - *offset;
}

std::string FormatJobTime(Moment moment) {
  // The documented examples come from a service in China: UTC+8, no daylight saving.
  const int hours = moment > kLastMoment - std::chrono::hours{8} ? 0 : 8;
  const Fields fields = TakeApart(moment + std::chrono::hours{hours});
  TimeText text;
  AppendDateAndTime(text, fields);
  (text += '.').AppendDigits(fields.time.subseconds().count(), 3);
  (text += '+').AppendDigits(hours, 2);
  text += ":00";
  return text.Text();
}

std::string FormatHttpDate(Moment moment) {
  static constexpr std::array<std::string_view, 7> kWeekdays{"Sun, ", "Mon, ", "Tue, ", "Wed, ",
                                                             "Thu, ", "Fri, ", "Sat, "};
  const Fields fields = TakeApart(moment);
  TimeText text;
  (text += kWeekdays.at(fields.weekday.c_encoding())).AppendDigits(DayOf(fields), 2);
  text += ' ';
  text += kMonths.at(static_cast<unsigned>(fields.day.month()) - 1);
  (text += ' ').AppendDigits(YearOf(fields), 4);
  AppendTime(text += ' ', fields);
  text += " GMT";
  return text.Text();
}

std::optional<Moment> ParseHttpDate(std::string_view text) {
  const auto month = text.size() < 11
                         ? kMonths.end()
                         : std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  if (month == kMonths.end()) return std::nullopt;
  if (!HasShape(text.substr(4, 4), " 00 ") || !HasShape(text.substr(11), " 0000 00:00:00 GMT")) {
    return std::nullopt;
  }
  const std::chrono::year_month_day day(
      std::chrono::year(Digits(text, 12, 4)),
      std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
      std::chrono::day(static_cast<unsigned>(Digits(text, 5, 2))));
  const Moment moment = std::chrono::sys_days(day) + std::chrono::hours(Digits(text, 17, 2)) +
                        std::chrono::minutes(Digits(text, 20, 2)) + seconds(Digits(text, 23, 2));
  if (FormatHttpDate(moment) != text) return std::nullopt;  // the weekday, or no such day
  return moment;
}

std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text) {
  struct Unit {
    std::string_view name;
    milliseconds size;
  };
  static constexpr std::array kUnits{Unit{"h", std::chrono::hours{1}},
                                     Unit{"m", std::chrono::minutes{1}}, Unit{"s", seconds{1}},
                                     Unit{"ms", milliseconds{1}}};
  static constexpr milliseconds kLongest = std::chrono::years{1000};
  if (text.empty() || text.size() > kMaxDurationBytes) return std::nullopt;
  milliseconds total{0};
  std::size_t next_unit = 0;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || text[0] == '-') return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
    const auto name = text.substr(0, text.find_first_of("0123456789"));
    while (next_unit < kUnits.size() && kUnits[next_unit].name != name) ++next_unit;
    if (next_unit == kUnits.size()) return std::nullopt;
    if (count > kLongest / kUnits[next_unit].size) return std::nullopt;
    total += count * kUnits[next_unit++].size;
    text.remove_prefix(name.size());
  }
  return total > kLongest ? std::nullopt : std::optional(total);
}

std::string FormatDuration(std::chrono::milliseconds duration) {
  using std::chrono::milliseconds;
  struct Unit {
    milliseconds length;
    const char* name;
  };
  constexpr std::array kUnits{Unit{std::chrono::hours{1}, "h"}, Unit{std::chrono::minutes{1}, "m"},
                              Unit{std::chrono::seconds{1}, "s"}, Unit{milliseconds{1}, "ms"}};
  if (duration == milliseconds{0}) return "0s";
  std::string text;
  for (const Unit& unit : kUnits) {
    const auto count = duration / unit.length;
    if (count > 0) text += std::to_string(count) + unit.name;
    duration -= count * unit.length;
  }
  return text;
}

}  // namespace fake_ice::base
