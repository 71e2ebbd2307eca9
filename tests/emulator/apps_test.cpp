// What apps take and make, where Submit and Precheck must be of one mind.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::JsonOf;
using test::RunningEmulator;
using Json = nlohmann::json;

namespace {

constexpr const char* kAppsFixture = R"({"Accounts": [{"AccountId": "1",
  "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
  "Apps": [{"AppId": "app", "Params": [
      {"Key": "Text", "Pattern": ".{1,4}"}, {"Key": "Long", "Pattern": "[a-z]*"},
      {"Key": "Image", "Type": "Image", "Required": true}, {"Key": "N", "Type": "Integer"},
      {"Key": "Needed", "Required": true}],
    "Result": {"ImageResult": [{"MediaId": "${M}", "OutputUrl": "${K}"}]}}]}]})";

Json Call(RunningEmulator& emulator, const std::string& action, const std::string& params,
          const std::string& app = "app") {
  base::Parameters parameters{{"AppParams", params}};
  if (!app.empty()) parameters.push_back({"AppId", app});
  return JsonOf(
      emulator.Call({.access_key_id = "key", .method = "POST", .action = action}, parameters));
}

/// The first key that Precheck lists, `AppParams` when it refuses the whole, or nothing.
std::string Prechecked(const Json& answer) {
  if (answer.contains("Code")) return "AppParams";
  return answer.at("Status") == "Success" ? "" : answer.at("Result").at(0).at("Key");
}

/// What Submit says is wrong, in the same form.
std::string Submitted(const Json& answer) {
  if (answer.contains("JobId")) return "";
  const std::string message = answer.at("Message");
  const std::string prefix = "The specified parameter \"AppParams";
  REQUIRE(message.starts_with(prefix));
  const std::string rest = message.substr(prefix.size());
  return rest.starts_with('.') ? rest.substr(1, rest.find('"') - 1) : "AppParams";
}

}  // namespace

TEST_CASE("Precheck and Submit agree on everything that an app takes") {
  RunningEmulator emulator(kAppsFixture);
  const Json good{{"Image", "m"}, {"Needed", "x"}};
  CHECK(Prechecked(Call(emulator, "PrecheckYikeAIAppJob", good.dump())).empty());
  std::vector<std::pair<std::string, std::string>> cases{
      {"", "Image"}, {"{}", "Image"}, {"[]", "AppParams"}, {"{", "AppParams"}};
  const auto with = [&](const std::string& key, const Json& value, const std::string& wrong) {
    Json params = good;
    params[key] = value;
    cases.emplace_back(params.dump(), wrong);
  };
  with("Text", "你好世界", "");
  with("Text", "你好世界!", "Text");
  with("Text", "", "Text");
  with("Long", std::string(100'000, 'a'), "");
  with("Long", std::string(100'000, 'A'), "Long");
  with("Image", "", "Image");
  with("Image", 1, "Image");
  with("Needed", nullptr, "Needed");
  with("N", 1.5, "N");
  with("Other", Json::array(), "");
  for (const auto& [params, wrong] : cases) {
    CAPTURE(params.substr(0, 200));
    CHECK(Prechecked(Call(emulator, "PrecheckYikeAIAppJob", params)) == wrong);
    CHECK(Submitted(Call(emulator, "SubmitYikeAIAppJob", params)) == wrong);
  }
}

TEST_CASE("an image that is missing failed its check; other parameters are missing") {
  RunningEmulator emulator(kAppsFixture);
  CHECK(Call(emulator, "PrecheckYikeAIAppJob", "{}").at("Result") ==
        Json{{{"Key", "Image"}, {"ErrorCode", "ImageCheckFailed"}},
             {{"Key", "Needed"}, {"ErrorCode", "ParameterMissing"}}});
}

TEST_CASE("without AppId there is nothing to precheck, and nothing to submit") {
  RunningEmulator emulator(kAppsFixture);
  CHECK(Call(emulator, "PrecheckYikeAIAppJob", "{}", "").at("Status") == "Success");
  CHECK(Call(emulator, "SubmitYikeAIAppJob", "{}", "").at("Code") == "MissingAppId");
}

TEST_CASE("a text of an output that comes out empty, or too long, is made up") {
  RunningEmulator emulator(kAppsFixture);
  for (const Json& more : {Json::object(), Json{{"K", ""}, {"M", ""}},
                           Json{{"K", std::string(9000, 'k')}, {"M", std::string(300, 'm')}}}) {
    Json params{{"Image", "m"}, {"Needed", "x"}};
    params.update(more);
    const std::string id = Call(emulator, "SubmitYikeAIAppJob", params.dump()).at("JobId");
    const Json job = JsonOf(emulator.Call({"key"}, {{"JobId", id}}));
    const Json& image = job.at("Result").at("ImageResult").at(0);
    CHECK(image.at("MediaId").get<std::string>().size() == 32);
    CHECK(image.at("OutputUrl").get<std::string>().find("/_media/") != std::string::npos);
  }
  RunningEmulator copy;
  copy.Add(emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true").body);
}

TEST_CASE("a pattern that is none is refused with its reason") {
  RunningEmulator emulator;
  const Json fixture{
      {"Apps", {{{"AppId", "a"}, {"Params", {{{"Key", "k"}, {"Pattern", "(?=a)"}}}}}}}};
  const auto refused = emulator.Ask("POST", "/_fake-ice/fixtures", {.body = fixture.dump()});
  CHECK(refused.status == 400);
  CHECK(test::ControlMessage(refused) ==
        "/Apps/0/Params/0/Pattern: \"(?=a)\" is no regular expression: invalid perl operator: (?=");
}
