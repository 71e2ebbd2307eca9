#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "base/time_text.h"

using namespace fake_ice::base;

namespace {

struct Reading {
  std::string_view text;
  std::int64_t milliseconds;
};

}  // namespace

TEST_CASE("durations are whole numbers with units, larger units first") {
  constexpr Reading kReadings[] = {
      {"250ms", 250},
      {"2s", 2'000},
      {"5m", 300'000},
      {"36h", 129'600'000},
      {"1m30s", 90'000},
      {"1h1m1s1ms", 3'661'001},
      {"1h1ms", 3'600'001},
      {"2m500ms", 120'500},
      {"0s", 0},
      {"0h0m0s0ms", 0},
      {"1m90s", 150'000},
      {"007s", 7'000},
      {"1000000h", 3'600'000'000'000},
  };
  for (const Reading& reading : kReadings) {
    CAPTURE(reading.text);
    const auto duration = ParseDuration(reading.text);
    REQUIRE(duration);
    CHECK(duration->count() == reading.milliseconds);
  }
}

TEST_CASE("a duration without a unit, out of order or with anything else is refused") {
  constexpr std::string_view kTexts[] = {
      "",    " ",    "5",     "s",     "ms",      "30s1m",  "1ms1s", "1s1s", "1m1h",
      "1s1", "1 s",  " 1s",   "1s ",   "1m 30s",  "1m,30s", "1.5s",  "1,5s", ".5s",
      "+1s", "-1s",  "1m-5s", "1m+5s", "0x1s",    "1e3s",   "1S",    "1H",   "1M",
      "1MS", "1d",   "1w",    "1sec",  "1min",    "1us",    "1ns",   "1mms", "1msms",
      "1\n", "1s\n", "PT5M",  "00:05", "forever", "-",      "--1s",  "1s-",  "1h30",
  };
  for (const std::string_view text : kTexts) {
    CAPTURE(text);
    CHECK_FALSE(ParseDuration(text));
  }
  CHECK_FALSE(ParseDuration(std::string_view("1s\0", 3)));
  CHECK_FALSE(ParseDuration("1\xC2\xB5s"));
}

TEST_CASE("a duration ends at a thousand years and never overflows") {
  CHECK(ParseDuration("8765820h"));  // 1,000 years of 365.2425 days
  constexpr std::string_view kTexts[] = {
      "8765821h",
      "8765820h1ms",
      "8765820h8765820h",
      "8765820h525949200m",
      "525949201m",
      "31556952001s",
      "31556952000001ms",
      "9223372036854775807h",
      "9223372036854775807m",
      "9223372036854775807s",
      "9223372036854775807ms",
      "9223372036854775808ms",
      "18446744073709551616ms",
      "99999999999999999999999999999999999999999h",
      "8765820h9223372036854775807ms",
  };
  for (const std::string_view text : kTexts) {
    CAPTURE(text);
    CHECK_FALSE(ParseDuration(text));
  }
}

TEST_CASE("a duration has no more characters than the schema of fixtures allows") {
  const auto zeros = [](std::size_t size) { return std::string(size - 2, '0') + "1s"; };
  CHECK(ParseDuration(zeros(64)) == std::chrono::seconds(1));
  CHECK_FALSE(ParseDuration(zeros(65)));
}
