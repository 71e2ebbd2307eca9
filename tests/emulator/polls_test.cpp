// When clients read a job, in the control API.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::ControlCode;
using test::JsonOf;
using test::RunningEmulator;
using Json = nlohmann::json;

namespace {

constexpr const char* kPollsFixture = R"({"Accounts": [{"AccountId": "1",
  "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
  "Jobs": [{"JobId": "job", "Timeline": [{"Status": "Created"},
                                         {"After": "5s", "Status": "Finished"}]},
           {"JobId": "other", "Status": "Created"}]}]})";

const std::string kJob = "/_fake-ice/accounts/1/jobs/job";

Json Verify(RunningEmulator& emulator, const std::string& rules) {
  const auto answer = emulator.Ask("POST", kJob + "/verify", {.body = rules});
  CAPTURE(answer.body);
  REQUIRE(answer.status == 200);
  return JsonOf(answer);
}

void Poll(RunningEmulator& emulator) {
  REQUIRE(emulator.Call({"key"}).status == 200);
}

constexpr const char* kAll = R"({"MinInterval": "2s", "MaxPolls": 3, "StopsAfterFinal": true,
                                 "BacksOffWhenThrottled": true})";

}  // namespace

TEST_CASE("a job shows how often and when it was read, on its account's clock") {
  RunningEmulator emulator(kPollsFixture);
  CHECK(emulator.Read(kJob).at("Polls") == Json{{"Count", 0}, {"Times", Json::array()}});
  Poll(emulator);
  emulator.Advance("1", "2s");
  CHECK(emulator
            .CodeOf({.access_key_id = "key", .action = "BatchGetYikeAIAppJob"},
                    {{"JobIds", "other,job,no such job"}})
            .empty());
  const Json times{"2026-01-15T16:00:00.000+08:00", "2026-01-15T16:00:02.000+08:00"};
  CHECK(emulator.Read(kJob).at("Polls") == Json{{"Count", 2}, {"Times", times}});
  CHECK(emulator.Read("/_fake-ice/accounts/1/jobs/other").at("Polls").at("Count") == 1);
  // A request that was refused read nothing.
  CHECK(!emulator.CodeOf({.access_key_id = "key", .access_key_secret = "wrong"}).empty());
  CHECK(emulator.Read(kJob).at("Polls").at("Count") == 2);
  CHECK(emulator.Read("/_fake-ice/accounts/1/jobs").at("Jobs").at(0).at("Polls").at("Count") == 2);
}

TEST_CASE("a client that polls well passes") {
  RunningEmulator emulator(kPollsFixture);
  Poll(emulator);
  emulator.Advance("1", "3s");
  Poll(emulator);
  emulator.Advance("1", "3s");
  Poll(emulator);
  CHECK(Verify(emulator, kAll) ==
        Json{{"Passed", true}, {"Failures", Json::array()}, {"Polls", 3}});
}

TEST_CASE("a client that polls badly fails by name, with its polls") {
  RunningEmulator emulator(kPollsFixture);
  emulator.Ask("POST", "/_fake-ice/accounts/1/faults",
               {.body = R"({"Times": 1, "Error": {"Code": "Throttling", "RetryAfterMs": 700}})"});
  CHECK(emulator.CodeOf({"key"}) == "Throttling");
  Poll(emulator);
  emulator.Advance("1", "5s");
  Poll(emulator);
  emulator.Advance("1", "5s");
  Poll(emulator);
  const Json found = Verify(emulator, kAll);
  CHECK(found.at("Passed") == false);
  CHECK(found.at("Polls") == 4);
  REQUIRE(found.at("Failures").size() == 4);
  std::string rules;
  for (const Json& failure : found.at("Failures")) {
    rules += failure.at("Rule").get<std::string>() + ' ';
    CHECK(failure.at("Polls").size() == 1);
    CHECK(!failure.at("Message").get<std::string>().empty());
  }
  CHECK(rules == "MinInterval MaxPolls StopsAfterFinal BacksOffWhenThrottled ");
  const Json last = found.at("Failures").at(2).at("Polls").at(0);
  CHECK(last.at("Status") == "Finished");
  CHECK(last.at("Time") == "2026-01-15T16:00:10.000+08:00");
  const Json entry =
      emulator.Read("/_fake-ice/requests/" + last.at("RequestId").get<std::string>());
  CHECK(entry.at("JobId") == "job");
}

TEST_CASE("an answer that was lost told the client nothing") {
  RunningEmulator emulator(kPollsFixture);
  emulator.Advance("1", "10s");
  emulator.Ask("POST", "/_fake-ice/accounts/1/faults",
               {.body = R"({"Times": 1, "Body": "Empty"})"});
  Poll(emulator);
  Poll(emulator);
  CHECK(Verify(emulator, R"({"StopsAfterFinal": true})").at("Passed") == true);
  Poll(emulator);
  const Json failures = Verify(emulator, R"({"StopsAfterFinal": true})").at("Failures");
  CHECK(failures.at(0).at("Polls").size() == 1);
  const Json soon = Verify(emulator, R"({"MaxPolls": 0})").at("Failures");
  CHECK(soon.at(0).at("Polls").at(0).at("Fault") == "Body Empty");
}

TEST_CASE("verify never passes on what it has forgotten") {
  RunningEmulator emulator(kPollsFixture);
  for (int i = 0; i < 1'001; ++i) Poll(emulator);
  const Json found = Verify(emulator, R"({"StopsAfterFinal": true})");
  CHECK(found.at("Passed") == false);
  CHECK(found.at("ForgottenPolls") == 1);
  CHECK(found.at("Failures").at(0).at("Rule") == "StopsAfterFinal");
  CHECK(found.at("Failures").at(0).at("Message") == "Cannot know: 1 poll was forgotten.");
  CHECK(Verify(emulator, R"({"MaxPolls": 1001})").at("Passed") == true);
  CHECK(Verify(emulator, R"({"MaxPolls": 1000})").at("Passed") == false);
}

TEST_CASE("rules that cannot be understood are refused with what is expected") {
  RunningEmulator emulator(kPollsFixture);
  for (const std::string body :
       {"", "{}", "[]", "null", "{\"MaxPolls\": -1}", "{\"MaxPolls\": 1.5}",
        "{\"MaxPolls\": 1000000001}", "{\"MaxPolls\": \"3\"}", "{\"MinInterval\": 2}",
        "{\"MinInterval\": \"2 s\"}", "{\"StopsAfterFinal\": 1}", "{\"StopsAfterFinal\": false}",
        "{\"MaxPoll\": 3}", "{\"MaxPolls\": 3"}) {
    CAPTURE(body);
    const auto answer = emulator.Ask("POST", kJob + "/verify", {.body = body});
    CHECK(answer.status == 400);
    CHECK(ControlCode(answer) == "InvalidRules");
    CHECK(answer.body.find("MinInterval") != std::string::npos);
  }
  CHECK(ControlCode(emulator.Ask("POST", "/_fake-ice/accounts/1/jobs/no/verify", {.body = kAll})) ==
        "JobNotFound");
  CHECK(ControlCode(emulator.Ask("POST", "/_fake-ice/accounts/9/jobs/job/verify",
                                 {.body = kAll})) == "AccountNotFound");
}

TEST_CASE("a slip in a rule is named with the cure") {
  RunningEmulator emulator(kPollsFixture);
  for (const auto& [body, said] : std::vector<std::pair<std::string, std::string>>{
           {R"({"MaxPoll": 3})", R"(unknown key "MaxPoll"; did you mean "MaxPolls"? Expected )"},
           {R"({"stopsAfterFinal": true})",
            R"(unknown key "stopsAfterFinal"; did you mean "StopsAfterFinal"? Expected )"},
           {R"({"Patience": 3})", R"(unknown key "Patience". Expected one or more of {"Min)"},
           {R"({"MaxPolls": "3"})", "MaxPolls must be a whole number such as 60. Expected "},
           {R"({"MinInterval": "2"})",
            R"(MinInterval "2" has no unit; did you mean "2s"? Expected )"},
           {R"({"MinInterval": 2})", R"(MinInterval must be a duration such as "2s". Expected )"},
           {R"({"StopsAfterFinal": 1})", "StopsAfterFinal must be true or false. Expected "}}) {
    CAPTURE(body);
    const auto answer = emulator.Ask("POST", kJob + "/verify", {.body = body});
    CHECK(answer.status == 400);
    CHECK(ControlMessage(answer).starts_with(said));
    CHECK(ControlMessage(answer).ends_with("}."));
  }
}

TEST_CASE("reset, delete and replacing a job forget its polls") {
  RunningEmulator emulator(kPollsFixture);
  const auto polls = [&] { return Verify(emulator, R"({"MaxPolls": 0})").at("Polls"); };
  Poll(emulator);
  REQUIRE(polls() == 1);
  SUBCASE("reset of everything") {
    emulator.Ask("POST", "/_fake-ice/reset");
  }
  SUBCASE("reset of the account") {
    emulator.Ask("POST", "/_fake-ice/reset?AccountId=1");
  }
  SUBCASE("put") {
    emulator.Ask("PUT", kJob, {.body = R"({"Status": "Created"})"});
  }
  SUBCASE("fixture") {
    emulator.Add(kPollsFixture);
  }
  SUBCASE("delete") {
    emulator.Ask("DELETE", "/_fake-ice/accounts/1");
    emulator.Add(kPollsFixture);
  }
  CHECK(polls() == 0);
}

TEST_CASE("polls of an account are no other account's") {
  RunningEmulator emulator(R"({"Accounts": [
      {"AccountId": "1", "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
       "Jobs": [{"JobId": "job", "Status": "Created"}]},
      {"AccountId": "2", "AccessKeys": [{"AccessKeyId": "second", "AccessKeySecret": "secret"}],
       "Jobs": [{"JobId": "job", "Status": "Created"}]}]})");
  Poll(emulator);
  Poll(emulator);
  REQUIRE(emulator.Call({"second"}).status == 200);
  CHECK(emulator.Read(kJob).at("Polls").at("Times").size() == 2);
  CHECK(emulator.Read("/_fake-ice/accounts/2/jobs/job").at("Polls").at("Times").size() == 1);
}
