// /_fake-ice/accounts/{AccountId}/clock: what moves it, and how far.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::ControlCode;
using test::ControlMessage;
using test::JsonOf;
using test::RawResponse;
using test::RunningEmulator;
using Json = nlohmann::json;

namespace {

const std::string kClock = "/_fake-ice/accounts/1/clock";

RawResponse Change(RunningEmulator& emulator, const std::string& body) {
  return emulator.Ask("POST", kClock, {.body = body});
}

std::string Now(RunningEmulator& emulator) {
  return emulator.Read(kClock).at("Now");
}

}  // namespace

TEST_CASE("a clock is moved by what it understands alone") {
  RunningEmulator emulator(test::kSmallFixture);
  for (const std::string body : {"", "{}", "[]", R"({"Advance": 10})", R"({"Advance": "soon"})",
                                 R"({"Set": "noon"})", R"({"Frozen": "yes"})", R"({"Stop": true})",
                                 R"({"Advance": "1s", "Set": "2026-01-15T08:00:00Z"})"}) {
    CAPTURE(body);
    const RawResponse response = Change(emulator, body);
    CHECK(response.status == 400);
    CHECK(ControlCode(response) == "InvalidClock");
  }
  CHECK(emulator.Read(kClock) == Json{{"Now", "2026-01-15T16:00:00.000+08:00"}, {"Frozen", false}});
  CHECK(emulator.Ask("GET", "/_fake-ice/accounts/9/clock").status == 404);
}

TEST_CASE("a clock stays within the years that a job's time can show, however it is moved") {
  RunningEmulator emulator(test::kSmallFixture);
  struct Case {
    std::string body;
    std::string message;
  };
  for (const Case& c : std::vector<Case>{
           {R"({"Set": "1969-12-31T23:59:59Z"})",
            "Set is not from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z. Expected"},
           {R"({"Set": "0001-01-01T00:00:00Z"})", "Set is not from 1970"},
           {R"({"Set": "9999-12-31T23:59:59-00:01"})", "Set is not from 1970"},
           {R"({"Advance": "99999999999999h"})",
            "Advance is no duration of at most a thousand years. Expected"},
           {R"({"Advance": "90"})", R"(Advance "90" has no unit; did you mean "90s"? Expected {)"},
           {R"({"Advance": "1m30"})", R"(Advance "1m30" has no unit; did you mean "1m30s"?)"},
           {R"({"Advance": "1s30"})", "Advance is no duration of at most a thousand years"},
           {R"({"Advance": 90})", R"(Advance must be a duration such as "10s". Expected {)"},
           {R"({"Frozen": "true"})", "Frozen must be true or false"},
           {R"({"Advanced": "10s"})", R"(unknown key "Advanced"; did you mean "Advance"?)"},
           {R"({"By": "10s"})", R"(unknown key "By". Expected {"Advance":"10s"},)"},
           {R"({"Advance": "8765820h1ms"})",
            "Advance is no duration of at most a thousand years"}}) {
    CAPTURE(c.body);
    const RawResponse response = Change(emulator, c.body);
    CHECK(response.status == 400);
    CHECK(ControlMessage(response).starts_with(c.message));
  }
  CHECK(Now(emulator) == "2026-01-15T16:00:00.000+08:00");
  // The sum of many steps is bounded as each of them is.
  int steps = 0;
  RawResponse response;
  while ((response = Change(emulator, R"({"Advance": "8765820h"})")).status == 200) ++steps;
  CHECK(steps == 7);
  CHECK(response.status == 400);
  CHECK(ControlMessage(response) ==
        "Advance would move the clock past 9999-12-31T23:59:59.999+00:00; nothing was changed.");
  CHECK(Now(emulator).starts_with("9026-"));
}

TEST_CASE("a clock that runs to the end of its years stands there, and what it says loads again") {
  RunningEmulator emulator(test::kSmallFixture);
  for (const std::string moment : {"9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z"}) {
    CAPTURE(moment);
    CHECK(Change(emulator, R"({"Set": ")" + moment + "\"}").status == 200);
    const std::string saved = emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true").body;
    emulator.Add(saved);
    CHECK(emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true").body == saved);
  }
  CHECK(Change(emulator, R"({"Set": "9999-12-31T23:59:59Z"})").status == 200);
  emulator.Clock().Set(RunningEmulator::kStart + std::chrono::hours{1});
  CHECK(Now(emulator) == "9999-12-31T23:59:59.999+00:00");
  const RawResponse submitted =
      emulator.Call({.access_key_id = "key", .action = "SubmitYikeAIAppJob"}, {{"AppId", "a"}});
  const std::string job_id = JsonOf(submitted).at("JobId");
  CHECK(emulator.Read("/_fake-ice/accounts/1/jobs/" + job_id).at("CreatedAt") ==
        "9999-12-31T23:59:59.999+00:00");
  emulator.Add(emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true").body);
}

TEST_CASE("times of a fixture lie within the same years") {
  RunningEmulator emulator(test::kSmallFixture);
  const auto put = [&](const std::string& time) {
    return emulator.Ask("PUT", "/_fake-ice/accounts/1/jobs/job",
                        {.body = R"({"Status": "Created", "CreatedAt": ")" + time + "\"}"});
  };
  CHECK(put("9999-12-31T23:59:59.999Z").status == 200);
  CHECK(put("1970-01-01T00:00:00Z").status == 200);
  for (const std::string time : {"1969-12-31T23:59:59Z", "9999-12-31T23:59:59-08:00"}) {
    CAPTURE(time);
    CHECK(ControlMessage(put(time)) ==
          "/CreatedAt: \"" + time +
              "\" is not from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z");
  }
}
