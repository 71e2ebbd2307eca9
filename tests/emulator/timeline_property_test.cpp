// Jobs that live by time and by reads, held against an independent model over the wire: whatever is
// read, looked at and done to the clock.
#include <doctest/doctest.h>

#include <random>

#include "emulator/running_emulator.h"
#include "support/api_client.h"
#include "support/timeline_model.h"

using namespace fake_ice;
using test::ApiClient;
using test::LifeModel;
using test::RunningEmulator;
using Json = nlohmann::json;
using std::chrono::milliseconds;

namespace {

const test::Key kKey{"key", "secret"};
constexpr const char* kAccount = R"({"Accounts": [{"AccountId": "1",
    "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}]}]})";

std::string TimeText(std::int64_t time) {
  return base::FormatJobTime(base::Moment(milliseconds(time)));
}

/// One job whose life is random, the clock of its account, and the model of both.
class Life {
 public:
  Life(RunningEmulator& emulator, ApiClient& client, unsigned seed)
      : emulator_(emulator),
        client_(client),
        random_(seed),
        job_id_("job-" + std::to_string(seed)),
        timeline_(RandomTimeline()),
        model_(timeline_, Now()) {
    CHECK(client_.Control("PUT", Job(), Json{{"Timeline", InFixture(timeline_)}}.dump()).status ==
          200);
  }

  void DoAnything() {
    switch (random_() % 8) {
      case 0:
        return ChangeClock(Now() + Some(3000));
      case 1:
        return ChangeClock(Now() - Some(4000));
      case 2:
        return ChangeClock(Now(), !frozen_);
      case 3:
        return emulator_.Clock().Set(emulator_.Clock().Now() + milliseconds(Some(2000)));
      case 4:
      case 5:
        return Look();
      default:
        return Read();
    }
  }

  /// A look of the control API: at any time, as often as one likes.
  void Look() {
    CAPTURE(Json(InFixture(timeline_)).dump());
    const Json first = client_.Control("GET", Job()).json;
    CHECK(Times(first) == Expected());
    CHECK(first == client_.Control("GET", Job()).json);
  }

  [[nodiscard]] std::string Job() const { return "accounts/1/jobs/" + job_id_; }

 private:
  std::int64_t Some(unsigned max) { return static_cast<std::int64_t>(random_() % max); }
  [[nodiscard]] std::int64_t Real() const {
    return emulator_.Clock().Now().time_since_epoch().count();
  }
  [[nodiscard]] std::int64_t Now() const { return frozen_ ? stands_at_ : Real() + offset_; }

  test::ModelTimeline RandomTimeline() {
    test::ModelTimeline timeline{{"Created"}};
    std::int64_t after = 0;
    std::int64_t polls = 0;
    for (const char* status :
         {"Queuing", "Executing", random_() % 4 == 0 ? "Failed" : "Finished"}) {
      if (random_() % 4 == 0) continue;
      const auto kind = random_() % 3;  // by time, by reads, by both
      if (kind != 1) after += 1 + Some(4000);
      if (kind != 0) polls += 1 + Some(4);
      timeline.push_back({status, kind == 1 ? 0 : after, kind == 0 ? 0 : polls});
    }
    return timeline;
  }

  void ChangeClock(std::int64_t now) { ChangeClock(now, frozen_); }
  void ChangeClock(std::int64_t now, bool frozen) {
    frozen_ = frozen;
    offset_ = now - Real();
    stands_at_ = now;
    const Json body{{"Set", TimeText(now)}, {"Frozen", frozen_}};
    CHECK(client_.Control("POST", "accounts/1/clock", body.dump()).status == 200);
    model_.SetClock(now);
  }

  void Read() {
    CAPTURE(Json(InFixture(timeline_)).dump());
    const bool alone = random_() % 2 == 0;
    const Json answer = alone ? client_.Call(kKey, "GetYikeAIAppJob", {{"JobId", job_id_}}).json
                              : client_.Call(kKey, "BatchGetYikeAIAppJob", {{"JobIds", job_id_}})
                                    .json.at("JobList")
                                    .at(0);
    CHECK(Times(answer) == Expected());
    model_.Read(Now());
  }

  [[nodiscard]] Json Expected() const {
    const LifeModel::State state = model_.At(Now());
    CHECK(state.start.value_or(0) <= state.finish.value_or(Now()));
    CHECK(state.finish.value_or(0) <= Now());
    Json expected{{"Status", state.status}};
    if (state.start) expected["ExecutionStartTime"] = TimeText(*state.start);
    if (state.finish) expected["ExecutionFinishTime"] = TimeText(*state.finish);
    return expected;
  }

  static Json Times(const Json& answer) {
    Json times = Json::object();
    for (const char* key : {"Status", "ExecutionStartTime", "ExecutionFinishTime"}) {
      if (answer.contains(key)) times[key] = answer[key];
    }
    return times;
  }

  RunningEmulator& emulator_;
  ApiClient& client_;
  std::mt19937 random_;
  const std::string job_id_;
  bool frozen_ = false;
  std::int64_t offset_ = 0;
  std::int64_t stands_at_ = 0;
  const test::ModelTimeline timeline_;
  LifeModel model_;
};

}  // namespace

TEST_CASE("state and times follow from timeline, clock and reads alone, and survive a round trip") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    RunningEmulator emulator(kAccount);
    ApiClient client(emulator.Port(), emulator.Clock());
    Life life(emulator, client, seed);
    for (int action = 0; action < 40; ++action) {
      CAPTURE(action);
      life.DoAnything();
    }
    life.Look();
    const std::string written = emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true").body;
    RunningEmulator copy;
    copy.Clock().Set(emulator.Clock().Now());
    copy.Add(written);
    CHECK(copy.Ask("GET", "/_fake-ice/fixtures?Secrets=true").body == written);
    Json original = emulator.Read("/_fake-ice/" + life.Job());
    original["Polls"].erase("Times");  // the history of polls is no part of a fixture
    Json copied = copy.Read("/_fake-ice/" + life.Job());
    copied["Polls"].erase("Times");
    CHECK(copied == original);
  }
}

TEST_CASE("a look of the control API moves no time of a job") {
  RunningEmulator emulator(R"({"Accounts": [{"AccountId": "1",
      "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
      "Jobs": [{"JobId": "job", "Timeline": [{"Status": "Created"},
        {"AfterPolls": 1, "Status": "Queuing"}, {"After": "5s", "Status": "Finished"}]}]}]})");
  const std::string job = "/_fake-ice/accounts/1/jobs/job";
  CHECK(emulator.CodeOf({"key"}).empty());
  emulator.Clock().Set(RunningEmulator::kStart + milliseconds(60'000));
  const Json first = emulator.Read(job);
  CHECK(first.at("ExecutionFinishTime") == "2026-01-15T16:00:05.000+08:00");
  emulator.Clock().Set(RunningEmulator::kStart + milliseconds(90'000));
  CHECK(emulator.Read(job) == first);
}

TEST_CASE("a clock set back before a read: the read happened at the moment to which it was set") {
  RunningEmulator emulator(R"({"Accounts": [{"AccountId": "1",
      "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
      "Jobs": [{"JobId": "job", "CreatedAt": "2026-01-15T15:00:00+08:00",
        "Timeline": [{"Status": "Created"}, {"AfterPolls": 1, "Status": "Executing"},
                     {"AfterPolls": 2, "Status": "Finished"}]}]}]})");
  CHECK(emulator.CodeOf({"key"}).empty());
  const auto set = emulator.Ask("POST", "/_fake-ice/accounts/1/clock",
                                {.body = R"({"Set": "2026-01-15T15:30:00+08:00"})"});
  CHECK(set.status == 200);
  CHECK(emulator.CodeOf({"key"}).empty());
  const Json job = emulator.Read("/_fake-ice/accounts/1/jobs/job");
  CHECK(job.at("Status") == "Finished");
  CHECK(job.at("ExecutionStartTime") == "2026-01-15T15:30:00.000+08:00");
  CHECK(job.at("ExecutionFinishTime") == "2026-01-15T15:30:00.000+08:00");
}
