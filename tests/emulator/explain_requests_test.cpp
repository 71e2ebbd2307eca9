// Mistakes beyond the signature, each made over the wire and explained in header and journal.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <chrono>
#include <string>
#include <vector>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::JsonOf;
using test::RunningEmulator;
using test::Signer;

namespace {

constexpr const char* kExplainFixture = R"({"Accounts": [
  {"AccountId": "1", "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
   "Apps": [{"AppId": "app_poster"}],
   "Jobs": [{"JobId": "my-job-1", "Status": "Created"}],
   "Users": [
     {"UserId": "20001", "UserName": "denied",
      "AccessKeys": [{"AccessKeyId": "denied-key", "AccessKeySecret": "secret"}],
      "Policies": [{"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "ice:Get*", "Resource": "*"}]}]},
     {"UserId": "20002", "UserName": "elsewhere",
      "AccessKeys": [{"AccessKeyId": "elsewhere-key", "AccessKeySecret": "secret"}],
      "Policies": [{"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": "ice:GetYikeAIAppJobs", "Resource": "*"},
        {"Effect": "Allow", "Action": "ice:GetYikeAIAppJob", "Resource": "*",
         "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}]}]},
     {"UserId": "20003", "UserName": "slip",
      "AccessKeys": [{"AccessKeyId": "slip-key", "AccessKeySecret": "secret"}],
      "Policies": [{"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": ["ice:GetYikeAIAppJobs"], "Resource": "*"}]}]},
     {"UserId": "20004", "UserName": "nobody",
      "AccessKeys": [{"AccessKeyId": "nobody-key", "AccessKeySecret": "secret"}]}]},
  {"AccountId": "2", "AccessKeys": [{"AccessKeyId": "other", "AccessKeySecret": "secret"}],
   "Apps": [{"AppId": "app_of_two"}],
   "Jobs": [{"JobId": "job-of-two", "Status": "Created"}]},
  {"AccountId": "3", "Service": "NotOpened",
   "AccessKeys": [{"AccessKeyId": "closed", "AccessKeySecret": "secret"}]},
  {"AccountId": "4", "StrictApps": true,
   "AccessKeys": [{"AccessKeyId": "many", "AccessKeySecret": "secret"}],
   "Apps": [{"AppId": "app_poster"}, {"AppId": "app_text"}],
   "Jobs": [{"JobId": "a", "Status": "Created"}, {"JobId": "b", "Status": "Created"},
            {"JobId": "c", "Status": "Created"}, {"JobId": "d", "Status": "Created"}]},
  {"AccountId": "5", "StrictApps": true,
   "AccessKeys": [{"AccessKeyId": "strict", "AccessKeySecret": "secret"}]}]})";

struct Mistake {
  std::string name;
  Signer signer;
  base::Parameters parameters;
  std::string explanation;
};

Signer By(const std::string& access_key_id, const std::string& action = "GetYikeAIAppJob") {
  return {.access_key_id = access_key_id, .action = action};
}

Signer Submit() {
  return By("key", "SubmitYikeAIAppJob");
}

const std::vector<Mistake> kMistakes{
    {"case",
     By("key"),
     {{"JobID", "my-job-1"}},
     "the parameter is called JobId, not 'JobID': names are case-sensitive"},
    {"another operation's name",
     By("key"),
     {{"JobIds", "my-job-1"}},
     "there is no parameter 'JobIds'; did you mean JobId?"},
    {"near job",
     By("key"),
     {{"JobId", "my-job-2"}},
     "account '1' has no job 'my-job-2'; did you mean 'my-job-1'?"},
    {"blank",
     By("key"),
     {{"JobId", "my-job-1\n"}},
     "account '1' has no job 'my-job-1\\x0a'; it has blanks or quotes around it: 'my-job-1' "
     "exists"},
    {"job of another account",
     By("key"),
     {{"JobId", "job-of-two"}},
     "the job 'job-of-two' belongs to account '2', the access key to account '1'"},
    {"job of nobody",
     By("key"),
     {{"JobId", "ffffffffffffffffffffffffffffffff"}},
     "account '1' has no job 'ffffffffffffffffffffffffffffffff'; it has 1 job: 'my-job-1'"},
    {"job of nobody, of many",
     By("many"),
     {{"JobId", "ffffffffffffffffffffffffffffffff"}},
     "account '4' has no job 'ffffffffffffffffffffffffffffffff'; it has 4 jobs: 'a', 'b', 'c', "
     "..."},
    {"job of nobody, of none",
     By("strict"),
     {{"JobId", "my-job-0"}},
     "account '5' has no job 'my-job-0'; it has no jobs at all"},
    {"app of nobody",
     By("many", "SubmitYikeAIAppJob"),
     {{"AppId", "app_postr"}},
     "account '4' has no app 'app_postr', and its StrictApps refuses such; did you mean "
     "'app_poster'?"},
    {"app of nobody, near none",
     By("many", "PrecheckYikeAIAppJob"),
     {{"AppId", "video"}},
     "account '4' has no app 'video', and its StrictApps refuses such; it has 2 apps: "
     "'app_poster', 'app_text'"},
    {"app of another account, where apps are strict",
     By("strict", "SubmitYikeAIAppJob"),
     {{"AppId", "app_of_two"}},
     "account '5' has no app 'app_of_two', and its StrictApps refuses such; account '2' has it"},
    {"app of nobody, without any",
     By("strict", "SubmitYikeAIAppJob"),
     {{"AppId", "video"}},
     "account '5' has no app 'video', and its StrictApps refuses such; it has no apps at all"},
    {"near access key",
     By("keys"),
     {{"JobId", "my-job-1"}},
     "there is no access key 'keys'; did you mean 'key'?"},
    {"swapped",
     By("secret"),
     {{"JobId", "my-job-1"}},
     "the secret of an access key came as its id; swap the two"},
    {"denied",
     By("denied-key"),
     {{"JobId", "my-job-1"}},
     "the statement /Policies/0/Statement/1 denies ice:GetYikeAIAppJob"},
    {"condition",
     By("elsewhere-key"),
     {{"JobId", "my-job-1"}},
     "no statement of Policies allows ice:GetYikeAIAppJob; /Policies/0/Statement/1 would, but its"
     " Condition on acs:SourceIp does not hold"},
    {"action",
     By("slip-key"),
     {{"JobId", "my-job-1"}},
     "no statement of Policies allows ice:GetYikeAIAppJob; /Policies/0/Statement/0 allows"
     " 'ice:GetYikeAIAppJobs' only"},
    {"no policies",
     By("nobody-key"),
     {{"JobId", "my-job-1"}},
     "the user 'nobody' has no Policies: it may do nothing"},
    {"service",
     By("closed"),
     {{"JobId", "my-job-1"}},
     "the fixture gives account '3' the Service NotOpened; make it Active for calls that are to "
     "succeed"},
    {"quotes",
     Submit(),
     {{"AppId", "app_poster"}, {"AppParams", "{'a': 1}"}},
     "AppParams is no JSON: it breaks at byte 2, at ''a': 1}'; JSON has double quotes"},
    {"comma",
     Submit(),
     {{"AppId", "app_poster"}, {"AppParams", R"({"a":1,})"}},
     "AppParams is no JSON: it breaks at byte 8, at '}'"},
    {"half",
     Submit(),
     {{"AppId", "app_poster"}, {"AppParams", R"({"a":)"}},
     "AppParams is no JSON: it ends too early, after 5 bytes"},
    {"JavaScript",
     Submit(),
     {{"AppId", "app_poster"}, {"AppParams", "[object Object]"}},
     "AppParams is no JSON: it breaks at byte 2, at 'object Object]'; an object was sent without"
     " JSON.stringify"},
    {"list",
     Submit(),
     {{"AppId", "app_poster"}, {"AppParams", "[1]"}},
     "AppParams is a JSON list, not an object"},
    {"twice",
     Submit(),
     {{"AppId", "app_poster"}, {"AppParams", R"("{}")"}},
     "AppParams is a JSON text, not an object; was it encoded twice?"}};

/// What the journal keeps of the newest request.
nlohmann::json Newest(RunningEmulator& emulator) {
  return emulator.Read("/_fake-ice/requests?Limit=1")["Requests"][0];
}

}  // namespace

TEST_CASE("a mistake in a request is explained in the header and in the journal") {
  RunningEmulator emulator(kExplainFixture);
  for (const Mistake& mistake : kMistakes) {
    CAPTURE(mistake.name);
    const auto response = emulator.Call(mistake.signer, mistake.parameters);
    CHECK(response.status >= 400);
    CHECK(response.Header("x-fake-ice-explain") == mistake.explanation);
    CHECK(Newest(emulator)["Explanation"] == mistake.explanation);
  }
}

TEST_CASE("a slip that the service lets pass is explained in the journal alone") {
  RunningEmulator emulator(kExplainFixture);
  const std::vector<Mistake> slips{
      {"app",
       Submit(),
       {{"AppId", "app_postr"}},
       "account '1' has no app 'app_postr'; did you mean 'app_poster'?"},
      {"app of another account",
       Submit(),
       {{"AppId", "app_of_two"}},
       "account '1' has no app 'app_of_two'; account '2' has it"},
      {"app of nobody",
       Submit(),
       {{"AppId", "video"}},
       "account '1' has no app 'video'; it has 1 app: 'app_poster'"},
      {"job of a batch",
       By("key", "BatchGetYikeAIAppJob"),
       {{"JobIds", "my-job-1,my-job-2"}},
       "account '1' has no job 'my-job-2'; did you mean 'my-job-1'?"},
      {"parameter",
       Submit(),
       {{"AppId", "app_poster"}, {"AppParam", "{}"}},
       "there is no parameter 'AppParam'; did you mean AppParams?"}};
  for (const Mistake& slip : slips) {
    CAPTURE(slip.name);
    const auto response = emulator.Call(slip.signer, slip.parameters);
    CHECK(response.status == 200);
    CHECK(response.CountHeader("x-fake-ice-explain") == 0);
    CHECK(Newest(emulator)["Explanation"] == slip.explanation);
  }
}

TEST_CASE("a JSON body where a form is read is explained") {
  RunningEmulator emulator(kExplainFixture);
  const Signer signer{.access_key_id = "key", .scheme = auth::Scheme::kV1, .method = "POST"};
  auto request = emulator.Signed(signer, {});
  request.body = R"({"JobId": "my-job-1"})";
  request.headers.push_back({"Content-Type", "application/json"});
  const auto response = emulator.Send(request);
  CHECK(response.Header("x-fake-ice-explain")
            .starts_with("the body is JSON, which V1 does not read: "));
}

TEST_CASE("a flag that refuses an app is named as what does") {
  RunningEmulator emulator(kExplainFixture, {.strict_apps = true});
  const auto response = emulator.Call(Submit(), {{"AppId", "video"}});
  CHECK(response.status == 400);
  CHECK(response.Header("x-fake-ice-explain") ==
        "account '1' has no app 'video', and --strict-apps refuses such; it has 1 app: "
        "'app_poster'");
}

TEST_CASE("what is right is explained nowhere, nor what every SDK may send beside it") {
  RunningEmulator emulator(kExplainFixture);
  for (const base::Parameters& parameters :
       {base::Parameters{{"JobId", "my-job-1"}},
        base::Parameters{{"JobId", "my-job-1"}, {"RegionId", "cn-shanghai"}, {"Debug", "1"}}}) {
    emulator.Call(By("key"), parameters);
    CHECK_FALSE(Newest(emulator).contains("Explanation"));
  }
}

// The limits are those of comparing: with them the answer takes milliseconds, without them minutes.
TEST_CASE("a thousand strange parameters and a very long id are not compared with everything") {
  RunningEmulator emulator(kExplainFixture);
  base::Parameters many;
  for (int i = 0; i < 990; ++i) many.push_back({std::string(60, 'J') + std::to_string(i), "v"});
  const auto start = std::chrono::steady_clock::now();
  CHECK(emulator.CodeOf(By("key"), many) == "InvalidParameter");
  CHECK(emulator.CodeOf({.access_key_id = "key", .method = "POST"},
                        {{"JobId", std::string(200'000, 'j')}}) != "");
  CHECK(emulator.CodeOf({.access_key_id = "key", .method = "POST"},
                        {{std::string(200'000, 'j'), "v"}}) == "InvalidParameter");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}
