// What a person meets who looks around in the control API with a browser or curl.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::JsonOf;
using test::RawResponse;
using test::RunningEmulator;
using Json = nlohmann::json;

TEST_CASE("accounts are listed with their service, jobs and clock") {
  RunningEmulator emulator(R"({"Accounts": [
      {"AccountId": "b", "Service": "Suspended", "Clock": {"FrozenAt": "2026-02-01T00:00:00Z"}},
      {"AccountId": "a", "Jobs": [{"JobId": "1", "Status": "Created"},
                                  {"JobId": "2", "Status": "Failed"}]}]})");
  CHECK(emulator.Read("/_fake-ice/accounts") == Json::parse(R"({"Accounts": [
      {"AccountId": "a", "Service": "Active", "Jobs": 2,
       "Clock": {"Now": "2026-01-15T16:00:00.000+08:00", "Frozen": false}},
      {"AccountId": "b", "Service": "Suspended", "Jobs": 0,
       "Clock": {"Now": "2026-02-01T08:00:00.000+08:00", "Frozen": true}}]})"));
}

TEST_CASE("the path of the control API without its slash leads to the one with it") {
  RunningEmulator emulator;
  for (const std::string query : {"", "?a=b"}) {
    const RawResponse answer = emulator.Ask("GET", "/_fake-ice" + query);
    CHECK(answer.status == 308);
    CHECK(answer.Header("Location") == "/_fake-ice/" + query);
  }
  CHECK(emulator.Read("/_fake-ice/").at("OpenApi") == "/_fake-ice/openapi.json");
  CHECK(emulator.Read("/_fake-ice/requests").at("Requests").empty());
  CHECK(emulator.Ask("GET", "/_fake-ice", {.headers = {"Host: evil.example"}}).status == 403);
}

TEST_CASE("every answer of the control API ends with one newline") {
  RunningEmulator emulator(test::kSmallFixture);
  for (const std::string target :
       {"health", "accounts", "fixtures", "openapi.json", "metrics", "fixture.schema.json",
        "requests", "nothing", "accounts/9/jobs", "requests?Limt=1"}) {
    CAPTURE(target);
    const RawResponse answer = emulator.Ask("GET", "/_fake-ice/" + target);
    CHECK(answer.body.ends_with('\n'));
    CHECK(!answer.body.ends_with("\n\n"));
  }
}

TEST_CASE("the schema of fixtures is there for editors") {
  RunningEmulator emulator;
  const RawResponse answer = emulator.Ask("GET", "/_fake-ice/fixture.schema.json");
  CHECK(answer.Header("Content-Type") == "application/schema+json;charset=utf-8");
  CHECK(JsonOf(answer).at("title") == "fake-ice fixture");
}

TEST_CASE("a browser's question for an icon counts nowhere") {
  RunningEmulator emulator;
  const std::string before = emulator.Ask("GET", "/_fake-ice/metrics").body;
  const RawResponse answer = emulator.Ask("GET", "/favicon.ico");
  CHECK(answer.status == 204);
  CHECK(answer.body.empty());
  CHECK(emulator.Read("/_fake-ice/requests").at("Requests").empty());
  CHECK(emulator.Ask("GET", "/_fake-ice/metrics").body == before);
  emulator.Ask("POST", "/favicon.ico");
  CHECK(emulator.Read("/_fake-ice/requests").at("Requests").size() == 1);
}
