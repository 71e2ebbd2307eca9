#include "media/byte_range.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fake_ice::media;

namespace {

std::string Show(const RangeRequest& request) {
  if (request.kind == RangeKind::kWhole) return "whole";
  if (request.kind == RangeKind::kUnsatisfiable) return "none";
  return std::to_string(request.range.first) + '+' + std::to_string(request.range.length);
}

}  // namespace

TEST_CASE("ranges of a body of ten bytes, by RFC 9110") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"bytes=0-0", "0+1"},
      {"bytes=0-9", "0+10"},
      {"bytes=2-4", "2+3"},
      {"bytes=5-", "5+5"},
      {"bytes=9-", "9+1"},
      {"bytes=5-99", "5+5"},
      {"bytes=-3", "7+3"},
      {"bytes=-10", "0+10"},
      {"bytes=-99", "0+10"},
      {"Bytes=1-2", "1+2"},
      {"bytes= 1-2 ", "1+2"},
      {"bytes=10-", "none"},
      {"bytes=10-12", "none"},
      {"bytes=-0", "none"},
      {"bytes=4-2", "whole"},
      // A range that ends before it begins is no range, however large its numbers are.
      {"bytes=99999999999999999999999-99999999999999999999998", "whole"},
      {"bytes=0000000000000000000000004-2", "whole"},
      {"bytes=99999999999999999999998-99999999999999999999999", "none"},
      {"bytes=0000000000000000000000002-4", "2+3"},
      {"bytes=a-b", "whole"},
      {"bytes=1-2,4-5", "whole"},
      {"bytes=", "whole"},
      {"bytes=-", "whole"},
      {"bytes=5", "whole"},
      {"items=0-1", "whole"},
      {"", "whole"},
      {"bytes=1-x", "whole"},
      {"bytes=--1", "whole"},
      {"bytes=1--2", "whole"},
      {"bytes=+1-2", "whole"},
      {"bytes=99999999999999999999999-", "none"},
      {"bytes=0-99999999999999999999999", "0+10"},
      {"bytes=-99999999999999999999999", "0+10"}};
  for (const auto& [header, expected] : rows) {
    CAPTURE(header);
    CHECK(Show(ReadRange(header, 10)) == expected);
  }
  CHECK(Show(ReadRange(std::nullopt, 10)) == "whole");
}

TEST_CASE("an empty body has no range") {
  CHECK(Show(ReadRange("bytes=0-", 0)) == "none");
  CHECK(Show(ReadRange("bytes=-1", 0)) == "none");
}
