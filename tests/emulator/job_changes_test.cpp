// Driving a submitted job to its end through the control API: finish, fail, PATCH and DELETE.
#include <doctest/doctest.h>

#include <stdexcept>

#include "emulator/running_emulator.h"
#include "support/parallel.h"

using namespace fake_ice;
using test::ControlCode;
using test::ControlMessage;
using test::JsonOf;
using test::RawResponse;
using test::RunningEmulator;
using Json = nlohmann::json;

namespace {

constexpr const char* kChangesFixture = R"({"Accounts": [{"AccountId": "1",
  "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
  "Apps": [{"AppId": "app", "Timeline": [{"Status": "Created"},
      {"After": "5s", "Status": "Executing"}, {"After": "1h", "Status": "Finished"}],
    "Result": {"ImageResult": [{"MediaId": "${Extra.4.Prompt}"}]}}],
  "Jobs": [{"JobId": "done", "Status": "Finished"}]}]})";

constexpr const char* kNow = "2026-01-15T16:00:00.000+08:00";

std::string Submit(RunningEmulator& emulator) {
  const RawResponse answer = emulator.Call({.access_key_id = "key", .action = "SubmitYikeAIAppJob"},
                                           {{"AppId", "app"},
                                            {"AppParams", R"({"Extra.4.Prompt":"boat"})"},
                                            {"ProductionId", "p"},
                                            {"FolderId", "f"}});
  REQUIRE(answer.status == 200);
  return JsonOf(answer).at("JobId");
}

std::string PathOf(const std::string& job_id) {
  return "/_fake-ice/accounts/1/jobs/" + job_id;
}

Json Get(RunningEmulator& emulator, const std::string& job_id) {
  return JsonOf(emulator.Call({"key"}, {{"JobId", job_id}}));
}

RawResponse Patch(RunningEmulator& emulator, const std::string& job_id, const std::string& body) {
  return emulator.Ask("PATCH", PathOf(job_id), {.body = body});
}

}  // namespace

TEST_CASE("a submitted job finishes now, and what was submitted stays") {
  RunningEmulator emulator(kChangesFixture);
  const std::string job_id = Submit(emulator);
  CHECK(Get(emulator, job_id).at("Status") == "Created");
  const RawResponse answer = emulator.Ask("POST", PathOf(job_id) + "/finish");
  CHECK(answer.status == 200);
  CHECK(JsonOf(answer).at("Status") == "Finished");
  CHECK(JsonOf(answer).at("Polls").at("Count") == 1);
  const Json job = Get(emulator, job_id);
  CHECK(job.at("Status") == "Finished");
  CHECK(job.at("AppId") == "app");
  CHECK(job.at("AppParams") == R"({"Extra.4.Prompt":"boat"})");
  CHECK(job.at("ProductionId") == "p");
  CHECK(job.at("FolderId") == "f");
  CHECK(job.at("ExecutionStartTime") == kNow);
  CHECK(job.at("ExecutionFinishTime") == kNow);
  CHECK(job.at("Result").at("ImageResult").at(0).at("MediaId") == "boat");
  CHECK(JsonOf(answer).at("CreatedAt") == kNow);
}

TEST_CASE("a job that had begun to execute keeps that time when it ends") {
  for (const std::string end : {"finish", "fail"}) {
    CAPTURE(end);
    RunningEmulator emulator(kChangesFixture);
    const std::string job_id = Submit(emulator);
    emulator.Advance("1", "30s");
    CHECK(emulator.Ask("POST", PathOf(job_id) + "/" + end).status == 200);
    const Json job = Get(emulator, job_id);
    CHECK(job.at("Status") == (end == "finish" ? "Finished" : "Failed"));
    CHECK(job.contains("Result") == (end == "finish"));
    CHECK(job.at("ExecutionStartTime") == "2026-01-15T16:00:05.000+08:00");
    CHECK(job.at("ExecutionFinishTime") == "2026-01-15T16:00:30.000+08:00");
    emulator.Advance("1", "2h");
    CHECK(Get(emulator, job_id) != job);  // another RequestId
    CHECK(Get(emulator, job_id).at("Status") == job.at("Status"));
  }
}

TEST_CASE("the body of finish and fail may give a Result, and nothing else") {
  RunningEmulator emulator(kChangesFixture);
  const std::string finished = Submit(emulator);
  const std::string result = R"({"Result": {"VideoResult": [{"MediaId": "mine"}]}})";
  CHECK(emulator.Ask("POST", PathOf(finished) + "/finish", {.body = result}).status == 200);
  CHECK(!Get(emulator, finished).at("Result").contains("ImageResult"));
  CHECK(Get(emulator, finished).at("Result").at("VideoResult").at(0).at("MediaId") == "mine");
  const std::string failed = Submit(emulator);
  CHECK(emulator.Ask("POST", PathOf(failed) + "/fail", {.body = result}).status == 200);
  CHECK(Get(emulator, failed).at("Result").at("VideoResult").at(0).at("MediaId") == "mine");

  const std::string job_id = Submit(emulator);
  for (const std::string body : {R"({"Status": "Finished"})", R"({"Results": {}})", "[]", "{",
                                 R"({"Result": {"Images": []}})", R"({"Result": null})"}) {
    CAPTURE(body);
    const RawResponse answer = emulator.Ask("POST", PathOf(job_id) + "/finish", {.body = body});
    CHECK(answer.status == 400);
    CHECK(ControlCode(answer) == "InvalidFixture");
  }
  CHECK(Get(emulator, job_id).at("Status") == "Created");
}

TEST_CASE("a job that has ended is not ended again") {
  RunningEmulator emulator(kChangesFixture);
  const Json before = emulator.Read(PathOf("done"));
  const RawResponse again = emulator.Ask("POST", PathOf("done") + "/fail");
  CHECK(again.status == 409);
  CHECK(ControlCode(again) == "Conflict");
  CHECK(ControlMessage(again) ==
        "The job is Finished already; PATCH and PUT change one that has ended. Nothing was "
        "changed.");
  const std::string job_id = Submit(emulator);
  emulator.Advance("1", "2h");
  CHECK(emulator.Ask("POST", PathOf(job_id) + "/finish").status == 409);
  CHECK(emulator.Read(PathOf("done")) == before);
}

TEST_CASE("PATCH changes what it names and leaves the rest") {
  RunningEmulator emulator(kChangesFixture);
  const std::string job_id = Submit(emulator);
  Get(emulator, job_id);
  const Json before = emulator.Read(PathOf(job_id));
  Json expected = before;
  expected["FolderId"] = "other";
  expected.erase("ProductionId");
  const RawResponse answer =
      Patch(emulator, job_id, R"({"FolderId": "other", "ProductionId": null})");
  CHECK(answer.status == 200);
  CHECK(JsonOf(answer) == expected);
  CHECK(emulator.Read(PathOf(job_id)) == expected);
  // The Result that the app made is replaced whole.
  Patch(emulator, job_id, R"({"Result": {"AudioResult": [{}]}})");
  CHECK(emulator.Read(PathOf(job_id)).at("Result").size() == 1);
  Patch(emulator, job_id, R"({"Timeline": [{"Status": "Created"},
                                          {"After": "0s", "Status": "Finished"}]})");
  CHECK(Get(emulator, job_id).at("Result").contains("AudioResult"));
}

TEST_CASE("a job that is told a Status stays in it, begins now, and can be finished") {
  RunningEmulator emulator(kChangesFixture);
  const std::string job_id = Submit(emulator);
  emulator.Advance("1", "1s");
  CHECK(JsonOf(Patch(emulator, job_id, R"({"Status": "Executing"})")).at("Status") == "Executing");
  emulator.Advance("1", "48h");
  const Json executing = Get(emulator, job_id);
  CHECK(executing.at("Status") == "Executing");
  CHECK(executing.at("ExecutionStartTime") == "2026-01-15T16:00:01.000+08:00");
  CHECK(!executing.contains("ExecutionFinishTime"));
  CHECK(!executing.contains("Result"));
  CHECK(emulator.Ask("POST", PathOf(job_id) + "/finish").status == 200);
  const Json finished = Get(emulator, job_id);
  CHECK(finished.at("ExecutionStartTime") == "2026-01-15T16:00:01.000+08:00");
  CHECK(finished.at("Result").at("ImageResult").at(0).at("MediaId") == "boat");
  Patch(emulator, job_id, R"({"Status": "Queuing"})");
  CHECK(Get(emulator, job_id).at("Status") == "Queuing");
  CHECK(!Get(emulator, job_id).contains("ExecutionStartTime"));
}

TEST_CASE("what PATCH does not understand is refused with its place, and nothing changes") {
  RunningEmulator emulator(kChangesFixture);
  const std::string job_id = Submit(emulator);
  const Json before = emulator.Read(PathOf(job_id));
  struct Case {
    std::string body;
    std::string message;
  };
  for (const Case& c : std::vector<Case>{
           {"", "The body changes nothing."},
           {"{}", "The body changes nothing."},
           {"[]", "The body must be an object."},
           {R"({"Stauts": "Failed"})", "/Stauts: unknown key \"Stauts\"; did you mean \"Status\"?"},
           {R"({"JobId": "other"})", "/JobId is not the JobId of the path."},
           {R"({"Status": null})", "/Status: "},
           {R"({"FolderId": 1})", "/FolderId: "},
           {R"({"Status": "Failed", "Timeline": [{"Status": "Created"}]})", ""}}) {
    CAPTURE(c.body);
    const RawResponse answer = Patch(emulator, job_id, c.body);
    CHECK(answer.status == 400);
    CHECK(ControlMessage(answer).starts_with(c.message));
  }
  CHECK(emulator.Read(PathOf(job_id)) == before);
}

TEST_CASE("whatever a job is changed to, what is read of it can be posted again") {
  for (const std::string change :
       {"finish", "fail", R"({"Status": "Executing"})", R"({"Status": "Finished"})",
        R"({"Polls": null})", R"({"Timeline": [{"Status": "Executing"}]})"}) {
    CAPTURE(change);
    RunningEmulator emulator(kChangesFixture);
    const std::string path = PathOf("polled");
    emulator.Ask("PUT", path, {.body = R"({"Timeline": [{"Status": "Created"},
                             {"AfterPolls": 1, "Status": "Queuing"},
                             {"AfterPolls": 9, "Status": "Finished"}]})"});
    Get(emulator, "polled");
    Get(emulator, "polled");
    const RawResponse answer = change.starts_with('{') ? Patch(emulator, "polled", change)
                                                       : emulator.Ask("POST", path + "/" + change);
    CHECK(answer.status == 200);
    const std::string saved = emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true").body;
    emulator.Add(saved);
    CHECK(emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true").body == saved);
  }
}

TEST_CASE("DELETE removes the job and its polls, and its requests stay in the journal") {
  RunningEmulator emulator(kChangesFixture);
  const std::string job_id = Submit(emulator);
  Get(emulator, job_id);
  CHECK(emulator.Ask("DELETE", PathOf(job_id)).status == 200);
  CHECK(emulator.CodeOf({"key"}, {{"JobId", job_id}}) == "JobNotFound");
  CHECK(ControlCode(emulator.Ask("DELETE", PathOf(job_id))) == "JobNotFound");
  CHECK(emulator.Read("/_fake-ice/requests?JobId=" + job_id).at("Requests").size() == 3);
  emulator.Ask("PUT", PathOf(job_id), {.body = R"({"Status": "Created"})"});
  CHECK(emulator.Read(PathOf(job_id)).at("Polls").at("Times").empty());
}

TEST_CASE("of accounts and jobs that are not there nothing can be changed") {
  RunningEmulator emulator(kChangesFixture);
  for (const std::string path : {"/finish", "/fail", ""}) {
    for (const std::string& whose :
         {std::string("/_fake-ice/accounts/9/jobs/done"), PathOf("nothing")}) {
      CAPTURE(whose + path);
      const RawResponse answer = path.empty()
                                     ? emulator.Ask("PATCH", whose, {.body = R"({"AppId": "a"})"})
                                     : emulator.Ask("POST", whose + path);
      CHECK(answer.status == 404);
      CHECK(ControlCode(answer) ==
            (whose.find("/9/") == whose.npos ? "JobNotFound" : "AccountNotFound"));
    }
  }
}

TEST_CASE("no read is lost while a job is changed") {
  RunningEmulator emulator(kChangesFixture, {.enforce_signatures = false});
  const std::string job_id = Submit(emulator);
  constexpr int kRounds = 30;
  const auto failures = test::InParallel(4, [&](int worker) {
    for (int i = 0; i < kRounds; ++i) {
      const RawResponse answer =
          worker % 2 == 0
              ? emulator.Ask("GET",
                             "/?Action=GetYikeAIAppJob&Version=2020-11-09&AccessKeyId=key"
                             "&JobId=" +
                                 job_id)
              : Patch(emulator, job_id, R"({"FolderId": ")" + std::to_string(i) + "\"}");
      if (answer.status != 200) throw std::runtime_error(answer.body);
    }
  });
  CHECK_MESSAGE(failures.empty(), test::Lines(failures));
  CHECK(emulator.Read(PathOf(job_id)).at("Polls").at("Count") == 2 * kRounds);
}
