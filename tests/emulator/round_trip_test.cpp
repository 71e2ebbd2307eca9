// Whatever the store holds comes back in a form that can be posted again, to the same state.
#include <doctest/doctest.h>

#include <random>

#include "emulator/running_emulator.h"
#include "support/api_client.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::ApiClient;
using test::ControlMessage;
using test::RunningEmulator;
using Json = nlohmann::json;

namespace {

constexpr const char* kWithSecrets = "/_fake-ice/fixtures?Secrets=true";
constexpr const char* kFirst = R"({"Accounts": [{"AccountId": "1",
  "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
  "Apps": [{"AppId": "app", "Timeline": [{"Status": "Created"},
      {"AfterPolls": 2, "Status": "Executing"},
      {"After": "5s", "AfterPolls": 3, "Status": "Finished"}],
    "Result": {"ImageResult": [{"MediaId": "${M}", "OutputUrl": "${K}"}, {}]}}]}]})";

/// Does random things to account 1: what tests do through the two APIs.
class Tester {
 public:
  Tester(RunningEmulator& emulator, std::mt19937& random)
      : emulator_(emulator), client_(emulator.Port(), emulator.Clock()), random_(random) {}

  void DoAnything() {
    emulator_.Clock().Set(emulator_.Clock().Now() + std::chrono::milliseconds(random_() % 3000));
    switch (random_() % 8) {
      case 0:
        return Control("PUT", "jobs/" + JobId(), RandomJob());
      case 1:
        return Control("POST", "faults", RandomFault());
      case 2:
      case 3:
        return Control("POST", "clock", RandomClock());
      case 4:
        return Submit();
      case 5:
        return Control("POST", "../../fixtures", RandomFixture());
      default:
        client_.Call(kKey, "BatchGetYikeAIAppJob", {{"JobIds", "a,b,c,d"}});
        client_.Call(kKey, "GetYikeAIAppJob", {{"JobId", submitted_}});
    }
  }

 private:
  static inline const test::Key kKey{"key", "secret"};

  std::string Any(const std::vector<std::string>& values) {
    return values[random_() % values.size()];
  }
  std::string JobId() { return Any({"a", "b", "c", "d", "%E4%BB%BB%22%0A"}); }
  std::string Text() {
    return Any({"", "x", "任意 \"text\"\\", std::string("nul\0 \x01\x7F", 7), "***", "${K}",
                std::string(200, '"')});
  }

  Json RandomJob() {
    Json job{{"AppParams", Text()}, {"ProductionId", Text()}};
    if (random_() % 2 == 0) {
      job["Timeline"] = {{{"Status", "Created"}},
                         {{"Status", "Queuing"}, {"AfterPolls", 1 + random_() % 3}},
                         {{"Status", "Failed"}, {"After", "7s"}}};
      if (random_() % 2 == 0) job["Polls"] = random_() % 3;
    } else {
      job["Status"] = "Finished";
      job["ExecutionFinishTime"] = Any({"1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"});
    }
    if (random_() % 2 == 0) job["CreatedAt"] = "2026-01-15T08:00:0" + Any({"0", "9"}) + "+08:00";
    job["Result"]["VideoResult"] = {{{"File", "a.png"}, {"Content", Any({"", "AAEC/w=="})}},
                                    {{"UrlExpiresAfter", "90m"}}};
    return job;
  }

  Json RandomFault() {
    return {{"Skip", random_() % 2},
            {"Times", 1 + random_() % 2},
            {"Probability", 0.1 * static_cast<double>(1 + random_() % 9)},
            {"Seed", random_() % 100},
            {"Error", {{"Code", "Throttling.User"}, {"Message", Text()}}}};
  }

  Json RandomClock() {
    switch (random_() % 3) {
      case 0:
        return {{"Advance", "4s"}};
      case 1:
        return {{"Set", Any({"2026-01-15T08:00:00Z", "9999-12-31T23:59:59Z", "6000-01-01T00:00:00Z",
                             "1970-01-01T00:00:00Z"})}};
      default:
        return {{"Frozen", random_() % 2 == 0}};
    }
  }

  /// An account beside the first, with all kinds of keys.
  Json RandomFixture() {
    const std::string id = "other" + std::to_string(random_() % 3);
    Json key{{"AccessKeyId", "k" + id}, {"AccessKeySecret", "s" + Text()}};
    Json session{{"AccessKeyId", "STS." + id},
                 {"AccessKeySecret", "secret"},
                 {"SecurityToken", "t" + Text()},
                 {"RoleName", "r" + id}};
    return {{"Accounts",
             {{{"AccountId", id},
               {"Service", Any({"Active", "NotOpened"})},
               {"AccessKeys", {key}},
               {"Sessions", {session}},
               {"Throttle", {{"PerSecond", 0.1 * static_cast<double>(1 + random_() % 50)}}},
               {"Apps", {{{"AppId", "p"}, {"Params", {{{"Key", "k"}, {"Pattern", "[é]+"}}}}}}}}}}};
  }

  void Submit() {
    const Json params{{"K", Text()}, {"M", Text()}};
    const auto answer = client_.Call(kKey, "SubmitYikeAIAppJob",
                                     {{"AppId", Any({"app", "unknown"})},
                                      {"AppParams", params.dump()},
                                      {"FolderId", Any({"", "f"})}});
    if (answer.status == 200) submitted_ = answer.json.at("JobId");
  }

  void Control(const std::string& method, const std::string& path, const Json& body) {
    const std::string target = path.starts_with("../../") ? path.substr(6) : "accounts/1/" + path;
    const auto answer = client_.Control(method, target, body.dump());
    CAPTURE(body.dump());
    CAPTURE(answer.json.dump());
    // A clock that stands at the end cannot be advanced.
    const bool at_the_end = path == "clock" && body.contains("Advance") && answer.status == 400;
    CHECK((answer.status / 100 == 2 || at_the_end));
  }

  RunningEmulator& emulator_;
  ApiClient client_;
  std::mt19937& random_;
  std::string submitted_ = "none";
};

/// The document, loaded into an emulator of its own, comes back as it is.
void CheckRoundTrip(RunningEmulator& emulator) {
  const std::string written = emulator.Ask("GET", kWithSecrets).body;
  RunningEmulator copy;
  copy.Clock().Set(emulator.Clock().Now());
  const auto posted = copy.Ask("POST", "/_fake-ice/fixtures", {.body = written});
  CAPTURE(posted.body);
  REQUIRE(posted.status == 200);
  CHECK((copy.Ask("GET", kWithSecrets).body == written));
}

}  // namespace

TEST_CASE("after any calls, and a restart, everything comes back as it can be posted") {
  for (unsigned seed = 1; seed <= 25; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const test::TempDirectory directory;
    const EmulatorOptions options{.store_path = directory / "store.db"};
    std::string before;
    base::Moment stopped;
    {
      RunningEmulator emulator(kFirst, options);
      Tester tester(emulator, random);
      for (int call = 0; call < 20; ++call) tester.DoAnything();
      CheckRoundTrip(emulator);
      before = emulator.Ask("GET", kWithSecrets).body;
      stopped = emulator.Clock().Now();
    }
    RunningEmulator again("{}", options);
    again.Clock().Set(stopped);
    CHECK((again.Ask("GET", kWithSecrets).body == before));
    Tester tester(again, random);
    for (int call = 0; call < 10; ++call) tester.DoAnything();
    CheckRoundTrip(again);
  }
}

TEST_CASE("what is larger than other bodies may be comes back and can be posted") {
  RunningEmulator emulator(kFirst);
  Json jobs = Json::array();
  for (int i = 0; i < 12; ++i) {
    jobs.push_back({{"JobId", "big " + std::to_string(i)},
                    {"Status", "Created"},
                    {"AppParams", std::string(600'000, '"')}});
  }
  const Json fixture{{"Accounts", {{{"AccountId", "1"}, {"Jobs", std::move(jobs)}}}}};
  emulator.Add(fixture.dump());
  CHECK(emulator.Ask("GET", kWithSecrets).body.size() > 12'000'000);
  CheckRoundTrip(emulator);
}

TEST_CASE("a document whose secrets are masked is refused, and says of what") {
  RunningEmulator emulator(R"({"Accounts": [{"AccountId": "1",
      "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
      "Users": [{"UserId": "u", "UserName": "u",
                 "AccessKeys": [{"AccessKeyId": "u", "AccessKeySecret": "secret"}]}],
      "Sessions": [{"AccessKeyId": "STS.s", "AccessKeySecret": "secret", "SecurityToken": "t",
                    "RoleName": "r"}]}]})");
  const std::string before = emulator.Ask("GET", kWithSecrets).body;
  const std::string masked = emulator.Ask("GET", "/_fake-ice/fixtures").body;
  const auto refused = emulator.Ask("POST", "/_fake-ice/fixtures", {.body = masked});
  CHECK(refused.status == 400);
  CHECK(ControlMessage(refused).starts_with("/Accounts/0/AccessKeys/0/AccessKeySecret: is masked"));
  CHECK(ControlMessage(refused).find("?Secrets=true") != std::string::npos);
  CHECK(test::JsonOf(refused).at("Error").at("Problems").size() == 4);
  CHECK(emulator.Ask("GET", kWithSecrets).body == before);
  CHECK(emulator
            .Ask("POST", "/_fake-ice/accounts",
                 {.body = R"({"AccessKeys": [{"AccessKeySecret": "***"}]})"})
            .status == 400);
}

TEST_CASE("ids that are not UTF-8 are refused wherever they stand") {
  RunningEmulator emulator(kFirst);
  const std::string before = emulator.Ask("GET", kWithSecrets).body;
  for (const auto& [method, target] :
       std::vector<std::pair<std::string, std::string>>{{"PUT", "accounts/1/jobs/%ff"},
                                                        {"PUT", "accounts/1/jobs/a%fe"},
                                                        {"GET", "accounts/1/jobs/%C3"},
                                                        {"GET", "accounts/%ED%A0%80/clock"},
                                                        {"DELETE", "accounts/%ff"},
                                                        {"POST", "reset?AccountId=%ff"},
                                                        {"GET", "requests?JobId=%80"},
                                                        {"GET", "accounts/1/jobs?After=%ff"}}) {
    CAPTURE(target);
    const auto refused = emulator.Ask(method, "/_fake-ice/" + target,
                                      {.body = method == "PUT" ? R"({"Status": "Created"})" : ""});
    CHECK(refused.status == 400);
    CHECK(ControlMessage(refused).find("UTF-8") != std::string::npos);
  }
  CHECK(emulator.Ask("GET", kWithSecrets).body == before);
  CHECK(
      emulator
          .Ask("PUT", "/_fake-ice/accounts/1/jobs/%E4%BB%BB", {.body = R"({"Status": "Created"})"})
          .status == 200);
}

TEST_CASE("lengths are counted in characters, and a text that begins with zero is no empty one") {
  RunningEmulator emulator;
  const auto post = [&](const std::string& account_id, const std::string& secret) {
    const Json fixture{{"Accounts",
                        {{{"AccountId", account_id},
                          {"AccessKeys", {{{"AccessKeyId", "k"}, {"AccessKeySecret", secret}}}}}}}};
    return emulator.Ask("POST", "/_fake-ice/fixtures", {.body = fixture.dump()});
  };
  std::string id;
  for (int i = 0; i < 255; ++i) id += "任";
  CHECK(post(id, "s").status == 200);
  CHECK(ControlMessage(post(id + "x", "s")) ==
        "/Accounts/0/AccountId: must not be longer than 255 characters");
  CHECK(post(id, std::string("\0secret", 7)).status == 200);
  CHECK(ControlMessage(post(id, "")) ==
        "/Accounts/0/AccessKeys/0/AccessKeySecret: must not be empty");
}
