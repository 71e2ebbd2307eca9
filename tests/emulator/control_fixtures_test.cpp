// GET and POST of /_fake-ice/fixtures over a real socket.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"
#include "support/files.h"

using namespace fake_ice;
using test::ControlCode;
using test::ControlMessage;
using test::JsonOf;
using test::RawResponse;
using test::RunningEmulator;

namespace {

constexpr const char* kWithSecrets = "/_fake-ice/fixtures?Secrets=true";

/// A fixture that uses everything that fixtures can say, with ids as odd as they may be.
std::string EverythingFixture() {
  return test::ReadFile(test::SourceDirectory() / "tests/emulator/everything.json");
}

RawResponse Post(RunningEmulator& emulator, const std::string& fixture) {
  return emulator.Ask("POST", "/_fake-ice/fixtures", {.body = fixture});
}

}  // namespace

TEST_CASE("what is read with secrets loads into another emulator as the same document") {
  RunningEmulator first(EverythingFixture());
  const std::string written = first.Export();
  RunningEmulator second;
  CHECK(Post(second, written).status == 200);
  CHECK(second.Export() == written);
  RunningEmulator third(written);
  CHECK(third.Export() == written);
}

TEST_CASE("nothing of a document is lost between its loading and its reading") {
  RunningEmulator emulator(EverythingFixture());
  const auto given = nlohmann::json::parse(EverythingFixture(), nullptr, true, true);
  const auto read = emulator.Read(kWithSecrets);
  REQUIRE(read.at("Accounts").size() == given.at("Accounts").size());
  const auto patch = nlohmann::json::diff(given, read);
  for (const auto& change : patch) {
    CAPTURE(change.dump());
    CHECK(change.at("op") == "add");  // defaults may be written out
  }
}

TEST_CASE("posting what was read again changes nothing") {
  RunningEmulator emulator(EverythingFixture());
  const std::string before = emulator.Export();
  CHECK(Post(emulator, before).status == 200);
  CHECK(emulator.Export() == before);
}

TEST_CASE("a copy answers calls as the original does") {
  RunningEmulator first(EverythingFixture());
  RunningEmulator second;
  second.Add(first.Export());
  const std::vector<test::Signer> signers{{"root"},
                                          {"disabled"},
                                          {"poller"},
                                          {"STS.worker", "secret", "token of worker"},
                                          {"throttled"},
                                          {"suspended"},
                                          {"STS.worker", "secret", "wrong"}};
  for (const test::Signer& signer : signers) {
    for (const std::string job :
         {"job", "with \"quotes\"", "\xE4\xBB\xBB\xE5\x8A\xA1", "", "nowhere"}) {
      CAPTURE(signer.access_key_id);
      CAPTURE(job);
      CHECK(first.CodeOf(signer, {{"JobId", job}}) == second.CodeOf(signer, {{"JobId", job}}));
    }
  }
}

TEST_CASE("without secrets no secret stands anywhere in the document") {
  RunningEmulator emulator(EverythingFixture());
  for (const std::string target : {"/_fake-ice/fixtures", "/_fake-ice/fixtures?Secrets=false"}) {
    CAPTURE(target);
    const RawResponse response = emulator.Ask("GET", target);
    CHECK(response.status == 200);
    CHECK(JsonOf(response).at("Accounts").size() >= 3);
    for (const std::string secret : {"\"secret\"", "token of worker"}) {
      CAPTURE(secret);
      CHECK(response.body.find(secret) == std::string::npos);
      CHECK(emulator.Export().find(secret) != std::string::npos);
    }
  }
}

TEST_CASE("of two accounts one bad one keeps both out") {
  RunningEmulator emulator(test::kSmallFixture);
  const std::string before = emulator.Export();
  const std::string good = R"({"AccountId": "good", "Jobs": [{"JobId": "j", "Status": "Failed"}],
      "AccessKeys": [{"AccessKeyId": "goodkey", "AccessKeySecret": "s"}]})";
  struct Case {
    std::string bad;
    int status;
  };
  for (const Case& c : std::vector<Case>{
           {R"({"AccountId": "bad", "Service": "Actve"})", 400},
           {R"({"AccountId": "bad", "Jobs": [{"JobId": "j"}]})", 400},
           {R"({"AccountId": "good"})", 400},
           {R"({"AccountId": "bad", "AccessKeys": [{"AccessKeyId": "k"}]})", 400},
           {R"({"AccountId": "bad", "AccessKeys":
               [{"AccessKeyId": "key", "AccessKeySecret": "s"}]})",
            409},
           {R"({"AccountId": "bad", "Users": [{"UserId": "u", "UserName": "u", "AccessKeys":
               [{"AccessKeyId": "key", "AccessKeySecret": "s"}]}]})",
            409},
           {R"({"AccountId": "bad", "Sessions": [{"AccessKeyId": "key", "AccessKeySecret": "s",
               "SecurityToken": "t", "RoleName": "r"}]})",
            409}}) {
    CAPTURE(c.bad);
    for (const std::string& both : {good + ", " + c.bad, c.bad + (", " + good)}) {
      CHECK(Post(emulator, R"({"Accounts": [)" + both + "]}").status == c.status);
      CHECK(emulator.Export() == before);
    }
  }
  CHECK(emulator.CodeOf({"goodkey", "s"}) == "InvalidAccessKeyId.NotFound");
  CHECK(emulator.CodeOf({"key"}).empty());
}

TEST_CASE("a document with bearer tokens is refused, and told why") {
  RunningEmulator emulator(test::kSmallFixture);
  const RawResponse response = Post(emulator, R"({"Accounts": [{"AccountId": "2",
      "BearerTokens": [{"BearerToken": "abc"}]}]})");
  CHECK(response.status == 400);
  CHECK(ControlMessage(response).find("access keys alone") != std::string::npos);
  CHECK(response.body.find("abc") == std::string::npos);
}

TEST_CASE("an upsert replaces what has the same id and leaves the rest") {
  RunningEmulator emulator(test::kSmallFixture);
  emulator.Add(R"({"Accounts": [{"AccountId": "1", "Jobs": [{"JobId": "job",
      "Status": "Finished"}],
      "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "new"}]}]})");
  CHECK(emulator.CodeOf({"key", "secret"}) == "SignatureDoesNotMatch");
  CHECK(JsonOf(emulator.Call({"key", "new"})).at("Status") == "Finished");
  CHECK(JsonOf(emulator.Call({"key", "new"}, {{"JobId", "other"}})).at("Status") == "Failed");
}

TEST_CASE("a key that changes hands within its account leaves a document that loads") {
  const std::string session = R"("Sessions": [{"AccessKeyId": "k", "AccessKeySecret": "secret",
      "SecurityToken": "t", "RoleName": "r"}])";
  const std::string key = R"("AccessKeys": [{"AccessKeyId": "k", "AccessKeySecret": "secret"}])";
  const std::string user = R"("Users": [{"UserId": "u", "UserName": "u", )" + key + "}]";
  const auto account = [](const std::string& what) {
    return R"({"Accounts": [{"AccountId": "1", )" + what + "}]}";
  };
  for (const std::string& first : {session, key, user}) {
    for (const std::string& second : {session, key, user}) {
      CAPTURE(first);
      CAPTURE(second);
      RunningEmulator emulator(account(first));
      const int status = Post(emulator, account(second)).status;
      CHECK((status == 200 || status == 409));
      const std::string read = emulator.Export();
      CAPTURE(read);
      RunningEmulator copy;
      CHECK(Post(copy, read).status == 200);
      CHECK(copy.Export() == read);
    }
  }
}

TEST_CASE("a user whose id is a session's AccessKeyId stays a user") {
  const std::string allow = R"([{"Version": "1", "Statement": [
      {"Effect": "Allow", "Action": "*", "Resource": "*"}]}])";
  const std::string fixture = R"({"Accounts": [{"AccountId": "1",
      "Jobs": [{"JobId": "job", "Status": "Created"}],
      "Users": [{"UserId": "same", "UserName": "u",
        "AccessKeys": [{"AccessKeyId": "userkey", "AccessKeySecret": "secret"}]}],
      "Sessions": [{"AccessKeyId": "same", "AccessKeySecret": "secret", "SecurityToken": "t",
        "RoleName": "r", "Policies": )" +
                              allow + "}]}]}";
  RunningEmulator emulator;
  const RawResponse response = Post(emulator, fixture);
  if (response.status == 400) return;  // to refuse it is as good
  CHECK(response.status == 200);
  CHECK(emulator.CodeOf({"userkey"}) == "Forbidden");
  CHECK(emulator.CodeOf({"same", "secret", "t"}).empty());
  const std::string read = emulator.Export();
  RunningEmulator copy;
  CHECK(Post(copy, read).status == 200);
  CHECK(copy.Export() == read);
}

TEST_CASE("a fixture that is none is refused with its place and no file name") {
  RunningEmulator emulator;
  struct Case {
    std::string body;
    std::string message;
  };
  for (const Case& c : std::vector<Case>{
           {"[]", "must be of type object, not array"},
           {R"({"Acounts": []})", "/Acounts: unknown key \"Acounts\"; did you mean \"Accounts\"?"},
           {R"({"Jobs": [{"JobId": "", "Status": "Created"}]})",
            "/Jobs/0/JobId: must not be empty"},
           {R"({"Jobs": [3, 4]})", "/Jobs/0: must be of type object, not number (and 1 more)"}}) {
    CAPTURE(c.body);
    const RawResponse response = Post(emulator, c.body);
    CHECK(response.status == 400);
    CHECK(ControlCode(response) == "InvalidFixture");
    CHECK(ControlMessage(response) == c.message);
  }
}

TEST_CASE("an empty body is no fixture") {
  RunningEmulator emulator;
  const RawResponse response = Post(emulator, "");
  CHECK(response.status == 400);
  CHECK(ControlCode(response) == "InvalidFixture");
}

TEST_CASE("a body over 64 MiB is 413 in the control API's shape, and not in the journal") {
  RunningEmulator emulator;
  const RawResponse response =
      emulator.AskRaw("POST /_fake-ice/fixtures HTTP/1.1\r\nHost: " + emulator.Authority() +
                      "\r\nContent-Length: 67108865\r\n\r\n");
  CHECK(response.status == 413);
  CHECK(ControlCode(response) == "RequestBodyTooLarge");
  CHECK(emulator.Read("/_fake-ice/requests").at("Requests").empty());
}
