// Parameters of the emulated API past their bounds.
#include <doctest/doctest.h>

#include <array>

#include "emulator/running_emulator.h"
#include "support/sanitized.h"

using namespace fake_ice;
using test::JsonOf;
using test::RawResponse;
using test::RunningEmulator;

namespace {

std::string Ids(int count) {
  std::string ids = "job,";
  for (int i = 1; i < count; ++i) ids += std::to_string(i) + ", ,";
  return ids;
}

RawResponse Batch(RunningEmulator& emulator, const std::string& ids) {
  return emulator.Call({.access_key_id = "key", .method = "POST", .action = "BatchGetYikeAIAppJob"},
                       {{"JobIds", ids}});
}

}  // namespace

TEST_CASE("a batch names a thousand jobs at the most") {
  RunningEmulator emulator(test::kSmallFixture);
  const RawResponse most = Batch(emulator, Ids(1'000) + "job,1,2,");
  CHECK(most.status == 200);
  CHECK(JsonOf(most).at("JobList").size() == 1);
  const auto polls = [&] {
    return emulator.Read("/_fake-ice/accounts/1/jobs/job").at("Polls").at("Count");
  };
  CHECK(polls() == 1);
  for (const int count : {1'001, 200'000}) {
    const RawResponse more = Batch(emulator, Ids(count));
    CHECK(more.status == 400);
    CHECK(JsonOf(more).at("Code") == "InvalidParameter");
    CHECK(JsonOf(more).at("Message") == "The specified parameter \"JobIds\" is not valid.");
    CHECK(more.Header("x-fake-ice-explain") == "a batch names 1000 jobs at the most");
  }
  CHECK(polls() == 1);
}

TEST_CASE("an answer holds 64 MiB of AppParams at the most, and says how to ask for less") {
  RunningEmulator emulator(R"({"Accounts": [{"AccountId": "1",
      "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}]}]})");
  const std::string large = R"({"Prompt": ")" + std::string(7'900'000, 'x') + R"("})";
  std::string ids;
  for (int i = 0; i < 9; ++i) {
    const RawResponse submitted =
        emulator.Call({.access_key_id = "key", .method = "POST", .action = "SubmitYikeAIAppJob"},
                      {{"AppId", "app"}, {"AppParams", large}});
    REQUIRE(submitted.status == 200);
    ids += JsonOf(submitted).at("JobId").get<std::string>() + ',';
  }
  const RawResponse batch = Batch(emulator, ids);
  CHECK(JsonOf(batch).at("Code") == "InvalidParameter");
  CHECK(batch.Header("x-fake-ice-explain") ==
        "the AppParams of the jobs of a batch have 64 MiB at the most: name fewer at once");

  const std::string path = "/_fake-ice/accounts/1/jobs";
  const RawResponse list = emulator.Ask("GET", path);
  CHECK(list.status == 400);
  CHECK(test::ControlCode(list) == "InvalidLimit");
  CHECK(test::ControlMessage(list) ==
        "the AppParams of these jobs have more than 64 MiB in all; with Limit=8 they fit");
  if (test::kSanitized) return;  // answers that large take minutes there
  CHECK(Batch(emulator, ids.substr(ids.find(','))).body.size() > 8 * large.size());
  CHECK(emulator.Ask("GET", path + "?Limit=8").body.size() > 8 * large.size());
}

TEST_CASE("what a submit takes can be written as a fixture and read again, and no more is taken") {
  RunningEmulator emulator(test::kSmallFixture);
  const auto call = [&](const std::string& action, const std::string& name,
                        const std::string& value) {
    base::Parameters parameters{{"AppId", "app"}, {name, value}};
    if (name == "AppId") parameters.erase(parameters.begin());
    return emulator.Call({.access_key_id = "key", .method = "POST", .action = action}, parameters);
  };
  // Characters are counted, not bytes.
  std::string longest_id;
  for (int i = 0; i < 255; ++i) longest_id += "\u4f60";
  for (const auto& [name, longest, longer] :
       std::vector<std::array<std::string, 3>>{{"AppId", longest_id, longest_id + "x"},
                                               {"ProductionId", longest_id, longest_id + "x"},
                                               {"FolderId", longest_id, longest_id + "x"}}) {
    CAPTURE(name);
    CHECK(call("SubmitYikeAIAppJob", name, longest).status == 200);
    const RawResponse refused = call("SubmitYikeAIAppJob", name, longer);
    CHECK(refused.status == 400);
    CHECK(JsonOf(refused).at("Code") == "InvalidParameter");
    CHECK(JsonOf(refused).at("Message") ==
          "The specified parameter \"" + name + "\" is not valid.");
    CHECK(call("SubmitYikeAIAppJob", name, "a\xFF").Header("x-fake-ice-explain") ==
          name + " is not UTF-8");
    if (name == "AppId") CHECK(call("PrecheckYikeAIAppJob", name, longer).status == 400);
  }
  const std::string saved = emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true").body;
  emulator.Add(saved);
  CHECK(emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true").body == saved);
}
