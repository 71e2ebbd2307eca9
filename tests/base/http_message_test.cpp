#include "base/http_message.h"

#include <doctest/doctest.h>

using namespace fake_ice::base;

TEST_CASE("a header is found whatever its case, the first of several") {
  const HttpHeaders headers{
      {"Host", "a"}, {"x-acs-action", "first"}, {"X-Acs-Action", "second"}, {"Empty", ""}};
  REQUIRE(FindHeader(headers, "X-ACS-ACTION") != nullptr);
  CHECK(*FindHeader(headers, "X-ACS-ACTION") == "first");
  CHECK(*FindHeader(headers, "host") == "a");
  CHECK(*FindHeader(headers, "empty") == "");
}

TEST_CASE("a header that is not there is not found") {
  const HttpHeaders headers{{"Host", "a"}};
  CHECK(FindHeader(headers, "Hos") == nullptr);
  CHECK(FindHeader(headers, "Hosts") == nullptr);
  CHECK(FindHeader(headers, "") == nullptr);
  CHECK(FindHeader({}, "Host") == nullptr);
}

TEST_CASE("a response is good unless somebody says otherwise") {
  CHECK(HttpResponse{}.status == 200);
  CHECK(HttpResponse{}.body.empty());
}
