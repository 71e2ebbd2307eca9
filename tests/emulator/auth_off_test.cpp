// --auth off over a real socket: any or no signature, and whose call it then is.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::JsonOf;
using test::RawResponse;
using test::RunningEmulator;

namespace {

constexpr const char* kAuthOffFixture = R"({"Accounts": [
  {"AccountId": "1000000000000001", "Jobs": [{"JobId": "job", "Status": "Finished"}]},
  {"AccountId": "2",
   "AccessKeys": [{"AccessKeyId": "key2", "AccessKeySecret": "secret"},
                  {"AccessKeyId": "off2", "AccessKeySecret": "secret", "Status": "Inactive"}],
   "Users": [{"UserId": "u", "UserName": "n",
              "AccessKeys": [{"AccessKeyId": "user", "AccessKeySecret": "secret"}]}],
   "Sessions": [{"AccessKeyId": "STS.s", "AccessKeySecret": "secret", "SecurityToken": "t",
                 "RoleName": "r", "Expiration": "2020-01-01T00:00:00Z"}],
   "Jobs": [{"JobId": "job", "Status": "Created"}]},
  {"AccountId": "3", "Service": "NotOpened",
   "AccessKeys": [{"AccessKeyId": "closed", "AccessKeySecret": "secret"}]}]})";

/// Unsigned, with `extra` at the end of the query.
RawResponse Unsigned(RunningEmulator& emulator, const std::string& extra,
                     const std::vector<std::string>& headers = {}) {
  return emulator.Ask("GET",
                      "/?Action=GetYikeAIAppJob&Version=2020-11-09&Format=JSON&JobId=job" + extra,
                      {.headers = headers});
}

std::string StatusOf(const RawResponse& response) {
  const auto json = JsonOf(response);
  return response.status == 200 ? json.at("Status") : json.at("Code");
}

EmulatorOptions AuthOff() {
  EmulatorOptions options;
  options.enforce_signatures = false;
  return options;
}

}  // namespace

TEST_CASE("without signatures an absent or unknown key acts as the default account") {
  RunningEmulator emulator(kAuthOffFixture, AuthOff());
  for (const std::string extra : {"", "&AccessKeyId=", "&AccessKeyId=nobody", "&AccessKeyId=%FF",
                                  "&SignatureMethod=ROT13&Timestamp=noon&Signature=x"}) {
    CAPTURE(extra);
    CHECK(StatusOf(Unsigned(emulator, extra)) == "Finished");
  }
  CHECK(StatusOf(Unsigned(emulator, "", {"Authorization: nonsense"})) == "Finished");
  CHECK(StatusOf(Unsigned(emulator, "", {"Authorization: ACS3-HMAC-SHA256 Credential=nobody"})) ==
        "Finished");
}

TEST_CASE("without signatures a known key still says whose call it is") {
  RunningEmulator emulator(kAuthOffFixture, AuthOff());
  CHECK(StatusOf(Unsigned(emulator, "&AccessKeyId=key2")) == "Created");
  CHECK(StatusOf(Unsigned(emulator, "",
                          {"Authorization: ACS3-HMAC-SHA256 Credential=key2,"
                           "SignedHeaders=host,Signature=00"})) == "Created");
  CHECK(StatusOf(emulator.Call({"key2", "wrong"})) == "Created");
  CHECK(StatusOf(emulator.Call({"key2", "wrong", "", auth::Scheme::kV1, "POST"})) == "Created");
}

TEST_CASE("without signatures policies and the service's state still count") {
  RunningEmulator emulator(kAuthOffFixture, AuthOff());
  CHECK(StatusOf(Unsigned(emulator, "&AccessKeyId=user")) == "Forbidden");
  CHECK(StatusOf(Unsigned(emulator, "&AccessKeyId=STS.s")) == "Forbidden");
  CHECK(StatusOf(Unsigned(emulator, "&AccessKeyId=closed")) == "OperationDenied");
}

TEST_CASE("without signatures the same request may come twice, at any time") {
  RunningEmulator emulator(kAuthOffFixture, AuthOff());
  const auto request = emulator.Signed({.access_key_id = "key2", .nonce = "n"}, {{"JobId", "job"}});
  CHECK(StatusOf(emulator.Send(request)) == "Created");
  CHECK(StatusOf(emulator.Send(request)) == "Created");
  emulator.Clock().Set(RunningEmulator::kStart + std::chrono::hours{100'000});
  CHECK(StatusOf(emulator.Send(request)) == "Created");
}

TEST_CASE("without signatures method, action, version and job are still checked") {
  RunningEmulator emulator(kAuthOffFixture, AuthOff());
  const std::string version = "/?Format=JSON&Version=2020-11-09";
  const RawResponse without_action = emulator.Ask("GET", version);
  CHECK(without_action.body.find("<Code>InvalidAction.NotFound</Code>") != std::string::npos);
  CHECK(StatusOf(emulator.Ask("GET", version + "&Action=Nothing")) == "InvalidAction.NotFound");
  CHECK(StatusOf(emulator.Ask("GET", version + "&Action=GetYikeAIAppJob")) == "InvalidParameter");
  CHECK(StatusOf(emulator.Ask("DELETE", version)) == "UnsupportedHTTPMethod");
  CHECK(StatusOf(Unsigned(emulator, "&Version=x&JobId=x")) == "Finished");
}

TEST_CASE("without signatures and without the default account there is still an answer") {
  RunningEmulator emulator(R"({"Accounts": [{"AccountId": "2"}]})", AuthOff());
  const RawResponse response = Unsigned(emulator, "");
  CHECK(response.status < 500);
  CHECK(JsonOf(response).contains("Code"));
}
