// Why a timestamp was refused, in words.
#include <doctest/doctest.h>

#include <string>

#include "auth/explain.h"
#include "base/time_text.h"

using namespace fake_ice;

namespace {

const base::Moment kNoon = base::ParseProtocolTime("2026-01-15T12:00:00Z").value();

struct Row {
  std::string timestamp;
  std::string phrase;
};

void CheckRows(const std::vector<Row>& rows) {
  for (const auto& [timestamp, phrase] : rows) {
    const std::string explanation = auth::ExplainTimestamp(timestamp, kNoon);
    CAPTURE(timestamp);
    CAPTURE(phrase);
    CAPTURE(explanation);
    CHECK(explanation.find(phrase) != std::string::npos);
    CHECK(explanation.size() <= 300);
    CHECK(explanation.find_first_not_of(
              " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
              "abcdefghijklmnopqrstuvwxyz{|}~") == std::string::npos);
  }
}

bool LooksLocal(std::string_view timestamp) {
  return auth::ExplainTimestamp(timestamp, kNoon).find("local time") != std::string::npos;
}

}  // namespace

TEST_CASE("a timestamp that is off by a zone's offset looks like local time") {
  CheckRows({{"2026-01-15T20:00:00Z", "8h ahead of the server's clock, 2026-01-15T12:00:00Z"},
             {"2026-01-15T20:00:00Z", "looks like local time (UTC+08:00) written as UTC"},
             {"2026-01-15T20:01:05Z", "local time (UTC+08:00)"},
             {"2026-01-15T19:57:00Z", "local time (UTC+08:00)"},
             {"2026-01-15T17:45:00Z", "local time (UTC+05:45)"},
             {"2026-01-15T17:30:00Z", "local time (UTC+05:30)"},
             {"2026-01-15T07:00:00Z", "5h behind the server's clock"},
             {"2026-01-15T07:00:00Z", "local time (UTC-05:00)"},
             {"2026-01-15T08:30:00Z", "local time (UTC-03:30)"},
             {"2026-01-16T02:00:00Z", "local time (UTC+14:00)"},
             {"2026-01-15T00:00:00Z", "local time (UTC-12:00)"}});
}

TEST_CASE("any other difference is told by its size alone") {
  CheckRows({{"2026-01-15T11:40:00Z", "20m behind"},
             {"2026-01-15T12:15:01Z", "15m1s ahead"},
             {"2026-01-11T08:00:00Z", "4d4h behind"},
             {"2026-01-11T12:00:00Z", "4d behind"},
             {"0000-01-01T00:00:00Z", "check the clock"},
             {"9999-12-31T23:59:59Z", "check the clock"}});
  for (const char* text :
       {"2026-01-15T12:20:00Z", "2026-01-15T11:40:00Z", "2026-01-16T03:00:00Z",
        "2026-01-14T23:00:00Z", "2026-01-15T20:10:00Z", "2026-01-15T14:15:00Z"}) {
    CAPTURE(text);
    CHECK_FALSE(LooksLocal(text));
  }
}

TEST_CASE("a malformed timestamp is told with the form that is expected and the one that came") {
  const std::string expected =
      "must have the form yyyy-MM-ddTHH:mm:ssZ, in UTC, as in "
      "2026-01-15T12:00:00Z";
  CheckRows({{"nonsense", expected + ", but 'nonsense' came"},
             {"", "it is empty"},
             {"1768478400", "Unix time in seconds"},
             {"1768478400123", "Unix time in milliseconds"},
             {"Thu, 15 Jan 2026 12:00:00 GMT", "RFC 1123"},
             {"20260115T120000Z", "compact form"},
             {"2026-01-15T12:00:00.123Z", "fraction of a second"},
             {"2026-01-15T12:00:00.123456+08:00", "fraction of a second"},
             {"2026-01-15T20:00:00+08:00", "it has an offset"},
             {"2026-01-15T20:00:00+0800", "it has an offset"},
             {"2026-01-15T20:00:00 08:00", "it has an offset"},
             {"2026-01-15T07:00:00-05:00", "it has an offset"},
             {"2026-01-15T12:00:00", "its 'Z' is missing"},
             {"2026-01-15t12:00:00z", "'T' and 'Z' must be upper case"},
             {"2026-01-15T12:00:00z", "'Z' must be upper case"},
             {"2026-01-15t12:00:00Z", "'T' must be upper case"},
             {"2026-01-15 12:00:00", "a blank stands for the 'T', and the 'Z' is missing"},
             {"2026-01-15 12:00:00Z", "a blank stands for the 'T'"},
             {"2026-01-15", "a date without a time"},
             {"2026-02-30T12:00:00Z", "no such date or time exists"},
             {"2026-01-15T24:00:00Z", "no such date or time exists"},
             {"2026-01-15T12%3A00%3A00Z", "percent-encoded twice"},
             {" 2026-01-15T12:00:00Z", "blanks or quotes"},
             {"\"2026-01-15T12:00:00Z\"", "blanks or quotes"},
             {"2026-01-15T12:00:00Z\r\n", "blanks or quotes"}});
}

TEST_CASE("hostile timestamps are cut and escaped") {
  CheckRows({{"\xE4\xB8\xAD", "'\\xe4\\xb8\\xad' came"},
             {std::string(200'000, 'x'), "xxx...'"},
             {std::string(200'000, '\0'), "\\x00"},
             {"2026-01-15T12:00:00", "came"},
             {" ", "' ' came"},
             {"\"", "'\"' came"}});
}
