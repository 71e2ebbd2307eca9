// The program with --store, stopped and started again: what stays, what the fixtures say again, and
// what a reset goes back to.
#include <doctest/doctest.h>
#include <signal.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time_text.h"
#include "cli/program.h"
#include "support/api_client.h"
#include "support/temp_directory.h"
#include "support/timeline_model.h"

using namespace fake_ice;
using test::Answer;
using test::ApiClient;
using test::RunningServer;
using Json = nlohmann::json;
using std::chrono::hours;

namespace {

const test::ModelTimeline kPolled{
    {"Created"}, {"Queuing", 0, 2}, {"Executing", 0, 4}, {"Finished", 0, 6}};
const test::ModelTimeline kTimed{
    {"Created"}, {"Queuing", 2000}, {"Executing", 4000}, {"Finished", 10000}};

const test::Key kKey{"key", "secret"};
const test::Key kKey2{"key2", "secret"};

/// Account 1 with two apps and a job, and account 2, whose clock nothing is said about.
std::string Fixture() {
  Json document = Json::parse(R"({"Accounts": [
      {"AccountId": "1", "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}]},
      {"AccountId": "2", "AccessKeys": [{"AccessKeyId": "key2", "AccessKeySecret": "secret"}]}]})");
  document["Accounts"][0]["Apps"] =
      Json::array({{{"AppId", "polled"}, {"Timeline", InFixture(kPolled)}},
                   {{"AppId", "timed"}, {"Timeline", InFixture(kTimed)}}});
  document["Accounts"][0]["Jobs"] =
      Json::array({{{"JobId", "fixed"}, {"AppId", "polled"}, {"Timeline", InFixture(kPolled)}}});
  return document.dump();
}

/// A server over a store that is started again and again.
class Restarted {
 public:
  Restarted() { Start(Fixture()); }

  void Restart(const std::string& fixture = Fixture()) {
    client_.reset();
    CHECK(server_->Stop(SIGTERM).exit_code == 0);
    Start(fixture);
  }

  /// The body of an answer of the control API, which must have that status.
  Json Control(const std::string& method, const std::string& path, const Json& body = nullptr,
               int status = 200) {
    const Answer answer = client_->Control(method, path, body.is_null() ? "" : body.dump());
    CAPTURE(path);
    CAPTURE(answer.json.dump());
    REQUIRE(answer.status == status);
    return answer.json;
  }
  Json Job(const std::string& account_id, const std::string& job_id) {
    return Control("GET", "accounts/" + account_id + "/jobs/" + job_id);
  }
  /// Every account by its id.
  std::map<std::string, Json> Everything() {
    const Json document = Control("GET", "fixtures?Secrets=true");
    std::map<std::string, Json> accounts;
    for (const Json& account : document.at("Accounts")) accounts[account.at("AccountId")] = account;
    return accounts;
  }

  /// The JobId of a new job of account 1.
  std::string Submit(const std::string& app_id) {
    const Answer answer =
        client_->Call(kKey, "SubmitYikeAIAppJob", {{"AppId", app_id}, {"AppParams", R"({"N":1})"}});
    REQUIRE(answer.status == 200);
    return answer.json.at("JobId");
  }
  /// The Status that a client reads, or the code of the error.
  std::string Read(const std::string& job_id, const test::Key& key = kKey) {
    const Answer answer = client_->Call(key, "GetYikeAIAppJob", {{"JobId", job_id}});
    return answer.json.at(answer.status == 200 ? "Status" : "Code");
  }

 private:
  void Start(const std::string& fixture) {
    const std::string path = directory_.Write("fixture.json", fixture);
    server_.emplace(test::Program::Arguments{"--store", directory_ / "store.db", "--fixtures", path,
                                             "--log-level", "off"});
    client_.emplace(server_->Port(), real_time_);
  }

  const test::TempDirectory directory_;
  const base::SystemClock real_time_;
  std::optional<RunningServer> server_;
  std::optional<ApiClient> client_;
};

/// Checks that the clock of account 2 runs, moved from real time by that much.
void CheckClock2(Restarted& emulator, hours moved) {
  const base::SystemClock real_time;
  const base::Moment before = real_time.Now();
  const Json clock = emulator.Control("GET", "accounts/2/clock");
  const base::Moment after = real_time.Now();
  const auto now = base::ParseIsoTime(clock.at("Now").get<std::string>());
  CAPTURE(clock.dump());
  REQUIRE(now);
  CHECK(clock.at("Frozen") == false);
  CHECK(*now >= before + moved);
  CHECK(*now <= after + moved);
}

/// A job but for the times of its reads, which are known since start only.
Json Lasting(Json job) {
  job.at("Polls").erase("Times");
  return job;
}

}  // namespace

TEST_CASE("submitted jobs, their reads and clocks survive a restart") {
  Restarted emulator;
  const std::string polled = emulator.Submit("polled");
  const std::string timed = emulator.Submit("timed");
  for (const std::string status : {"Created", "Created", "Queuing"}) {
    CHECK(emulator.Read(polled) == status);
  }
  const Json noon{{"Now", "2031-05-05T12:00:00.000+08:00"}, {"Frozen", true}};
  CHECK(emulator.Control("POST", "accounts/1/clock", {{"Set", noon["Now"]}, {"Frozen", true}}) ==
        noon);
  emulator.Control("POST", "accounts/2/clock", {{"Advance", "36h"}});
  CHECK(emulator.Read(timed) == "Finished");
  const std::string late = emulator.Submit("timed");
  emulator.Control("PUT", "accounts/1/jobs/put", {{"Status", "Failed"}});
  const Json created = emulator.Control("POST", "accounts",
                                        {{"Jobs", {{{"JobId", "j"}, {"Status", "Queuing"}}}}}, 201);
  const test::Key created_key{created.at("AccessKeyId"), created.at("AccessKeySecret")};

  for (int times = 0; times < 2; ++times) {
    CAPTURE(times);
    std::vector<Json> before;
    for (const std::string& id : {polled, timed, late, std::string("put")}) {
      before.push_back(Lasting(emulator.Job("1", id)));
    }
    emulator.Restart();
    std::vector<Json> after;
    for (const std::string& id : {polled, timed, late, std::string("put")}) {
      after.push_back(Lasting(emulator.Job("1", id)));
    }
    CHECK(after == before);
    CHECK(emulator.Control("GET", "accounts/1/jobs").at("Jobs").size() == 5);
    CHECK(emulator.Control("GET", "accounts/1/clock") == noon);
    CheckClock2(emulator, hours(36));
    CHECK(emulator.Read("j", created_key) == "Queuing");
  }
  for (const std::string status : {"Queuing", "Executing", "Executing", "Finished"}) {
    CHECK(emulator.Read(polled) == status);
  }
  CHECK(emulator.Read(late) == "Created");
  emulator.Control("POST", "accounts/1/clock", {{"Advance", "4s"}});
  CHECK(emulator.Read(late) == "Executing");
}

TEST_CASE("fixtures are added again at every start, and leave the rest alone") {
  Restarted emulator;
  const std::string submitted = emulator.Submit("polled");
  CHECK(emulator.Read("fixed") == "Created");
  CHECK(emulator.Read("fixed") == "Created");
  CHECK(emulator.Read("fixed") == "Queuing");
  emulator.Control("PUT", "accounts/1/jobs/fixed", {{"Status", "Failed"}});
  emulator.Control("DELETE", "accounts/2");
  CHECK(emulator.Read("fixed") == "Failed");
  CHECK(emulator.Read("x", kKey2) == "InvalidAccessKeyId.NotFound");

  emulator.Restart();
  CHECK(emulator.Job("1", "fixed").at("Polls").at("Count") == 0);
  CHECK(emulator.Read("fixed") == "Created");
  CHECK(emulator.Read("x", kKey2) == "JobNotFound");
  CHECK(emulator.Read(submitted) == "Created");

  Json changed = Json::parse(Fixture());
  changed["Accounts"][0]["Clock"] = {{"FrozenAt", "2032-01-01T00:00:00.000+08:00"}};
  changed["Accounts"][0]["Jobs"][0] = {{"JobId", "more"}, {"Status", "Executing"}};
  changed["Accounts"].erase(1);
  emulator.Restart(changed.dump());
  CHECK(emulator.Control("GET", "accounts/1/clock") ==
        Json{{"Now", "2032-01-01T00:00:00.000+08:00"}, {"Frozen", true}});
  CHECK(emulator.Read("more") == "Executing");
  CHECK(emulator.Job("1", "fixed").at("Polls").at("Count") == 1);
  CHECK(emulator.Job("1", submitted).at("Polls").at("Count") == 1);
  CHECK(emulator.Read("x", kKey2) == "JobNotFound");
}

TEST_CASE("a reset after a restart goes back to that start, and stays over the next") {
  Restarted emulator;
  const std::string submitted = emulator.Submit("polled");
  CHECK(emulator.Read(submitted) == "Created");
  emulator.Control("POST", "accounts/1/clock", {{"Set", "2031-05-05T12:00:00Z"}, {"Frozen", true}});
  emulator.Control("POST", "accounts/2/clock", {{"Advance", "5h"}});
  emulator.Restart();
  const auto at_start = emulator.Everything();
  const Json job_at_start = emulator.Job("1", submitted);

  for (const std::string whose : {"reset", "reset?AccountId=1"}) {
    CAPTURE(whose);
    const std::string later = emulator.Submit("polled");
    CHECK(emulator.Read(submitted) == "Created");
    CHECK(emulator.Read(submitted) == "Queuing");
    emulator.Control("PUT", "accounts/1/jobs/fixed", {{"Status", "Failed"}});
    emulator.Control("POST", "accounts/1/clock", {{"Advance", "1h"}, {"Frozen", false}});
    if (whose == "reset") {
      emulator.Control("POST", "accounts/2/clock", {{"Frozen", true}});
      emulator.Control("POST", "accounts", Json::object(), 201);
    }
    CHECK(emulator.Everything() != at_start);
    emulator.Control("POST", whose);
    CHECK(emulator.Everything() == at_start);
    CHECK(emulator.Read(later) == "JobNotFound");
    CHECK(emulator.Job("1", submitted) == job_at_start);
  }
  emulator.Restart();
  CHECK(emulator.Job("1", submitted) == job_at_start);
  CHECK(emulator.Control("GET", "accounts/1/jobs").at("Jobs").size() == 2);
  CHECK(emulator.Control("GET", "accounts/1/clock") ==
        Json{{"Now", "2031-05-05T20:00:00.000+08:00"}, {"Frozen", true}});
  CheckClock2(emulator, hours(5));
}
