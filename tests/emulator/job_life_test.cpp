// A job's life over the wire: submitted, read, moved by the clock, downloaded.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "emulator/running_emulator.h"
#include "support/files.h"

using namespace fake_ice;
using test::JsonOf;
using test::RunningEmulator;
using test::Signer;
using Json = nlohmann::json;

namespace {

constexpr const char* kJobLifeFixture = R"({"Accounts": [{"AccountId": "1",
  "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
  "Apps": [{"AppId": "app",
    "Params": [
      {"Key": "Extra.4.Prompt", "Required": true, "Pattern": "[a-z ]+"},
      {"Key": "Extra.4.N", "Type": "Integer", "Minimum": 1, "Maximum": 4},
      {"Key": "Scale", "Type": "Number"},
      {"Key": "Fast", "Type": "Boolean"},
      {"Key": "LoadImage.1.TargetImage", "Type": "Image"}],
    "Timeline": [{"Status": "Created"}, {"After": "2s", "Status": "Queuing"},
                 {"After": "4s", "Status": "Executing"}, {"After": "10s", "Status": "Finished"}],
    "Result": {"ImageResult": [{}, {"MediaId": "m-${JobId}",
                                    "OutputUrl": "http://x/${Extra.4.Prompt}/${Extra.4.N}/${No}"}],
               "VideoResult": [{}], "AudioResult": [{}]}}],
  "Jobs": [{"JobId": "polled", "Timeline": [{"Status": "Created"},
            {"AfterPolls": 5, "Status": "Executing"}, {"AfterPolls": 12, "Status": "Finished"}]},
           {"JobId": "a/b +", "Status": "Finished", "Result": {"ImageResult": [{}]}}]},
  {"AccountId": "2", "AccessKeys": [{"AccessKeyId": "other", "AccessKeySecret": "secret"}],
   "Jobs": [{"JobId": "foreign", "Status": "Created"}]}]})";

Signer For(const std::string& action, const std::string& key = "key") {
  return {.access_key_id = key, .method = "POST", .action = action};
}

Json Call(RunningEmulator& emulator, const std::string& action,
          const base::Parameters& parameters) {
  return JsonOf(emulator.Call(For(action), parameters));
}

std::string SubmitJob(RunningEmulator& emulator) {
  const Json answer =
      Call(emulator, "SubmitYikeAIAppJob",
           {{"AppId", "app"}, {"AppParams", R"({"Extra.4.Prompt":"a boat","Extra.4.N":2})"}});
  REQUIRE(answer.at("JobId").get<std::string>().size() == 32);
  return answer.at("JobId");
}

/// What follows the host in a URL of this server.
std::string PathIn(const RunningEmulator& emulator, const std::string& url) {
  const std::string own = "http://" + emulator.Authority();
  REQUIRE(url.starts_with(own));
  return url.substr(own.size());
}

}  // namespace

TEST_CASE("a submitted job lives by its app's timeline on its account's clock") {
  RunningEmulator emulator(kJobLifeFixture);
  const std::string id = SubmitJob(emulator);
  const auto read = [&] { return Call(emulator, "GetYikeAIAppJob", {{"JobId", id}}); };
  CHECK(read().at("Status") == "Created");
  CHECK_FALSE(read().contains("ExecutionStartTime"));
  emulator.Advance("1", "2s");
  CHECK(read().at("Status") == "Queuing");
  emulator.Advance("1", "3s");
  CHECK(read().at("Status") == "Executing");
  CHECK(read().at("ExecutionStartTime") == "2026-01-15T16:00:04.000+08:00");
  CHECK_FALSE(read().contains("Result"));
  emulator.Advance("1", "1h");
  const Json job = read();
  CHECK(job.at("Status") == "Finished");
  CHECK(job.at("AppId") == "app");
  CHECK(job.at("AppParams") == R"({"Extra.4.Prompt":"a boat","Extra.4.N":2})");
  CHECK(job.at("ExecutionFinishTime") == "2026-01-15T16:00:10.000+08:00");
  const Json& images = job.at("Result").at("ImageResult");
  CHECK(images.at(0).at("MediaId").get<std::string>().size() == 32);
  CHECK(images.at(1) == Json{{"MediaId", "m-" + id}, {"OutputUrl", "http://x/a boat/2/"}});
}

TEST_CASE("a frozen account answers the same but for the request's own id") {
  RunningEmulator emulator(kJobLifeFixture);
  const std::string id = SubmitJob(emulator);
  const auto frozen = emulator.Ask("POST", "/_fake-ice/accounts/1/clock",
                                   {.body = R"({"Advance": "10s", "Frozen": true})"});
  CHECK(JsonOf(frozen) == Json{{"Now", "2026-01-15T16:00:10.000+08:00"}, {"Frozen", true}});
  Json first = Call(emulator, "GetYikeAIAppJob", {{"JobId", id}});
  emulator.Clock().Set(RunningEmulator::kStart + std::chrono::minutes{5});
  Json second = Call(emulator, "GetYikeAIAppJob", {{"JobId", id}});
  first.erase("RequestId");
  second.erase("RequestId");
  CHECK(first == second);
  emulator.Ask("POST", "/_fake-ice/accounts/1/clock", {.body = R"({"Frozen": false})"});
  emulator.Clock().Set(RunningEmulator::kStart + std::chrono::minutes{6});
  CHECK(emulator.Read("/_fake-ice/accounts/1/clock").at("Now") == "2026-01-15T16:01:10.000+08:00");
}

TEST_CASE("a batch has the account's own jobs, each once, in the order asked") {
  RunningEmulator emulator(kJobLifeFixture);
  const std::string id = SubmitJob(emulator);
  const Json list = Call(emulator, "BatchGetYikeAIAppJob",
                         {{"JobIds", "polled, nothing,foreign,," + id + ",polled"}})
                        .at("JobList");
  REQUIRE(list.size() == 2);
  CHECK(list.at(0).at("JobId") == "polled");
  CHECK(list.at(1).at("JobId") == id);
  CHECK(list.at(1).at("AppInputConfig") == R"({"Extra.4.Prompt":"a boat","Extra.4.N":2})");
  CHECK_FALSE(list.at(1).contains("AppParams"));
  CHECK_FALSE(list.at(1).contains("RequestId"));
  CHECK(emulator.CodeOf(For("BatchGetYikeAIAppJob"), {{"JobIds", " "}}) == "InvalidParameter");
}

TEST_CASE("submit says what is wrong, and leaves no job behind") {
  struct Case {
    base::Parameters parameters;
    const char* code;
    const char* message;
  };
  const std::string app_params_message = "The specified parameter \"AppParams\" is not valid.";
  const std::vector<Case> cases{
      {{}, "MissingAppId", "AppId is mandatory for this action."},
      {{{"AppId", ""}}, "MissingAppId", "AppId is mandatory for this action."},
      {{{"AppId", "app"}, {"AppParams", "{"}}, "InvalidParameter", app_params_message.c_str()},
      {{{"AppId", "app"}, {"AppParams", "[]"}}, "InvalidParameter", app_params_message.c_str()},
      {{{"AppId", "app"}},
       "InvalidParameter",
       "The specified parameter \"AppParams.Extra.4.Prompt\" is not valid."},
      {{{"AppId", "app"}, {"AppParams", R"({"Extra.4.Prompt":"x","Extra.4.N":9})"}},
       "InvalidParameter",
       "The specified parameter \"AppParams.Extra.4.N\" is not valid."}};
  RunningEmulator emulator(kJobLifeFixture);
  for (const Case& c : cases) {
    const Json answer = Call(emulator, "SubmitYikeAIAppJob", c.parameters);
    CHECK(answer.at("Code") == c.code);
    CHECK(answer.at("Message") == c.message);
  }
  CHECK(emulator.Read("/_fake-ice/accounts/1/jobs").at("Jobs").size() == 2);
}

TEST_CASE("precheck lists the parameters that the app does not take") {
  RunningEmulator emulator(kJobLifeFixture);
  const auto precheck = [&](const std::string& params) {
    Json answer = Call(emulator, "PrecheckYikeAIAppJob", {{"AppId", "app"}, {"AppParams", params}});
    answer.erase("RequestId");
    return answer;
  };
  CHECK(precheck(R"({"Extra.4.Prompt":"a","Extra.4.N":4,"Scale":0.5,"Fast":true,"More":[]})") ==
        Json{{"Status", "Success"}});
  CHECK(precheck(R"({"Extra.4.Prompt":"A","Extra.4.N":0.5,"Scale":"1","Fast":1,
                     "LoadImage.1.TargetImage":""})") ==
        Json{{"Status", "Failed"},
             {"Result",
              {{{"Key", "Extra.4.Prompt"}, {"ErrorCode", "ParameterInvalid"}},
               {{"Key", "Extra.4.N"}, {"ErrorCode", "ParameterInvalid"}},
               {{"Key", "Scale"}, {"ErrorCode", "ParameterInvalid"}},
               {{"Key", "Fast"}, {"ErrorCode", "ParameterInvalid"}},
               {{"Key", "LoadImage.1.TargetImage"}, {"ErrorCode", "ImageCheckFailed"}}}}});
  CHECK(precheck("{}").at("Result").at(0) ==
        Json{{"Key", "Extra.4.Prompt"}, {"ErrorCode", "ParameterMissing"}});
}

TEST_CASE("an unknown app takes anything, and nothing when apps are strict") {
  RunningEmulator lax(kJobLifeFixture);
  CHECK(Call(lax, "SubmitYikeAIAppJob", {{"AppId", "any"}, {"AppParams", "{}"}}).contains("JobId"));
  RunningEmulator strict(kJobLifeFixture, {.strict_apps = true});
  CHECK(strict.CodeOf(For("SubmitYikeAIAppJob"), {{"AppId", "any"}}) == "InvalidParameter");
  CHECK(strict.CodeOf(For("PrecheckYikeAIAppJob"), {{"AppId", "any"}}) == "InvalidParameter");
}

TEST_CASE("made-up outputs download what their type says, as soon as the job has finished") {
  RunningEmulator emulator(kJobLifeFixture);
  const std::string id = SubmitJob(emulator);
  const std::string early = "/_media/1/" + id + "/image-1.png";
  CHECK(emulator.Ask("GET", early).status == 404);
  emulator.Advance("1", "10s");
  const Json result = Call(emulator, "GetYikeAIAppJob", {{"JobId", id}}).at("Result");
  const std::map<std::string, std::pair<std::string, std::string>> kinds{
      {"ImageResult", {"image/png", "sample.png"}},
      {"VideoResult", {"video/mp4", "sample.mp4"}},
      {"AudioResult", {"audio/mpeg", "sample.mp3"}}};
  for (const auto& [kind, expected] : kinds) {
    CAPTURE(kind);
    const auto response =
        emulator.Ask("GET", PathIn(emulator, result.at(kind).at(0).at("OutputUrl")));
    CHECK(response.status == 200);
    CHECK(response.Header("Content-Type") == expected.first);
    CHECK(response.body ==
          test::ReadFile(test::SourceDirectory() / "server/media/samples" / expected.second));
  }
}

TEST_CASE("downloads know ranges, heads, tags and OSS's errors") {
  RunningEmulator emulator(kJobLifeFixture);
  const std::string path = PathIn(emulator, Call(emulator, "GetYikeAIAppJob", {{"JobId", "a/b +"}})
                                                .at("Result")
                                                .at("ImageResult")
                                                .at(0)
                                                .at("OutputUrl"));
  const auto whole = emulator.Ask("GET", path);
  const std::string size = std::to_string(whole.body.size());
  const auto part = emulator.Ask("GET", path, {.headers = {"Range: bytes=1-3"}});
  CHECK(part.status == 206);
  CHECK(part.body == "PNG");
  CHECK(part.Header("Content-Range") == "bytes 1-3/" + size);
  const auto past = emulator.Ask("GET", path, {.headers = {"Range: bytes=" + size + "-"}});
  CHECK(past.status == 416);
  const auto known =
      emulator.Ask("GET", path, {.headers = {"If-None-Match: " + whole.Header("ETag")}});
  CHECK(known.status == 304);
  CHECK(known.body.empty());
  for (const std::string wrong : {"/_media/1/a%2Fb%20%2B/image-2.png", "/_media/1/a%2Fb%20%2B/x",
                                  "/_media/2/a%2Fb%20%2B/image-1.png", "/_media/", "/_media/1",
                                  "/_media/1/a%2Fb%20%2B/image-01.png",
                                  "/_media/1/polled/image-1.png", "/_media/../etc/passwd"}) {
    CAPTURE(wrong);
    const auto missing = emulator.Ask("GET", wrong);
    CHECK(missing.status == 404);
    CHECK(missing.Header("Content-Type") == "application/xml");
    CHECK(missing.body.find("<Code>NoSuchKey</Code>") != std::string::npos);
  }
  CHECK(emulator.Ask("POST", path).status == 405);
}

TEST_CASE("a test sets and lists jobs of an account") {
  RunningEmulator emulator(kJobLifeFixture);
  const auto put =
      emulator.Ask("PUT", "/_fake-ice/accounts/1/jobs/new", {.body = R"({"Status": "Failed"})"});
  CHECK(put.status == 200);
  CHECK(JsonOf(put).at("Status") == "Failed");
  CHECK(Call(emulator, "GetYikeAIAppJob", {{"JobId", "new"}}).at("Status") == "Failed");
  const auto ids = [&](const std::string& query) {
    std::string text;
    const Json list = emulator.Read("/_fake-ice/accounts/1/jobs" + query);
    for (const Json& job : list.at("Jobs")) text += job.at("JobId").get<std::string>() + ' ';
    return text;
  };
  CHECK(ids("") == "a/b + new polled ");
  CHECK(ids("?Status=Failed") == "new ");
  CHECK(ids("?Limit=1&After=new") == "polled ");
  CHECK(emulator.Ask("GET", "/_fake-ice/accounts/1/jobs?Status=Done").status == 400);
  CHECK(emulator.Ask("GET", "/_fake-ice/accounts/9/jobs").status == 404);
  CHECK(emulator.Ask("GET", "/_fake-ice/accounts/1/jobs/foreign").status == 404);
  CHECK(emulator.Ask("PUT", "/_fake-ice/accounts/9/jobs/x", {.body = "{}"}).status == 404);
  const auto bad =
      emulator.Ask("PUT", "/_fake-ice/accounts/1/jobs/new", {.body = R"({"Status": "Finishd"})"});
  CHECK(bad.status == 400);
  CHECK(test::ControlMessage(bad).starts_with("/Status: must be Created"));
}
