// What the answers of faults hold beside a documented error.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::JsonOf;
using test::RunningEmulator;
using Json = nlohmann::json;

TEST_CASE("a denial by name tells a user what RAM's own would") {
  for (const std::string code : {"Forbidden", "NoPermission"}) {
    CAPTURE(code);
    RunningEmulator emulator(R"({"Accounts": [{"AccountId": "1",
      "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
      "Users": [{"UserId": "u", "UserName": "n",
                 "AccessKeys": [{"AccessKeyId": "user", "AccessKeySecret": "secret"}]}],
      "Faults": [{"Error": {"Code": ")" +
                             code + R"("}}]}]})");
    const Json of_user = JsonOf(emulator.Call({"user"}));
    CHECK(of_user.at("Code") == code);
    CHECK(of_user.at("AccessDeniedDetail").at("AuthAction") == "ice:GetYikeAIAppJob");
    CHECK(of_user.at("AccessDeniedDetail").at("NoPermissionType") == "ImplicitDeny");
    REQUIRE(emulator.Ask("DELETE", "/_fake-ice/accounts/1/faults").status == 200);
    const Json denied = JsonOf(emulator.Call({"user"}));
    CHECK(denied.at("Code") == "Forbidden");
    CHECK(denied.at("AccessDeniedDetail") == of_user.at("AccessDeniedDetail"));
  }
}

TEST_CASE("a fault gives any code with a status and a message, and headers beside") {
  RunningEmulator emulator(R"({"Accounts": [{"AccountId": "1",
      "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
      "Jobs": [{"JobId": "job", "Status": "Created"}],
      "Faults": [
        {"Times": 1, "Error": {"Code": "InvalidParameter.Duration", "HttpStatus": 422,
                               "Message": "<Too> long."},
         "Headers": {"x-ratelimit-user": "Limit:1,Remain:0,TimeLeft:2000,Reset:1234",
                     "X-Acs-Trace-Id": "mine", "x-empty": ""}},
        {"Times": 1, "Headers": {"x-b": "c"}}]}]})");
  const auto refused = emulator.Call({"key"});
  CHECK(refused.status == 422);
  CHECK(JsonOf(refused).at("Code") == "InvalidParameter.Duration");
  CHECK(JsonOf(refused).at("Message") == "<Too> long.");
  CHECK(refused.Header("x-ratelimit-user") == "Limit:1,Remain:0,TimeLeft:2000,Reset:1234");
  CHECK(refused.Header("x-acs-trace-id") == "mine");
  CHECK(refused.head.find("x-acs-trace-id: ") == std::string::npos);
  const auto answered = emulator.Call({"key"});
  CHECK(answered.status == 200);
  CHECK(answered.Header("x-b") == "c");
}
