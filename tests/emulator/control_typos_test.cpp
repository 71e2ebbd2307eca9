// No typo in a request of the control API passes in silence, least of all one that removes things.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "base/text.h"
#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::ControlCode;
using test::ControlMessage;
using test::RawResponse;
using test::RunningEmulator;

namespace {

/// Everything that a careless request could destroy: the state and the journal.
std::string StateOf(RunningEmulator& emulator) {
  return emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true").body +
         emulator.Ask("GET", "/_fake-ice/requests").body;
}

/// Something to lose: a job that was not there at start, and a request in the journal.
void Use(RunningEmulator& emulator) {
  emulator.Add(
      R"({"Accounts": [{"AccountId": "1", "Jobs": [{"JobId": "n", "Status": "Failed"}]}]})");
  emulator.Call({"key"});
}

struct Typo {
  std::string method;
  std::string target;  // below /_fake-ice/
  int status;
  std::string code;
  std::string message;
  std::string body{};
};

}  // namespace

TEST_CASE("a typo never makes a request do more than was meant: it is refused, with the reason") {
  RunningEmulator emulator(test::kSmallFixture);
  Use(emulator);
  const std::string before = StateOf(emulator);
  for (const Typo& typo : std::vector<Typo>{
           {"POST", "reset?AccountID=1", 400, "InvalidParameter",
            "Unknown query parameter \"AccountID\". Did you mean \"AccountId\"?"},
           {"POST", "reset?Acount=1", 400, "InvalidParameter",
            "Unknown query parameter \"Acount\". Did you mean \"AccountId\"?"},
           {"POST", "reset?=", 400, "InvalidParameter",
            "Unknown query parameter \"\". The parameters that it takes: AccountId."},
           {"POST", "reset?AccountId=", 400, "InvalidAccountId",
            "AccountId is empty; leave it out, or give it a value."},
           {"POST", "reset?AccountId", 400, "InvalidAccountId",
            "AccountId is empty; leave it out, or give it a value."},
           {"POST", "reset?AccountId=1&AccountId=1", 400, "InvalidAccountId",
            "AccountId must be given once."},
           {"POST", "reset?AccountId=nobody", 404, "AccountNotFound",
            "There is no account nobody."},
           {"POST", "reset", 400, "InvalidBody",
            "POST reset reads no body, and one came; nothing was done.", R"({"AccountId":"1"})"},
           {"DELETE", "requests?AccountId=nobody", 404, "AccountNotFound",
            "There is no account nobody."},
           {"DELETE", "requests?AccountId=", 400, "InvalidAccountId",
            "AccountId is empty; leave it out, or give it a value."},
           {"DELETE", "requests?JobId=job", 400, "InvalidParameter",
            "Unknown query parameter \"JobId\". The parameters that it takes: AccountId."},
           {"DELETE", "accounts/1?JobId=job", 400, "InvalidParameter",
            "Unknown query parameter \"JobId\". The parameters that it takes: none."},
           {"DELETE", "accounts/1/faults?Index=0", 400, "InvalidParameter",
            "Unknown query parameter \"Index\". The parameters that it takes: none."},
           {"PUT", "accounts/1/jobs/job?Status=Failed", 400, "InvalidParameter",
            "Unknown query parameter \"Status\". The parameters that it takes: none.",
            R"({"Status":"Failed"})"},
           {"GET", "fixtures?Secrets=1", 400, "InvalidSecrets", "Secrets must be true or false."},
           {"GET", "fixtures?Secrets=True", 400, "InvalidSecrets",
            "Secrets must be true or false."},
           {"GET", "fixtures?Secret=true", 400, "InvalidParameter",
            "Unknown query parameter \"Secret\". Did you mean \"Secrets\"?"},
           {"GET", "requests?Limt=1", 400, "InvalidParameter",
            "Unknown query parameter \"Limt\". Did you mean \"Limit\"?"},
           {"GET", "requests?Limit=", 400, "InvalidLimit",
            "Limit is empty; leave it out, or give it a value."},
           {"GET", "requests?JobId=a&JobId=b", 400, "InvalidJobId", "JobId must be given once."},
           {"GET", "accounts/1/jobs?Stauts=Failed", 400, "InvalidParameter",
            "Unknown query parameter \"Stauts\". Did you mean \"Status\"?"},
           {"GET", "accounts/1/jobs?Status=failed", 400, "InvalidStatus",
            "Status must be Created, Queuing, Executing, Finished or Failed."},
           {"GET", "health?verbose=1", 400, "InvalidParameter",
            "Unknown query parameter \"verbose\". The parameters that it takes: none."}}) {
    CAPTURE(typo.method);
    CAPTURE(typo.target);
    const RawResponse answer =
        emulator.Ask(typo.method, "/_fake-ice/" + typo.target, {.body = typo.body});
    CHECK(answer.status == typo.status);
    CHECK(ControlCode(answer) == typo.code);
    CHECK(ControlMessage(answer) == typo.message);
    CHECK(StateOf(emulator) == before);
  }
}

TEST_CASE("an empty object is as good as no body, which some clients cannot send") {
  RunningEmulator emulator(test::kSmallFixture);
  Use(emulator);
  const std::string before = StateOf(emulator);
  CHECK(emulator.Ask("POST", "/_fake-ice/reset", {.body = " {}\t"}).status == 200);
  CHECK(StateOf(emulator) != before);
}

TEST_CASE("the journal of one account is forgotten alone") {
  RunningEmulator emulator(R"({"Accounts": [
      {"AccountId": "1", "AccessKeys": [{"AccessKeyId": "a", "AccessKeySecret": "secret"}]},
      {"AccountId": "2", "AccessKeys": [{"AccessKeyId": "b", "AccessKeySecret": "secret"}]}]})");
  for (const std::string key : {"a", "b", "nobody"}) emulator.Call({key});
  CHECK(emulator.Ask("DELETE", "/_fake-ice/requests?AccountId=1").status == 200);
  const auto left = emulator.Read("/_fake-ice/requests").at("Requests");
  REQUIRE(left.size() == 2);
  CHECK(left.at(1).at("AccountId") == "2");
  CHECK(emulator.Ask("DELETE", "/_fake-ice/requests").status == 200);
  CHECK(emulator.Read("/_fake-ice/requests").at("Requests").empty());
}

TEST_CASE("the OpenAPI document has every query parameter that a route takes, and no other") {
  RunningEmulator emulator(test::kSmallFixture);
  const auto document = emulator.Read("/_fake-ice/openapi.json");
  std::size_t routes = 0;
  for (const auto& [path, item] : document.at("paths").items()) {
    if (!path.starts_with("/_fake-ice/")) continue;
    for (const auto& [method, operation] : item.items()) {
      if (!operation.is_object() || !operation.contains("operationId")) continue;
      std::set<std::string> documented;
      for (const auto& given : operation.value("parameters", nlohmann::json::array())) {
        const std::string ref = given.value("$ref", "#");
        const auto& parameter =
            ref == "#" ? given : document.at(nlohmann::json::json_pointer(ref.substr(1)));
        if (parameter.value("in", "") == "query") documented.insert(parameter.at("name"));
      }
      std::string target = path;
      for (auto open = target.find('{'); open != target.npos; open = target.find('{')) {
        target.replace(open, target.find('}') - open + 1, "x");
      }
      CAPTURE(method);
      CAPTURE(path);
      // The refusal of one that is none lists those that it takes.
      const RawResponse answer = emulator.Ask(base::ToUpper(method), target + "?qqqqqqqqqq=1");
      CHECK(answer.status == 400);
      const std::string message = ControlMessage(answer);
      const auto colon = message.find(": ");
      REQUIRE(colon != message.npos);
      std::string list = message.substr(colon + 2, message.size() - colon - 3);
      if (const auto last = list.find(" and "); last != list.npos) list.replace(last, 5, ", ");
      std::set<std::string> taken;
      for (const std::string_view name : base::Split(list, ',')) {
        if (name != "none") taken.emplace(base::Trim(name));
      }
      CHECK(taken == documented);
      ++routes;
    }
  }
  CHECK(routes >= 19);
}
