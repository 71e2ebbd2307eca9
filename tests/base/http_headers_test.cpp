#include "base/http_headers.h"

#include <doctest/doctest.h>

#include <iterator>
#include <string>
#include <vector>

using namespace fake_ice::base;

namespace {

std::vector<HttpHeader> ListOf(const HttpHeaders& headers) {
  return {headers.begin(), headers.end()};
}

}  // namespace

TEST_CASE("headers come back in their order, with every byte, whatever they hold") {
  const std::string long_value(100'000, 'v');
  const std::vector<HttpHeader> wanted{{"a", "1"},
                                       {"A", "2"},
                                       {"", ""},
                                       {"empty", ""},
                                       {std::string_view("\0n", 2), "\xFF"},
                                       {"long", long_value}};
  HttpHeaders headers;
  CHECK(headers.empty());
  CHECK(headers.begin() == headers.end());
  for (const HttpHeader& header : wanted) headers.push_back(header);
  CHECK_FALSE(headers.empty());
  CHECK(headers.size() == wanted.size());
  CHECK((ListOf(headers) == wanted));
  CHECK((ListOf(HttpHeaders::Unpack(headers.Packed())) == wanted));
  const HttpHeaders copy = headers;
  headers = {};
  CHECK(headers.size() == 0);
  CHECK((ListOf(copy) == wanted));
}

TEST_CASE("removing takes every header of that name, whatever its case, and no other") {
  HttpHeaders headers{{"Vary", "a"}, {"ETag", "b"}, {"vary", "c"}, {"VARY2", "d"}};
  headers.Remove("VARY");
  CHECK((headers == HttpHeaders{{"ETag", "b"}, {"VARY2", "d"}}));
  headers.Remove("none");
  CHECK(headers.size() == 2);
}

TEST_CASE("values are changed in place, longer and shorter ones alike") {
  HttpHeaders headers{{"a", "1"}, {"b", "22"}, {"c", ""}};
  headers.ChangeValues([](const HttpHeader& header) {
    return header.name == "b" ? std::string() : std::string(header.name) + "-long";
  });
  CHECK((headers == HttpHeaders{{"a", "a-long"}, {"b", ""}, {"c", "c-long"}}));
}

TEST_CASE("a header is found whatever its case, the first of several") {
  const HttpHeaders headers{
      {"Host", "a"}, {"x-acs-action", "first"}, {"X-Acs-Action", "second"}, {"Empty", ""}};
  CHECK(FindHeader(headers, "X-ACS-ACTION") == "first");
  CHECK(FindHeader(headers, "host") == "a");
  CHECK(FindHeader(headers, "empty") == "");
}

TEST_CASE("a header that is not there is not found") {
  const HttpHeaders headers{{"Host", "a"}};
  CHECK(FindHeader(headers, "Hos") == std::nullopt);
  CHECK(FindHeader(headers, "Hosts") == std::nullopt);
  CHECK(FindHeader(headers, "") == std::nullopt);
  CHECK(FindHeader({}, "Host") == std::nullopt);
}
