#include "base/time_text.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <random>

using namespace fake_ice::base;

namespace {

constexpr std::int64_t kFirstOfYear1 = -62'135'596'800'000;
constexpr std::int64_t kLastOfYear9999 = 253'402'300'799'999;

Moment At(std::int64_t milliseconds) {
  return Moment(std::chrono::milliseconds(milliseconds));
}

struct Reading {
  std::string_view text;
  std::int64_t milliseconds;
};

}  // namespace

TEST_CASE("the protocol's time is read to the second") {
  constexpr Reading kReadings[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2023-10-26T10:22:32Z", 1'698'315'752'000},
      {"2024-02-29T00:00:00Z", 1'709'164'800'000},
      {"2000-02-29T12:00:00Z", 951'825'600'000},
      {"1969-12-31T23:59:59Z", -1'000},
      {"0001-01-01T00:00:00Z", kFirstOfYear1},
      {"9999-12-31T23:59:59Z", kLastOfYear9999 - 999},
  };
  for (const Reading& reading : kReadings) {
    CAPTURE(reading.text);
    CHECK(ParseProtocolTime(reading.text) == At(reading.milliseconds));
    CHECK(FormatProtocolTime(At(reading.milliseconds)) == reading.text);
  }
}

TEST_CASE("what only resembles the protocol's time is not well-formed") {
  constexpr std::string_view kTexts[] = {
      "",
      "Z",
      "2026-02-06",
      "2026-02-06T10:53:34",        // no zone
      "2026-02-06T10:53Z",          // no seconds
      "2026-02-06T10:53:34.001Z",   // a fraction
      "2026-02-06T10:53:34+00:00",  // an offset
      "2026-02-06T10:53:34z",
      "2026-02-06t10:53:34Z",
      "2026-02-06 10:53:34Z",
      " 2026-02-06T10:53:34Z",
      "2026-02-06T10:53:34Z ",
      "2026-02-06T10:53:34Z\n",
      "2026-2-6T10:53:34Z",
      "26-02-06T10:53:34Z",
      "+026-02-06T10:53:34Z",
      "2026-02-06T10:53:-1Z",
      "2026/02/06T10:53:34Z",
      "20260206T105334Z",
      "Fri, 06 Feb 2026 10:53:34 GMT",
      "1770375214",
  };
  for (const std::string_view text : kTexts) {
    CAPTURE(text);
    CHECK_FALSE(ParseProtocolTime(text));
  }
  CHECK_FALSE(ParseProtocolTime(std::string_view("2026-02-06T10:53:34Z\0", 21)));
}

TEST_CASE("a date that no calendar has and a time that no clock shows are refused") {
  constexpr std::string_view kTexts[] = {
      "2026-00-06T10:53:34Z", "2026-13-06T10:53:34Z", "2026-02-00T10:53:34Z",
      "2026-02-29T10:53:34Z", "2026-02-30T10:53:34Z", "1900-02-29T10:53:34Z",
      "2100-02-29T10:53:34Z", "2024-02-30T10:53:34Z", "2026-04-31T10:53:34Z",
      "2026-12-32T10:53:34Z", "2026-02-06T24:00:00Z", "2026-02-06T10:60:34Z",
      "2026-02-06T10:53:60Z", "2016-12-31T23:59:60Z",  // a real leap second: POSIX time has none
  };
  for (const std::string_view text : kTexts) {
    CAPTURE(text);
    CHECK_FALSE(ParseProtocolTime(text));
    CHECK_FALSE(ParseIsoTime(text));
  }
}

TEST_CASE("an ISO time may have a fraction and an offset") {
  constexpr std::int64_t kMoment = 1'770'375'214'000;  // 2026-02-06T10:53:34Z
  constexpr Reading kReadings[] = {
      {"2026-02-06T10:53:34Z", kMoment},
      {"2026-02-06T10:53:34.1Z", kMoment + 100},
      {"2026-02-06T10:53:34.01Z", kMoment + 10},
      {"2026-02-06T10:53:34.001Z", kMoment + 1},
      {"2026-02-06T10:53:34.999Z", kMoment + 999},
      {"2026-02-06T18:53:34.001+08:00", kMoment + 1},
      {"2026-02-06T05:53:34-05:00", kMoment},
      {"2026-02-06T16:23:34+05:30", kMoment},
      {"2026-02-06T10:23:34-00:30", kMoment},
      {"2026-02-06T10:53:34+00:00", kMoment},
      {"2026-02-06T10:53:34-00:00", kMoment},
      {"2026-02-07T10:52:34+23:59", kMoment},
      {"2026-01-01T00:30:00+08:00", 1'767'198'600'000},  // still the year before in UTC
      {"2024-02-29T23:59:59.999-12:00", 1'709'294'399'999},
  };
  for (const Reading& reading : kReadings) {
    CAPTURE(reading.text);
    CHECK(ParseIsoTime(reading.text) == At(reading.milliseconds));
  }
}

TEST_CASE("an ISO time without a zone, or with half of one, is refused") {
  constexpr std::string_view kTexts[] = {
      "",
      "2026-02-06",
      "2026-02-06T10:53:34",
      "2026-02-06T10:53:34.",
      "2026-02-06T10:53:34.Z",
      "2026-02-06T10:53:34.0001Z",
      "2026-02-06T10:53:34,001Z",
      "2026-02-06T10:53:34z",
      "2026-02-06 10:53:34Z",
      "2026-02-06T10:53:34+08",
      "2026-02-06T10:53:34+0800",
      "2026-02-06T10:53:34+8:00",
      "2026-02-06T10:53:34+24:00",
      "2026-02-06T10:53:34+08:60",
      "2026-02-06T10:53:34 +08:00",
      "2026-02-06T10:53:34Z+08:00",
      "2026-02-06T10:53:34+08:00 ",
      "2026-02-06T10:53:34UTC",
      "2026-02-06T10:53Z",
  };
  for (const std::string_view text : kTexts) {
    CAPTURE(text);
    CHECK_FALSE(ParseIsoTime(text));
  }
}

TEST_CASE("a job's time is written in China's zone with milliseconds") {
  CHECK(FormatJobTime(At(1'770'375'214'001)) == "2026-02-06T18:53:34.001+08:00");
  CHECK(FormatJobTime(At(0)) == "1970-01-01T08:00:00.000+08:00");
  CHECK(FormatJobTime(At(-1)) == "1970-01-01T07:59:59.999+08:00");
  CHECK(FormatJobTime(At(1'767'198'600'000)) == "2026-01-01T00:30:00.000+08:00");
  const Moment last_in_china = fake_ice::base::kLastMoment - std::chrono::hours{8};
  CHECK(FormatJobTime(last_in_china) == "9999-12-31T23:59:59.999+08:00");
  CHECK(FormatJobTime(last_in_china + std::chrono::milliseconds{1}) ==
        "9999-12-31T16:00:00.000+00:00");
  CHECK(FormatJobTime(fake_ice::base::kLastMoment) == "9999-12-31T23:59:59.999+00:00");
}

TEST_CASE("times survive being written and read") {
  std::mt19937_64 random(1);
  std::uniform_int_distribution<std::int64_t> moments(kFirstOfYear1, kLastOfYear9999);
  for (int i = 0; i < 2'000; ++i) {
    const Moment moment = At(moments(random));
    const std::string job_time = FormatJobTime(moment);
    CAPTURE(job_time);
    REQUIRE(ParseIsoTime(job_time) == moment);
    const std::string protocol_time = FormatProtocolTime(moment);
    CAPTURE(protocol_time);
    REQUIRE(ParseProtocolTime(protocol_time) == std::chrono::floor<std::chrono::seconds>(moment));
  }
}

TEST_CASE("an HTTP date has English names and no fraction") {
  // The example of RFC 9110, section 5.6.7.
  CHECK(FormatHttpDate(At(784'111'777'000)) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(FormatHttpDate(At(784'111'777'999)) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(FormatHttpDate(At(0)) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(FormatHttpDate(At(-1)) == "Wed, 31 Dec 1969 23:59:59 GMT");
  CHECK(FormatHttpDate(At(1'709'164'800'000)) == "Thu, 29 Feb 2024 00:00:00 GMT");
}

TEST_CASE("an HTTP date is read in the one form that is written, and only when it is a day") {
  CHECK(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT") == At(784'111'777'000));
  CHECK(ParseHttpDate("Thu, 29 Feb 2024 00:00:00 GMT") == At(1'709'164'800'000));
  for (const char* text : {"", "Sun, 06 Nov 1994 08:49:37", "Mon, 06 Nov 1994 08:49:37 GMT",
                           "Sun, 6 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994", "Thu, 30 Feb 2023 00:00:00 GMT",
                           "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 06 Nov 1994 08:49:37 UTC",
                           "Sun, 06 Nov 99999999999 08:49:37 GMT"}) {
    CAPTURE(text);
    CHECK(!ParseHttpDate(text));
  }
}
