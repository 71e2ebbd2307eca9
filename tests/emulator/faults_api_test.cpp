// Setting, reading and keeping faults.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::ControlCode;
using test::ControlMessage;
using test::JsonOf;
using test::kSmallFixture;
using test::RunningEmulator;
using Json = nlohmann::json;

namespace {

const std::string kFaults = "/_fake-ice/accounts/1/faults";

Json Faults(RunningEmulator& emulator) {
  return emulator.Read(kFaults).at("Faults");
}

test::RawResponse Post(RunningEmulator& emulator, const std::string& body) {
  return emulator.Ask("POST", kFaults, {.body = body});
}

}  // namespace

TEST_CASE("faults are added one by one, as a list, or as they were read, and deleted") {
  RunningEmulator emulator(kSmallFixture);
  CHECK(Faults(emulator) == Json::array());
  CHECK(Post(emulator, R"({"DelayMs": 1})").status == 201);
  CHECK(Post(emulator, R"([{"DelayMs": 2}, {"DelayMs": 3, "Times": 4}])").status == 201);
  const auto all = Post(emulator, R"({"Faults": [{"Body": "Html"}]})");
  CHECK(all.status == 201);
  const Json expected = Json::parse(R"([
      {"DelayMs": 1, "Matched": 0, "Fired": 0}, {"DelayMs": 2, "Matched": 0, "Fired": 0},
      {"DelayMs": 3, "Times": 4, "Matched": 0, "Fired": 0},
      {"Body": "Html", "Matched": 0, "Fired": 0}])");
  CHECK(JsonOf(all).at("Faults") == expected);
  CHECK(Faults(emulator) == expected);
  CHECK(Post(emulator, emulator.Read(kFaults).dump()).status == 201);
  CHECK(Faults(emulator).size() == 8);
  CHECK(emulator.Ask("DELETE", kFaults).status == 200);
  CHECK(Faults(emulator) == Json::array());
  CHECK(emulator.CodeOf({"key"}).empty());
}

TEST_CASE("a fault that is wrong is refused with its place, and nothing is added") {
  RunningEmulator emulator(kSmallFixture);
  struct Row {
    std::string body;
    std::string message;
  };
  for (const Row& row : std::vector<Row>{
           {"{}", "does nothing; give it DelayMs, Error, Connection, Headers or Body"},
           {R"({"Times": 1})", "does nothing; give it DelayMs, Error, Connection, Headers or Body"},
           {R"({"Error": {}})", "/Error: the key \"Code\" is missing"},
           {R"({"Error": {"Code": "Throtling.User"}})",
            "/Error: has a Code that is not documented, and needs both HttpStatus and Message "
            "then; "
            "did you mean \"Throttling.User\"?"},
           {R"({"Error": {"Code": "InternalError", "HttpStatus": 200}})",
            "/Error/HttpStatus: must be at least 400"},
           {R"({"Connection": "reset"})",
            "/Connection: must be Reset, Close, Truncate, Stall or TlsReject, not \"reset\"; did "
            "you "
            "mean \"Reset\"?"},
           {R"({"Connection": "Close", "Body": "Html"})",
            "has a Body that is never sent, as the Connection ends without an answer; leave one "
            "out"},
           {R"({"DelayMs": 1, "Times": 0})", "/Times: must be at least 1"},
           {R"({"DelayMs": 1, "Probability": 0})", "/Probability: must be greater than 0"},
           {R"({"DelayMs": 600001})", "/DelayMs: must be at most 600000"},
           {R"({"DelayMs": "1s"})", "/DelayMs: must be of type integer, not string"},
           {R"({"DelayMs": 1, "Match": {"JobID": "j"}})",
            "/Match/JobID: unknown key \"JobID\"; did you mean \"JobId\"?"},
           {R"({"DelayMs": 1, "Match": {"Action": "GetYikeAIAppjob"}})",
            "/Match/Action: must be GetYikeAIAppJob, BatchGetYikeAIAppJob, SubmitYikeAIAppJob or "
            "PrecheckYikeAIAppJob, not \"GetYikeAIAppjob\"; did you mean \"GetYikeAIAppJob\"?"},
           {R"({"Delay": 250})", "/Delay: unknown key \"Delay\"; did you mean \"DelayMs\"?"},
           {R"({"error": {"Code": "Throttling.User"}})",
            "/error: unknown key \"error\"; did you mean \"Error\"?"},
           {R"({"Error": {"Code": "Throttling.User", "RetryAfter": 500}})",
            "/Error/RetryAfter: unknown key \"RetryAfter\"; did you mean \"RetryAfterMs\"?"},
           {R"({"Action": "GetYikeAIAppJob", "DelayMs": 1})",
            "/Action: unknown key \"Action\"; expected Match, Skip, Times, Probability, Seed, "
            "DelayMs, Error, Connection, Body, Headers, Matched or Fired"},
           {R"([{"DelayMs": 1}, {"DelayMs": -1}])", "/1/DelayMs: must be at least 0"},
           {"7", "must be of type object, not number"},
       }) {
    CAPTURE(row.body);
    const auto answer = Post(emulator, row.body);
    CHECK(answer.status == 400);
    CHECK(ControlCode(answer) == "InvalidFixture");
    CHECK(ControlMessage(answer) == row.message);
  }
  CHECK(ControlCode(Post(emulator, "{")) == "InvalidFixture");
  CHECK(Faults(emulator) == Json::array());
}

TEST_CASE("faults are of an account that exists, and not more than a thousand") {
  RunningEmulator emulator(kSmallFixture);
  for (const std::string method : {"GET", "POST", "DELETE"}) {
    const std::string body = method == "POST" ? R"({"DelayMs": 1})" : "";
    const auto answer = emulator.Ask(method, "/_fake-ice/accounts/9/faults", {.body = body});
    CHECK(answer.status == 404);
    CHECK(ControlCode(answer) == "AccountNotFound");
  }
  Json many = Json::array();
  for (int i = 0; i < 1001; ++i) many.push_back({{"DelayMs", 1}});
  CHECK(ControlMessage(Post(emulator, many.dump())) == "must have at most 1000 elements");
  many.erase(0);
  CHECK(Post(emulator, many.dump()).status == 201);
  CHECK(ControlCode(Post(emulator, R"({"DelayMs": 1})")) == "TooManyFaults");
  CHECK(Faults(emulator).size() == 1000);
}

TEST_CASE("a fixture's faults replace an account's, and one without any leaves them") {
  RunningEmulator emulator(kSmallFixture);
  Post(emulator, R"({"DelayMs": 1})");
  emulator.Add(R"({"Accounts": [{"AccountId": "1", "Service": "Active"}]})");
  CHECK(Faults(emulator).size() == 1);
  emulator.Add(R"({"Accounts": [{"AccountId": "1", "Faults": [{"DelayMs": 2}, {"DelayMs": 3}]}]})");
  CHECK(Faults(emulator).size() == 2);
  CHECK(Faults(emulator).at(0).at("DelayMs") == 2);
  emulator.Add(R"({"Accounts": [{"AccountId": "1", "Faults": []}]})");
  CHECK(Faults(emulator) == Json::array());
}

TEST_CASE("faults at the top level and of the default account stand together") {
  RunningEmulator emulator(R"({"Faults": [{"DelayMs": 1}],
      "Accounts": [{"AccountId": "1000000000000001", "Faults": [{"DelayMs": 2}]}]})");
  const Json faults = emulator.Read("/_fake-ice/accounts/1000000000000001/faults").at("Faults");
  REQUIRE(faults.size() == 2);
  CHECK(faults.at(0).at("DelayMs") == 2);
  CHECK(faults.at(1).at("DelayMs") == 1);
}

TEST_CASE("reset brings back the faults of the start with their counts") {
  RunningEmulator emulator(R"({"Accounts": [{"AccountId": "1",
      "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
      "Jobs": [{"JobId": "job", "Status": "Created"}],
      "Faults": [{"Times": 1, "Error": {"Code": "InternalError"}}]}]})");
  const Json start = Faults(emulator);
  for (const std::string reset : {"/_fake-ice/reset", "/_fake-ice/reset?AccountId=1"}) {
    CHECK(emulator.CodeOf({"key"}) == "InternalError");
    CHECK(emulator.CodeOf({"key"}).empty());
    Post(emulator, R"({"DelayMs": 1})");
    CHECK(Faults(emulator) != start);
    CHECK(emulator.Ask("POST", reset).status == 200);
    CHECK(Faults(emulator) == start);
  }
}

TEST_CASE("faults and their counts survive a restart over one store") {
  const test::TempDirectory directory;
  const EmulatorOptions options{.store_path = directory / "store.db"};
  Json before;
  {
    RunningEmulator emulator(kSmallFixture, options);
    Post(emulator, R"([{"Skip": 1, "Times": 2, "Probability": 0.5, "Seed": 3,
                        "Error": {"Code": "InternalError"}}, {"DelayMs": 1}])");
    for (int i = 0; i < 5; ++i) emulator.Call({"key"});
    before = Faults(emulator);
    CHECK(before.at(0).at("Matched") == 5);
  }
  RunningEmulator emulator(kSmallFixture, options);
  CHECK(Faults(emulator) == before);
}
