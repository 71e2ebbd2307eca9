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
    "/Accounts/0/Users/0/Policies/0/Statement/0/Action/0: there is no action"
    " \"ice:GetYikeAIAppJobs\"; did you mean \"ice:GetYikeAIAppJob\"?",
    "/Accounts/0/Users/0/Policies/0/Statement/1/Action: there is no action \"ice:Xyz*\"",
    "/Apps/0/Result: is of an app whose jobs never become Finished: nobody sees it",
    "/Jobs/1/AppParams: is no JSON: it breaks at byte 2, at ''a': 1}'; JSON has double quotes",
    "/Jobs/2/Result: is of a job that never becomes Finished: nobody sees it"};

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

TEST_CASE("serve warns when other machines reach a control API that asks for no token") {
  const std::string warning = " level=warning control API: whoever reaches 0.0.0.0:";
  test::Program open({"--listen", "0.0.0.0:0"});
  open.ReadFirstLine();
  open.Signal(SIGTERM);
  const std::string log = open.Finish().err;
  CAPTURE(log);
  CHECK(log.find(warning) != std::string::npos);
  CHECK(log.find("--control-token TOKEN") != std::string::npos);

  test::Program closed({"--listen", "0.0.0.0:0"}, {{"FAKE_ICE_CONTROL_TOKEN", "t0ken"}});
  closed.ReadFirstLine();
  closed.Signal(SIGTERM);
  CHECK(closed.Finish().err.find("level=warning") == std::string::npos);
}

TEST_CASE("a control token that no header can carry is refused and not repeated") {
  for (const std::string token : {"s3cr3t word", "s3cr3t\n", ""}) {
    const auto flag = Run({"--control-token=" + token, "--listen", "127.0.0.1:0"});
    CAPTURE(flag.err);
    CHECK(flag.exit_code == 2);
    CHECK(flag.err.find("--control-token") != std::string::npos);
    CHECK(flag.err.find("s3cr3t") == std::string::npos);
    if (token.empty()) continue;
    const auto variable = Run({"--listen", "127.0.0.1:0"}, {{"FAKE_ICE_CONTROL_TOKEN", token}});
    CHECK(variable.exit_code == 2);
    CHECK(variable.err.find("FAKE_ICE_CONTROL_TOKEN") != std::string::npos);
    CHECK(variable.err.find("s3cr3t") == std::string::npos);
  }
}

TEST_CASE("the bundled fixture means what it says") {
  CHECK(Run({"check", "default.json"}, {}, (test::SourceDirectory() / "fixtures").string()).err ==
        "");
}
