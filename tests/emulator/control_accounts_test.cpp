// POST and DELETE of /_fake-ice/accounts over a real socket.
#include <doctest/doctest.h>

#include <set>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::ControlCode;
using test::ControlMessage;
using test::JsonOf;
using test::RawResponse;
using test::RunningEmulator;

namespace {

RawResponse Create(RunningEmulator& emulator, const std::string& body) {
  return emulator.Ask("POST", "/_fake-ice/accounts", {.body = body});
}

struct NewAccount {
  std::string id;
  test::Signer signer;
};

NewAccount MustCreate(RunningEmulator& emulator, const std::string& body = "") {
  const RawResponse response = Create(emulator, body);
  CAPTURE(response.body);
  REQUIRE(response.status == 201);
  const auto json = JsonOf(response);
  return {json.at("AccountId"), {json.at("AccessKeyId"), json.at("AccessKeySecret")}};
}

std::string AllFixtures(RunningEmulator& emulator) {
  return emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true").body;
}

}  // namespace

TEST_CASE("an account can be made from nothing, an empty object, or an object with comments") {
  RunningEmulator emulator;
  for (const std::string body : {"", "{}", "{ /* nothing */ }", "// nothing\n{}\n"}) {
    CAPTURE(body);
    const NewAccount account = MustCreate(emulator, body);
    CHECK(account.id.size() == 16);
    CHECK(account.id.find_first_not_of("0123456789") == std::string::npos);
    CHECK(account.id.front() != '0');
    CHECK(emulator.CodeOf(account.signer) == "JobNotFound");
  }
}

TEST_CASE("the answer of a creation has the three fields of the contract and no more") {
  RunningEmulator emulator;
  const auto json = JsonOf(Create(emulator, ""));
  std::set<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.insert(key);
  CHECK(keys == std::set<std::string>{"AccessKeyId", "AccessKeySecret", "AccountId"});
}

TEST_CASE("a created account has the ids and jobs that were given for it") {
  RunningEmulator emulator;
  const NewAccount account = MustCreate(emulator, R"({"AccountId": "mine", // with a comment
      "Jobs": [{"JobId": "job", "Status": "Executing"}]})");
  CHECK(account.id == "mine");
  const RawResponse answer = emulator.Call(account.signer);
  CHECK(answer.status == 200);
  CHECK(JsonOf(answer).at("Status") == "Executing");
}

TEST_CASE("a created account keeps the keys that were given, and gets what they leave out") {
  RunningEmulator emulator;
  const NewAccount whole =
      MustCreate(emulator, R"({"AccessKeys": [{"AccessKeyId": "k1", "AccessKeySecret": "s1"}]})");
  CHECK(whole.signer.access_key_id == "k1");
  CHECK(whole.signer.access_key_secret == "s1");
  const NewAccount half = MustCreate(emulator, R"({"AccessKeys": [{"AccessKeyId": "k2"}]})");
  CHECK(half.signer.access_key_id == "k2");
  CHECK(emulator.CodeOf(half.signer) == "JobNotFound");
  const NewAccount several = MustCreate(emulator, R"({"AccessKeys": [{}, {}]})");
  CHECK(emulator.CodeOf(several.signer) == "JobNotFound");
}

TEST_CASE("users and sessions of a created account work at once") {
  RunningEmulator emulator;
  MustCreate(emulator, R"({"Jobs": [{"JobId": "job", "Status": "Created"}],
      "Users": [{"UserId": "u", "UserName": "n",
                 "AccessKeys": [{"AccessKeyId": "user", "AccessKeySecret": "secret"}]}],
      "Sessions": [{"AccessKeyId": "STS.s", "AccessKeySecret": "secret", "SecurityToken": "t",
                    "RoleName": "r", "Policies": [{"Version": "1", "Statement": [
                      {"Effect": "Allow", "Action": "ice:*", "Resource": "*"}]}]}]})");
  CHECK(emulator.CodeOf({"user"}) == "Forbidden");
  CHECK(emulator.CodeOf({"STS.s", "secret", "t"}).empty());
  CHECK(emulator.CodeOf({"STS.s"}) == "MissingSecurityToken");
}

TEST_CASE("ids and keys that users lack are made up and told") {
  RunningEmulator emulator;
  const RawResponse response = Create(emulator, R"({
      "Jobs": [{"JobId": "job", "Status": "Created"}],
      "Users": [{"UserName": "reader", "Policies": [{"Version": "1", "Statement": [
                   {"Effect": "Allow", "Action": "ice:Get*", "Resource": "*"}]}]},
                {"UserId": "u", "UserName": "nobody", "AccessKeys": []}]})");
  REQUIRE(response.status == 201);
  const auto users = JsonOf(response).at("Users");
  REQUIRE(users.size() == 2);
  const auto& reader = users[0];
  CHECK(reader.at("UserName") == "reader");
  CHECK(reader.at("UserId").get<std::string>().size() == 16);
  const test::Signer signer{reader.at("AccessKeyId"), reader.at("AccessKeySecret")};
  CHECK(emulator.CodeOf(signer).empty());
  test::Signer submits = signer;
  submits.action = "SubmitYikeAIAppJob";
  CHECK(emulator.CodeOf(submits, {{"AppId", "a"}, {"AppParams", "{}"}}) == "Forbidden");
  CHECK(users[1] == nlohmann::json{{"UserId", "u"}, {"UserName", "nobody"}});
}

TEST_CASE("a body that is no account is refused with its place, and makes nothing") {
  struct Case {
    std::string body;
    std::string message;  ///< a part of it
  };
  RunningEmulator emulator;
  const std::string before = AllFixtures(emulator);
  for (const Case& c : std::vector<Case>{
           {"{", "line 1"},
           {"nonsense", "line 1, column"},
           {"[]", "must be of type object, not array"},
           {"null", "must be of type object, not null"},
           {"\"text\"", "must be of type object, not string"},
           {"{} {}", "line 1, column 4"},
           {R"({"AccountId": 5})", "/AccountId: must be of type string, not number"},
           {R"({"AccountId": ""})", "/AccountId: must not be empty"},
           {R"({"AccountId": "a b"})", "/AccountId"},
           {R"({"AccessKeys": {}})", "/AccessKeys: must be of type array, not object"},
           {R"({"AccessKeys": [1]})", "/AccessKeys/0: must be of type object, not number"},
           {R"({"AccessKeys": [{"AccessKeyId": 1}]})", "/AccessKeys/0/AccessKeyId"},
           {R"({"Jobbs": []})", "/Jobbs: unknown key \"Jobbs\"; did you mean \"Jobs\"?"},
           {R"({"Jobs": [{"JobId": "a", "Status": "Creatd"}]})", "did you mean \"Created\"?"},
           {R"({"AccountId": "a", "AccountId": "b"})", "\"AccountId\" stands twice"},
           {"\xFF", "line 1"}}) {
    CAPTURE(c.body);
    const RawResponse response = Create(emulator, c.body);
    CHECK(response.status == 400);
    CHECK(ControlCode(response) == "InvalidFixture");
    CAPTURE(response.body);
    CHECK(ControlMessage(response).find(c.message) != std::string::npos);
  }
  CHECK(AllFixtures(emulator) == before);
}

// The body is an account: who wrote it knows nothing of a document around it, nor of a file.
TEST_CASE("the place of a mistake is a JSON pointer into the body as it was sent") {
  RunningEmulator emulator;
  const RawResponse response = Create(emulator, R"({"Jobs": [{"JobId": "a", "Stauts": "x"}]})");
  CHECK(ControlMessage(response) ==
        "/Jobs/0/Stauts: unknown key \"Stauts\"; did you mean \"Status\"?");
  CHECK(JsonOf(response).at("/Error/Problems/0/Place"_json_pointer) == "/Jobs/0/Stauts");
}

TEST_CASE("an account or key that exists is a conflict that changes nothing") {
  RunningEmulator emulator(test::kSmallFixture);
  const std::string before = AllFixtures(emulator);
  for (const std::string body : {
           R"({"AccountId": "1"})",
           R"({"AccountId": "2", "AccessKeys": [{"AccessKeyId": "key"}]})",
           R"({"AccountId": "2", "AccessKeys": [{"AccessKeyId": "new"}, {"AccessKeyId": "key"}],
               "Jobs": [{"JobId": "j", "Status": "Created"}]})",
           R"({"AccountId": "2", "Users": [{"UserId": "u", "UserName": "u", "AccessKeys":
               [{"AccessKeyId": "key", "AccessKeySecret": "s"}]}]})",
           R"({"AccountId": "2", "Sessions": [{"AccessKeyId": "key", "AccessKeySecret": "s",
               "SecurityToken": "t", "RoleName": "r"}]})",
       }) {
    CAPTURE(body);
    const RawResponse response = Create(emulator, body);
    CHECK(response.status == 409);
    CHECK(ControlCode(response) == "Conflict");
    CHECK(AllFixtures(emulator) == before);
  }
  CHECK(emulator.CodeOf({"new"}) == "InvalidAccessKeyId.NotFound");
  CHECK(emulator.CodeOf({"key"}).empty());
}

TEST_CASE("500 created accounts have 500 ids, keys and secrets") {
  RunningEmulator emulator;
  std::set<std::string> ids;
  std::set<std::string> keys;
  std::set<std::string> secrets;
  for (int i = 0; i < 500; ++i) {
    const NewAccount account = MustCreate(emulator);
    ids.insert(account.id);
    keys.insert(account.signer.access_key_id);
    secrets.insert(account.signer.access_key_secret);
  }
  CHECK(ids.size() == 500);
  CHECK(keys.size() == 500);
  CHECK(secrets.size() == 500);
}

TEST_CASE("an account never sees another's job") {
  RunningEmulator emulator(test::kSmallFixture);
  const NewAccount account =
      MustCreate(emulator, R"({"Jobs": [{"JobId": "mine", "Status": "Created"}]})");
  CHECK(emulator.CodeOf(account.signer, {{"JobId", "mine"}}).empty());
  CHECK(emulator.CodeOf(account.signer, {{"JobId", "job"}}) == "JobNotFound");
  CHECK(emulator.CodeOf({"key"}, {{"JobId", "mine"}}) == "JobNotFound");
}

TEST_CASE("deleting an account takes its keys, jobs and journal with it") {
  RunningEmulator emulator(test::kSmallFixture);
  const NewAccount account =
      MustCreate(emulator, R"({"Jobs": [{"JobId": "job", "Status": "Created"}]})");
  CHECK(emulator.CodeOf(account.signer).empty());
  CHECK(emulator.CodeOf({"key"}).empty());
  CHECK(emulator.Ask("DELETE", "/_fake-ice/accounts/" + account.id).status == 200);
  CHECK(emulator.CodeOf(account.signer) == "InvalidAccessKeyId.NotFound");
  CHECK(emulator.CodeOf({"key"}).empty());
  CHECK(AllFixtures(emulator).find(account.signer.access_key_id) == std::string::npos);
  CHECK(emulator.Read("/_fake-ice/requests?AccountId=" + account.id).at("Requests").empty());
  const RawResponse again = emulator.Ask("DELETE", "/_fake-ice/accounts/" + account.id);
  CHECK(again.status == 404);
  CHECK(ControlCode(again) == "AccountNotFound");
}

TEST_CASE("an account that comes back after its deletion starts empty") {
  RunningEmulator emulator(test::kSmallFixture);
  CHECK(emulator.Ask("DELETE", "/_fake-ice/accounts/1").status == 200);
  const NewAccount account =
      MustCreate(emulator, R"({"AccountId": "1", "AccessKeys": [{"AccessKeyId": "key"}]})");
  CHECK(emulator.CodeOf(account.signer) == "JobNotFound");
}

TEST_CASE("an id in the path is percent-decoded once, and a plus is a plus") {
  struct Case {
    std::string id;  ///< as in JSON
    std::string path;
  };
  for (const Case& c : std::vector<Case>{{"a/b", "a%2Fb"},
                                         {"a/b", "a%2fb"},
                                         {"a+b", "a+b"},
                                         {"a%2Fb", "a%252Fb"},
                                         {"?x=#", "%3Fx=%23"},
                                         {"..", "%2e%2e"},
                                         {"\u96C0\u5DE2", "%E9%9B%80%E5%B7%A2"},
                                         {"100%", "100%25"},
                                         {"100%", "100%"}}) {
    CAPTURE(c.path);
    RunningEmulator emulator;
    MustCreate(emulator, R"({"AccountId": ")" + std::string(c.id) + R"("})");
    CHECK(emulator.Ask("DELETE", "/_fake-ice/accounts/" + std::string(c.path)).status == 200);
    CHECK(AllFixtures(emulator).find("AccountId") == std::string::npos);
  }
}

TEST_CASE("a hostile body is refused, and the server lives on") {
  RunningEmulator emulator;
  constexpr std::size_t kMany = 2'000'000;
  const std::string deep =
      R"({"Jobs": [{"JobId": "j", "Status": "Created", "AppParams": )" + std::string(kMany, '[');
  for (const std::string& body :
       {deep, R"({"AccountId": ")" + std::string(kMany, 'a') + "\"}",
        R"({"AccessKeys": [{"AccessKeyId": ")" + std::string(kMany, 'a') + "\"}]}",
        R"({"Users": [{"UserId": ")" + std::string(kMany, 'a') + R"(", "UserName": "u"}]})",
        R"({"Throttle": {"PerSecond": 1, "Actions": [")" + std::string(kMany, 'a') + "\"]}}",
        R"({"Sessions": [{"AccessKeyId": "a", "AccessKeySecret": "b", "SecurityToken": "c",
            "RoleName": "d", "Expiration": ")" +
            std::string(kMany, '1') + "\"}]}"}) {
    CAPTURE(body.substr(0, 60));
    const RawResponse response = Create(emulator, body);
    CHECK(response.status == 400);
    CHECK(response.body.size() < 10'000);
  }
  CHECK(emulator.Ask("GET", "/_fake-ice/health").status == 200);
}
