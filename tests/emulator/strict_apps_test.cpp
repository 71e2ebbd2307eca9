// Accounts that refuse apps which they do not have, or take them whatever the server says.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::RunningEmulator;

namespace {

constexpr const char* kStrictFixture = R"({"Accounts": [
  {"AccountId": "1", "AccessKeys": [{"AccessKeyId": "silent", "AccessKeySecret": "secret"}],
   "Apps": [{"AppId": "known"}]},
  {"AccountId": "2", "AccessKeys": [{"AccessKeyId": "strict", "AccessKeySecret": "secret"}],
   "Apps": [{"AppId": "known"}], "StrictApps": true},
  {"AccountId": "3", "AccessKeys": [{"AccessKeyId": "lenient", "AccessKeySecret": "secret"}],
   "Apps": [{"AppId": "known"}], "StrictApps": false}]})";

/// The codes of Submit and Precheck, which agree.
std::string CodeFor(RunningEmulator& emulator, const std::string& key, const std::string& app) {
  const auto code = [&](const std::string& action) {
    return emulator.CodeOf({.access_key_id = key, .method = "POST", .action = action},
                           {{"AppId", app}});
  };
  CHECK(code("SubmitYikeAIAppJob") == code("PrecheckYikeAIAppJob"));
  return code("SubmitYikeAIAppJob");
}

}  // namespace

TEST_CASE(
    "an account's StrictApps decides about unknown apps, and the server's where it is silent") {
  for (const bool strict_server : {false, true}) {
    CAPTURE(strict_server);
    RunningEmulator emulator(kStrictFixture, {.strict_apps = strict_server});
    for (const std::string key : {"silent", "strict", "lenient"}) {
      CHECK(CodeFor(emulator, key, "known").empty());
    }
    CHECK(CodeFor(emulator, "strict", "unknown") == "InvalidParameter");
    CHECK(CodeFor(emulator, "lenient", "unknown").empty());
    CHECK(CodeFor(emulator, "silent", "unknown") == (strict_server ? "InvalidParameter" : ""));
  }
}

TEST_CASE("StrictApps is changed while the server runs, and read back") {
  RunningEmulator emulator(kStrictFixture);
  emulator.Add(R"({"Accounts": [{"AccountId": "1", "StrictApps": true}]})");
  CHECK(CodeFor(emulator, "silent", "unknown") == "InvalidParameter");
  emulator.Add(R"({"Accounts": [{"AccountId": "1"}]})");
  CHECK(CodeFor(emulator, "silent", "unknown") == "InvalidParameter");
  const auto accounts = emulator.Read("/_fake-ice/fixtures").at("Accounts");
  CHECK(accounts.at(0).at("StrictApps") == true);
  CHECK(accounts.at(2).at("StrictApps") == false);
}
