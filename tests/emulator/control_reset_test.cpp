// POST /_fake-ice/reset over a real socket: store, journal, throttling and nonces.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::ControlCode;
using test::JsonOf;
using test::RawResponse;
using test::RunningEmulator;

namespace {

constexpr const char* kTwoAccounts = R"({"Accounts": [
  {"AccountId": "1", "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
   "Jobs": [{"JobId": "job", "Status": "Created"}], "Throttle": {"PerSecond": 0.001, "Burst": 2}},
  {"AccountId": "2", "AccessKeys": [{"AccessKeyId": "key2", "AccessKeySecret": "secret"}],
   "Jobs": [{"JobId": "job", "Status": "Failed"}], "Throttle": {"PerSecond": 0.001, "Burst": 2}}
]})";

RawResponse Reset(RunningEmulator& emulator, const std::string& account_id = "") {
  return emulator.Ask("POST",
                      "/_fake-ice/reset" + (account_id.empty() ? "" : "?AccountId=" + account_id));
}

/// Changes both accounts: a new job, another status, another secret, one account closed.
void ChangeBoth(RunningEmulator& emulator) {
  for (const std::string id : {"1", "2"}) {
    emulator.Add(R"({"Accounts": [{"AccountId": ")" + id + R"(", "Service": "Suspended",
        "AccessKeys": [{"AccessKeyId": "added)" +
                 id + R"(", "AccessKeySecret": "secret"}],
        "Jobs": [{"JobId": "job", "Status": "Executing"}, {"JobId": "new", "Status": "Created"}]
        }]})");
  }
}

std::size_t JournalSize(RunningEmulator& emulator, const std::string& account_id) {
  const std::string filter = account_id.empty() ? "" : "?AccountId=" + account_id;
  return emulator.Read("/_fake-ice/requests" + filter).at("Requests").size();
}

std::string CreateAccount(RunningEmulator& emulator, const std::string& body) {
  const RawResponse response = emulator.Ask("POST", "/_fake-ice/accounts", {.body = body});
  CAPTURE(response.body);
  REQUIRE(response.status == 201);
  return JsonOf(response).at("AccountId");
}

}  // namespace

TEST_CASE("a whole reset brings back the state after start") {
  RunningEmulator emulator(kTwoAccounts);
  const std::string before = emulator.Export();
  ChangeBoth(emulator);
  CHECK(emulator.Export() != before);
  CHECK(Reset(emulator).status == 200);
  CHECK(emulator.Export() == before);
  CHECK(Reset(emulator).status == 200);
  CHECK(emulator.Export() == before);
}

TEST_CASE("a reset of one account leaves the other as it is") {
  RunningEmulator emulator(kTwoAccounts);
  ChangeBoth(emulator);
  CHECK(Reset(emulator, "1").status == 200);
  CHECK(JsonOf(emulator.Call({"key"})).at("Status") == "Created");
  CHECK(emulator.CodeOf({"added1"}) == "InvalidAccessKeyId.NotFound");
  CHECK(emulator.CodeOf({"added2"}) == "OperationDenied.Suspended");
}

TEST_CASE("a reset of an unknown account is 404 and changes nothing") {
  RunningEmulator emulator(kTwoAccounts);
  ChangeBoth(emulator);
  const std::string before = emulator.Export();
  for (const std::string id : {"3", "1%20", "%00", "key", "1%002"}) {
    CAPTURE(id);
    const RawResponse response = Reset(emulator, id);
    CHECK(response.status == 404);
    CHECK(ControlCode(response) == "AccountNotFound");
  }
  CHECK(emulator.Export() == before);
}

TEST_CASE("a reset clears the journal, of all or of one account") {
  RunningEmulator emulator(kTwoAccounts);
  CHECK(emulator.CodeOf({"key"}).empty());
  CHECK(emulator.CodeOf({"key2"}).empty());
  CHECK(emulator.CodeOf({"nobody"}) == "InvalidAccessKeyId.NotFound");
  CHECK(Reset(emulator, "1").status == 200);
  CHECK(JournalSize(emulator, "1") == 0);
  CHECK(JournalSize(emulator, "2") == 1);
  CHECK(JournalSize(emulator, "") == 2);
  CHECK(Reset(emulator).status == 200);
  CHECK(JournalSize(emulator, "") == 0);
}

TEST_CASE("a reset fills the throttle's buckets, of all or of one account") {
  RunningEmulator emulator(kTwoAccounts);
  for (const std::string key : {"key", "key2"}) {
    CHECK(emulator.CodeOf({key}).empty());
    CHECK(emulator.CodeOf({key}).empty());
    CHECK(emulator.CodeOf({key}) == "Throttling.User");
  }
  CHECK(Reset(emulator, "1").status == 200);
  CHECK(emulator.CodeOf({"key"}).empty());
  CHECK(emulator.CodeOf({"key2"}) == "Throttling.User");
  CHECK(Reset(emulator).status == 200);
  CHECK(emulator.CodeOf({"key2"}).empty());
}

TEST_CASE("a whole reset forgets nonces") {
  RunningEmulator emulator(kTwoAccounts);
  const test::Signer signer{.access_key_id = "key", .nonce = "used"};
  CHECK(emulator.CodeOf(signer).empty());
  CHECK(emulator.CodeOf(signer) == "SignatureNonceUsed");
  CHECK(Reset(emulator).status == 200);
  CHECK(emulator.CodeOf(signer).empty());
}

TEST_CASE("a reset of one account forgets the nonces of its keys and of no other's") {
  RunningEmulator emulator(kTwoAccounts);
  const test::Signer signer{.access_key_id = "key", .nonce = "used"};
  const test::Signer other{.access_key_id = "key2", .nonce = "used"};
  CHECK(emulator.CodeOf(signer).empty());
  CHECK(emulator.CodeOf(other).empty());
  CHECK(Reset(emulator, "1").status == 200);
  CHECK(emulator.CodeOf(signer).empty());
  CHECK(emulator.CodeOf(other) == "SignatureNonceUsed");
}

TEST_CASE("created accounts are gone after a whole reset") {
  RunningEmulator emulator(kTwoAccounts);
  const std::string before = emulator.Export();
  const std::string id = CreateAccount(emulator, R"({"AccessKeys": [{"AccessKeyId": "created"}]})");
  CHECK(emulator.Export() != before);
  CHECK(Reset(emulator).status == 200);
  CHECK(emulator.Export() == before);
  CHECK(emulator.CodeOf({"created"}) == "InvalidAccessKeyId.NotFound");
  CHECK(Reset(emulator, id).status == 404);
  CreateAccount(emulator, R"({"AccountId": ")" + id + "\"}");
}

TEST_CASE("a created account goes back to its creation after a reset of its own") {
  RunningEmulator emulator(kTwoAccounts);
  const std::string id = CreateAccount(emulator, R"({"AccessKeys": [{"AccessKeyId": "created",
      "AccessKeySecret": "secret"}], "Jobs": [{"JobId": "job", "Status": "Created"}]})");
  const std::string before = emulator.Export();
  for (int round = 0; round < 2; ++round) {
    emulator.Add(R"({"Accounts": [{"AccountId": ")" + id + R"(", "Service": "NotOpened",
        "Jobs": [{"JobId": "job", "Status": "Failed"}, {"JobId": "more", "Status": "Failed"}]}]})");
    CHECK(emulator.CodeOf({"created"}) == "OperationDenied");
    CHECK(Reset(emulator, id).status == 200);
    CHECK(emulator.Export() == before);
    CHECK(JsonOf(emulator.Call({"created"})).at("Status") == "Created");
  }
}

TEST_CASE("a deleted account of the start comes back with a reset, of its own or of all") {
  for (const std::string id : {"1", ""}) {
    CAPTURE(id);
    RunningEmulator emulator(kTwoAccounts);
    CHECK(emulator.Ask("DELETE", "/_fake-ice/accounts/1").status == 200);
    CHECK(Reset(emulator, id).status == 200);
    CHECK(JsonOf(emulator.Call({"key"})).at("Status") == "Created");
  }
}

TEST_CASE(
    "an account of the start that was deleted and created again has one state to go back to") {
  for (const std::string id : {"1", ""}) {
    CAPTURE(id);
    RunningEmulator emulator(kTwoAccounts);
    CHECK(emulator.Ask("DELETE", "/_fake-ice/accounts/1").status == 200);
    CreateAccount(emulator, R"({"AccountId": "1", "AccessKeys": [{"AccessKeyId": "key",
        "AccessKeySecret": "secret"}], "Jobs": [{"JobId": "job", "Status": "Finished"}]})");
    const RawResponse response = Reset(emulator, id);
    CAPTURE(response.body);
    CHECK(response.status == 200);
    // After a reset of its own it may be as created; after one of all it is as after start.
    const std::string code = emulator.CodeOf({"key"});
    CHECK(code.empty());
    if (std::string(id).empty()) CHECK(JsonOf(emulator.Call({"key"})).at("Status") == "Created");
  }
}

TEST_CASE("a reset of an account whose key another one has by now is no internal error") {
  RunningEmulator emulator(kTwoAccounts);
  CHECK(emulator.Ask("DELETE", "/_fake-ice/accounts/1").status == 200);
  CreateAccount(emulator, R"({"AccountId": "3", "AccessKeys": [{"AccessKeyId": "key",
      "AccessKeySecret": "secret"}], "Jobs": [{"JobId": "job", "Status": "Finished"}]})");
  const std::string before = emulator.Export();
  const RawResponse response = Reset(emulator, "1");
  CAPTURE(response.body);
  CHECK(response.status == 409);
  CHECK(emulator.Export() == before);
  CHECK(Reset(emulator).status == 200);
  CHECK(JsonOf(emulator.Call({"key"})).at("Status") == "Created");
}

TEST_CASE("a fixture posted after the start is gone after a reset") {
  for (const std::string id : {"9", ""}) {
    CAPTURE(id);
    RunningEmulator emulator(kTwoAccounts);
    const std::string before = emulator.Export();
    emulator.Add(R"({"Accounts": [{"AccountId": "9"}]})");
    CHECK(Reset(emulator, id).status == 200);
    CHECK(emulator.Export() == before);
  }
}

TEST_CASE("an AccountId with nothing in it does not reset more than was meant") {
  RunningEmulator emulator(kTwoAccounts);
  ChangeBoth(emulator);
  const std::string before = emulator.Export();
  const RawResponse response = emulator.Ask("POST", "/_fake-ice/reset?AccountId=");
  CAPTURE(response.body);
  CHECK(response.status == 400);
  CHECK(emulator.Export() == before);
}

TEST_CASE("living jobs begin their lives again with a reset, of all or of one account") {
  for (const std::string id : {"", "1"}) {
    CAPTURE(id);
    RunningEmulator emulator(R"({"Accounts": [{"AccountId": "1",
        "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}], "Jobs": [
        {"JobId": "timed", "Timeline": [{"Status": "Created"},
                                        {"After": "10s", "Status": "Finished"}]},
        {"JobId": "given", "CreatedAt": "2026-01-15T16:00:00+08:00",
         "Timeline": [{"Status": "Created"}, {"After": "10s", "Status": "Finished"}]},
        {"JobId": "polled", "Timeline": [{"Status": "Created"},
                                         {"AfterPolls": 1, "Status": "Failed"}]}],
        "Faults": [{"Match": {"JobId": "none"}, "Skip": 1,
                    "Error": {"Code": "InternalError"}}]}]})");
    const auto status = [&](const std::string& job) {
      return emulator.Read("/_fake-ice/accounts/1/jobs/" + job).at("Status");
    };
    CHECK(emulator.CodeOf({"key"}, {{"JobId", "polled"}}).empty());
    CHECK(emulator.CodeOf({"key"}, {{"JobId", "none"}}) == "JobNotFound");
    emulator.Ask("POST", "/_fake-ice/accounts/1/clock", {.body = R"({"Advance": "1h"})"});
    emulator.Clock().Set(RunningEmulator::kStart + std::chrono::seconds{60});
    for (const char* job : {"timed", "given"}) CHECK(status(job) == "Finished");
    CHECK(status("polled") == "Failed");
    CHECK(Reset(emulator, id).status == 200);
    CHECK(status("timed") == "Created");
    CHECK(status("given") == "Finished");
    CHECK(status("polled") == "Created");
    const auto timed = emulator.Read("/_fake-ice/accounts/1/jobs/timed");
    CHECK(timed.at("CreatedAt") == "2026-01-15T16:01:00.000+08:00");
    CHECK(emulator.Read("/_fake-ice/accounts/1/jobs/polled").at("Polls").at("Count") == 0);
    CHECK(emulator.CodeOf({"key"}, {{"JobId", "none"}}) == "JobNotFound");
    emulator.Clock().Set(RunningEmulator::kStart + std::chrono::seconds{70});
    CHECK(status("timed") == "Finished");
  }
}

TEST_CASE("living jobs of a created account begin again on its clock, as it was when created") {
  RunningEmulator emulator(kTwoAccounts);
  const std::string id = CreateAccount(emulator, R"({"Clock": {"OffsetMs": 5000}, "Jobs": [
      {"JobId": "job", "Timeline": [{"Status": "Created"},
                                    {"After": "10s", "Status": "Failed"}]}]})");
  const std::string job = "/_fake-ice/accounts/" + id + "/jobs/job";
  emulator.Ask("POST", "/_fake-ice/accounts/" + id + "/clock",
               {.body = R"({"Advance": "1h", "Frozen": true})"});
  CHECK(emulator.Read(job).at("Status") == "Failed");
  emulator.Clock().Set(RunningEmulator::kStart + std::chrono::seconds{60});
  CHECK(Reset(emulator, id).status == 200);
  CHECK(emulator.Read(job).at("Status") == "Created");
  CHECK(emulator.Read(job).at("CreatedAt") == "2026-01-15T16:01:05.000+08:00");
}
