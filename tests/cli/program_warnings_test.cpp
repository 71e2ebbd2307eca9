// What fixtures may say and hardly mean: check tells it and stays content, serve logs it.

#include <doctest/doctest.h>
#include <signal.h>

#include <string>

#include "cli/program.h"
#include "support/files.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::Run;
using test::RunningServer;

namespace {

constexpr const char* kDubious = R"({
  "Accounts": [{"AccountId": "1",
    "Users": [{"UserId": "2000", "UserName": "poller", "Policies": [{"Version": "1", "Statement": [
      {"Effect": "Allow", "Action": ["ice:GetYikeAIAppJobs", "ice:Get*", "oss:Anything"],
       "Resource": "*"},
      {"Effect": "Deny", "Action": "ice:Xyz*", "Resource": "*"}]}]}]}],
  "Apps": [{"AppId": "a", "Timeline": [{"Status": "Failed"}], "Result": {"ImageResult": [{}]}}],
  "Jobs": [
    {"JobId": "fine", "Status": "Finished", "AppParams": "{}", "Result": {"ImageResult": [{}]}},
    {"JobId": "text", "Status": "Created", "AppParams": "{'a': 1}"},
    {"JobId": "never", "Status": "Failed", "Result": {"ImageResult": [{}]}}]
})";

constexpr const char* kWarnings[] = {
    "/Apps/0/Result: is of an app whose jobs never become Finished: nobody sees it",
    "/Jobs/1/AppParams: is no JSON: it breaks at byte 2, at ''a': 1}'; JSON has double quotes",
    "/Jobs/2/Result: is of a job that never becomes Finished: nobody sees it",
    "/Accounts/0/Users/0/Policies/0/Statement/0/Action/0: there is no action"
    " \"ice:GetYikeAIAppJobs\"; did you mean \"ice:GetYikeAIAppJob\"?",
    "/Accounts/0/Users/0/Policies/0/Statement/1/Action: there is no action \"ice:Xyz*\""};

}  // namespace

TEST_CASE("check warns of what a fixture hardly means and ends with code 0") {
  const test::TempDirectory directory;
  const auto path = directory.Write("a.json", kDubious);
  const auto result = Run({"check", path});
  CHECK(result.exit_code == 0);
  CHECK(result.out == "fixtures are valid: files: 1, jobs: 3\n");
  std::string expected;
  for (std::string warning : kWarnings) {
    warning.insert(warning.find(": ") + 2, "warning: ");
    expected += path + ": " + warning + '\n';
  }
  CHECK(result.err == expected);
}

TEST_CASE("serve logs the same warnings and serves") {
  const test::TempDirectory directory;
  const auto path = directory.Write("a.json", kDubious);
  RunningServer server({"--fixtures", path});
  const auto result = server.Stop(SIGTERM);
  CHECK(result.exit_code == 0);
  for (const std::string warning : kWarnings) {
    CAPTURE(warning);
    CHECK(result.err.find(" level=warning " + path + ": " + warning + '\n') != std::string::npos);
  }
}

TEST_CASE("serve logs a variable that is none of fake-ice's") {
  RunningServer server({}, {{"FAKE_ICE_FIXTURE", "a"}});
  const auto result = server.Stop(SIGTERM);
  CHECK(result.err.find(" level=warning the variable FAKE_ICE_FIXTURE is none of fake-ice's and is"
                        " ignored; did you mean FAKE_ICE_FIXTURES?\n") != std::string::npos);
}

TEST_CASE("the bundled fixture means what it says") {
  CHECK(Run({"check", "default.json"}, {}, (test::SourceDirectory() / "fixtures").string()).err ==
        "");
}
