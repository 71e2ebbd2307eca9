// An account's throttle over a real socket.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::JsonOf;
using test::RawResponse;
using test::RunningEmulator;
using namespace std::chrono_literals;

namespace {

constexpr const char* kRetryAfter = "x-acs-retry-after";

/// Account 1 with a key and a RAM user, throttled as said; account 2 likewise with a key.
std::string Fixture(const std::string& throttle) {
  const std::string jobs =
      R"("Jobs": [{"JobId": "job", "Status": "Created"}], "Throttle": )" + throttle;
  return R"({"Accounts": [
    {"AccountId": "1", "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
     "Users": [{"UserId": "u", "UserName": "n",
                "AccessKeys": [{"AccessKeyId": "user", "AccessKeySecret": "secret"}],
                "Policies": [{"Version": "1", "Statement": [
                  {"Effect": "Allow", "Action": "ice:*", "Resource": "*"}]}]}], )" +
         jobs + R"(},
    {"AccountId": "2", "AccessKeys": [{"AccessKeyId": "key2", "AccessKeySecret": "secret"}], )" +
         jobs + "}]}";
}

void Advance(RunningEmulator& emulator, std::chrono::milliseconds by) {
  emulator.Clock().Set(emulator.Clock().Now() + by);
}

void CheckThrottled(const RawResponse& response, const std::string& retry_after) {
  CHECK(response.status == 400);
  const auto json = JsonOf(response);
  CHECK(json.at("Code") == "Throttling.User");
  CHECK(json.at("Message") == "Request was denied due to user flow control.");
  CHECK(response.CountHeader(kRetryAfter) == 1);
  CHECK(response.Header(kRetryAfter) == retry_after);
}

}  // namespace

TEST_CASE("past the limit calls are throttled until the time that the answer names") {
  RunningEmulator emulator(Fixture(R"({"PerSecond": 2})"));
  CHECK(emulator.CodeOf({"key"}).empty());
  CHECK(emulator.CodeOf({"key"}).empty());
  CheckThrottled(emulator.Call({"key"}), "500");
  Advance(emulator, 499ms);
  CheckThrottled(emulator.Call({"key"}), "1");
  Advance(emulator, 1ms);
  CHECK(emulator.CodeOf({"key"}).empty());
  CheckThrottled(emulator.Call({"key"}), "500");
}

TEST_CASE("calls that come while throttled do not put off the time that was named") {
  RunningEmulator emulator(Fixture(R"({"PerSecond": 10, "Burst": 1})"));
  CHECK(emulator.CodeOf({"key"}).empty());
  CheckThrottled(emulator.Call({"key"}), "100");
  for (int i = 1; i < 10; ++i) {
    Advance(emulator, 10ms);
    CheckThrottled(emulator.Call({"key"}), std::to_string(100 - 10 * i));
  }
  Advance(emulator, 10ms);
  CHECK(emulator.CodeOf({"key"}).empty());
}

TEST_CASE("all who call for an account share its limit, and another account has its own") {
  RunningEmulator emulator(Fixture(R"({"PerSecond": 1})"));
  CHECK(emulator.CodeOf({"user"}).empty());
  CheckThrottled(emulator.Call({"key"}), "1000");
  CheckThrottled(emulator.Call({"user"}), "1000");
  CHECK(emulator.CodeOf({"key2"}).empty());
  CheckThrottled(emulator.Call({"key2"}), "1000");
}

TEST_CASE("only the listed actions are counted") {
  RunningEmulator free(Fixture(R"({"PerSecond": 0.1, "Actions": ["SubmitYikeAIAppJob"]})"));
  for (int i = 0; i < 20; ++i) CHECK(free.CodeOf({"key"}).empty());
  RunningEmulator counted(Fixture(R"({"PerSecond": 0.1, "Actions": ["X", "GetYikeAIAppJob"]})"));
  CHECK(counted.CodeOf({"key"}).empty());
  CheckThrottled(counted.Call({"key"}), "10000");
  RunningEmulator other_case(Fixture(R"({"PerSecond": 0.1, "Actions": ["getyikeaiappjob"]})"));
  CHECK(other_case.CodeOf({"key"}).empty());
  CHECK(other_case.CodeOf({"key"}).empty());
}

TEST_CASE("both versions of an action share a bucket") {
  RunningEmulator emulator(Fixture(R"({"PerSecond": 1})"));
  CHECK(emulator.CodeOf({"key"}).empty());
  const auth::CallToSign call{.endpoint = "http://" + emulator.Authority(),
                              .method = "GET",
                              .action = "GetYikeAIAppJob",
                              .version = "2026-03-19",
                              .parameters = {{"JobId", "job"}},
                              .access_key_id = "key",
                              .access_key_secret = "secret"};
  CheckThrottled(emulator.Send(auth::BuildSignedRequest(call, RunningEmulator::kStart, "n")),
                 "1000");
}

TEST_CASE("what an earlier check refuses takes nothing from the bucket, what a later does, does") {
  RunningEmulator emulator(Fixture(R"({"PerSecond": 0.001, "Burst": 2})"));
  for (int i = 0; i < 5; ++i) {
    CHECK(emulator.CodeOf({"key", "wrong"}) == "SignatureDoesNotMatch");
    emulator.Ask("GET", "/?Action=GetYikeAIAppJob&Version=2020-11-09&AccessKeyId=key");
  }
  CHECK(emulator.CodeOf({"key"}, {{"JobId", "nowhere"}}) == "JobNotFound");
  CHECK(emulator.CodeOf({"key"}, {}) == "InvalidParameter");
  CHECK(emulator.CodeOf({"key"}) == "Throttling.User");
}

TEST_CASE("no other answer names a time to come again") {
  RunningEmulator emulator(Fixture(R"({"PerSecond": 1000})"));
  CHECK(emulator.Call({"key"}).CountHeader(kRetryAfter) == 0);
  CHECK(emulator.Call({"key", "wrong"}).CountHeader(kRetryAfter) == 0);
  CHECK(emulator.Call({"key"}, {{"JobId", "nowhere"}}).CountHeader(kRetryAfter) == 0);
  CHECK(emulator.Ask("GET", "/").CountHeader(kRetryAfter) == 0);
  CHECK(emulator.Ask("GET", "/_fake-ice/health").CountHeader(kRetryAfter) == 0);
}

TEST_CASE("a new limit from a fixture counts at once") {
  RunningEmulator emulator(Fixture(R"({"PerSecond": 0.001})"));
  CHECK(emulator.CodeOf({"key"}).empty());
  CHECK(emulator.CodeOf({"key"}) == "Throttling.User");
  emulator.Add(R"({"Accounts": [{"AccountId": "1", "Throttle": {"PerSecond": 100}}]})");
  Advance(emulator, 10ms);
  CHECK(emulator.CodeOf({"key"}).empty());
  emulator.Add(R"({"Accounts": [{"AccountId": "1", "Throttle": {"PerSecond": 0.5}}]})");
  CHECK(emulator.CodeOf({"key"}) == "Throttling.User");
}

TEST_CASE("who is throttled is told by which setting, and by none other") {
  RunningEmulator emulator(Fixture(R"({"PerSecond": 0.5, "Burst": 2})"));
  const auto explanation = [&](const RawResponse& response) {
    const auto newest = emulator.Read("/_fake-ice/requests?Limit=1").at("Requests").at(0);
    CHECK(newest.value("Explanation", "") == response.Header("x-fake-ice-explain"));
    return response.Header("x-fake-ice-explain");
  };
  for (int i = 0; i < 2; ++i) CHECK(explanation(emulator.Call({"key"})).empty());
  CHECK(explanation(emulator.Call({"key"})) ==
        "the Throttle of account '1' commands it: PerSecond 0.5, Burst 2, for each action by "
        "itself; raise them for calls that are to succeed");
  const auto fail = [&](const std::string& fault) {
    REQUIRE(emulator.Ask("POST", "/_fake-ice/accounts/1/faults", {.body = fault}).status == 201);
    return emulator.Call({"key"});
  };
  const RawResponse once = fail(R"({"Times": 2, "Error": {"Code": "Throttling.User"}})");
  CHECK(once.CountHeader(kRetryAfter) == 0);
  CHECK(explanation(once) == "a fault of account '1' commands 'Throttling.User': 1 of 2 times");
  CHECK(explanation(emulator.Call({"key"})) ==
        "a fault of account '1' commands 'Throttling.User': 2 of 2 times");
  CHECK(explanation(fail(R"({"Error": {"Code": "Throttling.Api"}})")) ==
        "a fault of account '1' commands 'Throttling.Api': every time, until it is deleted");
}

TEST_CASE("the throttle counts without signatures, too") {
  RunningEmulator emulator(Fixture(R"({"PerSecond": 1})"), {.enforce_signatures = false});
  CHECK(emulator.CodeOf({"key", "wrong"}).empty());
  CheckThrottled(emulator.Call({"key", "wrong"}), "1000");
}
