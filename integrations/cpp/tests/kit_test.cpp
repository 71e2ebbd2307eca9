// Every word of the kit, as installed.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <fake_ice/doctest.h>

#include <nlohmann/json.hpp>

#include "calls.h"

using calls::Get;
using calls::Submit;
using fake_ice::testing::Account;
using fake_ice::testing::ControlError;
using fake_ice::testing::Error;
using fake_ice::testing::Server;
using nlohmann::json;

namespace {

std::string JobIdOf(const fake_ice::testing::Response& submitted) {
  return json::parse(submitted.body).at("JobId");
}

std::string StatusOf(const Account& account, const std::string& job_id) {
  return json::parse(Get(account, job_id).body).value("Status", "");
}

std::string CodeOf(const fake_ice::testing::Response& response) {
  return json::parse(response.body).value("Code", "");
}

}  // namespace

TEST_CASE("a job is driven by the account's clock") {
  Server server;
  Account account = server.NewAccount();
  account.Freeze();
  const std::string job_id = JobIdOf(Submit(account.SdkConfig()));
  CHECK(StatusOf(account, job_id) == "Created");
  CHECK(json::parse(account.Advance("10s")).at("Frozen") == true);
  CHECK(StatusOf(account, job_id) == "Finished");
  account.Freeze(false);
  CHECK(json::parse(account.Advance("1s")).at("Frozen") == false);
}

TEST_CASE("a job is put, with an id of its own or a made-up one") {
  Server server;
  Account account = server.NewAccount();
  CHECK(account.PutJob(R"({"JobId": "a job", "AppId": "app", "Status": "Failed"})") == "a job");
  CHECK(StatusOf(account, "a job") == "Failed");
  const std::string made_up = account.PutJob(R"({"AppId": "app", "Status": "Queuing"})");
  CHECK(made_up.size() == 32);
  CHECK(StatusOf(account, made_up) == "Queuing");
}

TEST_CASE("faults are met once, for one action or for any") {
  Server server;
  Account account = server.NewAccount();
  account.FailNext("Throttling.User", 2, "GetYikeAIAppJob");
  const std::string job_id = JobIdOf(Submit(account.SdkConfig()));
  CHECK(CodeOf(Get(account, job_id)) == "Throttling.User");
  CHECK(CodeOf(Get(account, job_id)) == "Throttling.User");
  CHECK(Get(account, job_id).status == 200);
  account.Fault(R"({"Times": 1, "Connection": "Reset"})");
  CHECK_THROWS_WITH_AS(Get(account, job_id), doctest::Contains("no answer from http://"), Error);
  CHECK(Get(account, job_id).status == 200);
}

TEST_CASE("the journal is read as JSON, narrowed, and in words") {
  Server server;
  Account account = server.NewAccount();
  const std::string job_id = JobIdOf(Submit(account.SdkConfig()));
  Get(account, job_id);
  Get(account, "nowhere");
  const auto requests = account.Requests();
  REQUIRE(requests.size() == 3);
  CHECK(json::parse(requests[0]).at("JobId") == "nowhere");  // the newest
  fake_ice::testing::RequestFilter polls;
  polls.action = "GetYikeAIAppJob";
  CHECK(account.Requests(polls).size() == 2);
  polls.code = "JobNotFound";
  CHECK(account.Requests(polls).size() == 1);
  polls.job_id = job_id;
  CHECK(account.Requests(polls).empty());
  fake_ice::testing::RequestFilter newest;
  newest.limit = 1;
  CHECK(account.Requests(newest).size() == 1);
  CHECK(account.Journal().find("GetYikeAIAppJob     404 JobNotFound  nowhere") !=
        std::string::npos);
}

TEST_CASE("polls are held against rules") {
  Server server;
  Account account = server.NewAccount();
  account.Freeze();
  const std::string job_id = JobIdOf(Submit(account.SdkConfig()));
  Get(account, job_id);
  CHECK(account.Verify(job_id, R"({"MaxPolls": 1})").passed);
  Get(account, job_id);
  const auto verdict = account.Verify(job_id, R"({"MaxPolls": 1})");
  CHECK(!verdict.passed);
  REQUIRE(verdict.failures.size() == 1);
  CHECK(verdict.failures[0].rfind("MaxPolls: ", 0) == 0);
}

TEST_CASE("reset brings back the account as it was made") {
  Server server;
  Account account = server.NewAccount(R"({"StrictApps": true})");
  account.PutJob(R"({"JobId": "job", "Status": "Failed"})");
  CHECK(Submit(account.SdkConfig()).body.find("AppId") != std::string::npos);
  account.Reset();
  CHECK(account.Requests().empty());
  CHECK(CodeOf(Get(account, "job")) == "JobNotFound");
}

TEST_CASE("a server serves what its fixture says, to the default account as well") {
  Server server(R"({
    "Jobs": [{"JobId": "mine", "Status": "Queuing"}],
    "Accounts": [{"AccountId": "7", "Jobs": [{"JobId": "other", "Status": "Failed"}],
                  "AccessKeys": [{"AccessKeyId": "k", "AccessKeySecret": "s"}]}]})");
  CHECK(StatusOf(server.FixtureAccount(), "mine") == "Queuing");
  {
    const Account other = server.FixtureAccount("7");
    CHECK(other.AccessKeyId() == "k");
    CHECK(StatusOf(other, "other") == "Failed");
  }
  CHECK(StatusOf(server.FixtureAccount("7"), "other") == "Failed");  // it was not given back
  CHECK_THROWS_WITH_AS(server.FixtureAccount("8"),
                       "no account of the server is 8; it has 7, 1000000000000001", Error);
}

TEST_CASE("mistakes are named with their place and remedy") {
  CHECK_THROWS_WITH_AS(Server(R"({"Jobs": [{"JobId": "a", "Stauts": "Failed"}]})"),
                       doctest::Contains("the fixture: /Jobs/0"), Error);
  CHECK_THROWS_WITH_AS(Server("{"), doctest::Contains("line 1"), Error);
  fake_ice::testing::ServerOptions options;
  options.clock_skew = "soon";
  CHECK_THROWS_WITH_AS(Server("{}", options), doctest::Contains("no duration"), Error);
  Server server;
  Account account = server.NewAccount();
  CHECK_THROWS_WITH_AS(account.PutJob(R"({"Stauts": "Failed"})"), doctest::Contains("Status"),
                       ControlError);
  CHECK_THROWS_AS(account.PutJob("no JSON"), ControlError);
  CHECK_THROWS_WITH_AS(account.Advance("soon"), doctest::Contains("Advance is no duration"),
                       ControlError);
  CHECK_THROWS_AS(account.FailNext("Throtling.User"), ControlError);
  CHECK_THROWS_AS(server.Control("GET", "nothing"), ControlError);
  try {
    const Account refused = server.NewAccount(R"({"Apss": []})");
    FAIL("it was taken");
  } catch (const ControlError& error) {
    CHECK(error.Status() == 400);
    CHECK(!error.Code().empty());
    CHECK(std::string(error.what()).find("Apps") != std::string::npos);
  }
}

TEST_CASE("options are those of the program") {
  fake_ice::testing::ServerOptions options;
  options.enforce_signatures = false;
  Server lax("{}", options);
  auto config = lax.FixtureAccount().SdkConfig();
  config["accessKeySecret"] = "wrong";
  CHECK(Submit(config).status == 200);
  options = {};
  options.strict_apps = true;
  Server strict("{}", options);
  CHECK(Submit(strict.NewAccount().SdkConfig()).status != 200);
}
