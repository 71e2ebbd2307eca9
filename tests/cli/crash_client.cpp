#include "cli/crash_client.h"

#include <signal.h>

#include <chrono>

#include "base/time_text.h"
#include "support/timeline_model.h"

namespace fake_ice::test {
namespace {

using Json = nlohmann::json;
using std::chrono::hours;

/// Of every submitted job: its state tells how often it was read.
const ModelTimeline kTimeline{
    {"Created"}, {"Queuing", 0, 1}, {"Executing", 0, 2}, {"Finished", 0, 4}};

constexpr const char* kFrozenStart = "2030-01-01T08:00:00.000+08:00";

/// What every job has made, in several rows of the store; nothing may be missing.
Json ResultOf(const std::string& job_id) {
  return {{"ImageResult", Json::array({{{"MediaId", "first of " + job_id}},
                                       {{"MediaId", "second of " + job_id}}})},
          {"AudioResult", Json::array({{{"MediaId", "sound of " + job_id}}})}};
}

/// Jobs that are replaced by one request: all of them or none.
constexpr int kSetSize = 20;
constexpr std::size_t kImagesInSet = 10;

std::string SetId(int i) {
  return "set-" + std::to_string(i);
}

constexpr const char* kNewAccount = R"({"Jobs": [{"JobId": "born", "Status": "Failed"}]})";

}  // namespace

void Countdown::Acknowledge() {
  if (--left_ == 0) left_.notify_all();
}

void Countdown::Abandon() {
  left_ = 0;
  left_.notify_all();
}

void Countdown::Wait() const {
  for (int left = left_; left > 0; left = left_) left_.wait(left);
}

CrashClient::CrashClient(int number, unsigned seed)
    : account_id_("crash-" + std::to_string(number)),
      key_{"key-" + std::to_string(number), "secret"},
      frozen_(number % 2 == 0),
      random_(seed + static_cast<unsigned>(number)) {}

Json CrashClient::Account() const {
  return {{"AccountId", account_id_},
          {"AccessKeys", Json::array({{{"AccessKeyId", key_.access_key_id},
                                       {"AccessKeySecret", key_.access_key_secret}}})},
          {"Apps", Json::array({{{"AppId", "app"},
                                 {"Timeline", InFixture(kTimeline)},
                                 {"Result", ResultOf("${JobId}")}}})}};
}

void CrashClient::SetUp(std::uint16_t port) {
  if (!frozen_) return;
  ApiClient client(port, real_time_);
  Control(client, "POST", "accounts/" + account_id_ + "/clock",
          Json{{"Set", kFrozenStart}, {"Frozen", true}}.dump());
}

void CrashClient::Work(std::uint16_t port, Countdown& countdown) {
  try {
    ApiClient client(port, real_time_);
    for (;;) {
      DoAnything(client);
      countdown.Acknowledge();
    }
  } catch (const std::runtime_error& gone) {
    if (countdown.MayEnd()) return;
    countdown.Abandon();
    throw WrongAnswer(std::string("gone by itself: ") + gone.what());
  } catch (...) {
    countdown.Abandon();
    throw;
  }
}

void CrashClient::DoAnything(ApiClient& client) {
  const unsigned choice = random_() % 16;
  if (choice == 0) return CreateAccount(client);
  if (choice < 3) return AdvanceClock(client);
  if (choice < 5) return ReplaceSet(client);
  if (choice < 10 || jobs_.empty()) return Submit(client);
  if (choice < 13) return Read(client);
  ReadBatch(client);
}

void CrashClient::Submit(ApiClient& client) {
  lost_submit_ = Json{{"Of", account_id_}, {"Number", ++submitted_}}.dump();
  const Answer answer = client.Call(
      key_, "SubmitYikeAIAppJob",
      {{"AppId", "app"}, {"AppParams", *lost_submit_}, {"ProductionId", "pd " + account_id_}});
  Expect(answer.status == 200, "submit", answer.json);
  const bool is_new = jobs_.insert({answer.json.at("JobId"), Job{*lost_submit_, {}}}).second;
  Expect(is_new, "a JobId that was given before", answer.json);
  lost_submit_.reset();
}

void CrashClient::Read(ApiClient& client) {
  auto& [job_id, job] = *AnyJob();
  ++job.polls.sent;
  const Answer answer = client.Call(key_, "GetYikeAIAppJob", {{"JobId", job_id}});
  Expect(answer.json.value("Status", "") == StatusIn(kTimeline, 0, job.polls.acknowledged),
         "read number " + std::to_string(job.polls.sent), answer.json);
  ++job.polls.acknowledged;
}

void CrashClient::ReadBatch(ApiClient& client) {
  std::map<std::string, Job*> asked;
  for (int i = 0; i < 4; ++i) {
    const auto job = AnyJob();
    asked.insert({job->first, &job->second});
  }
  std::string ids;
  for (const auto& [job_id, job] : asked) {
    ids += job_id + ',';
    ++job->polls.sent;
  }
  const Answer answer = client.Call(key_, "BatchGetYikeAIAppJob", {{"JobIds", ids}});
  Expect(answer.status == 200 && answer.json.at("JobList").size() == asked.size(),
         "batch of " + ids, answer.json);
  for (const auto& [job_id, job] : asked) ++job->polls.acknowledged;
}

void CrashClient::AdvanceClock(ApiClient& client) {
  ++hours_.sent;
  Control(client, "POST", "accounts/" + account_id_ + "/clock", R"({"Advance": "1h"})");
  ++hours_.acknowledged;
}

void CrashClient::CreateAccount(ApiClient& client) {
  const Json created = Control(client, "POST", "accounts", kNewAccount, 201);
  created_.push_back({created.at("AccessKeyId"), created.at("AccessKeySecret")});
}

void CrashClient::ReplaceSet(ApiClient& client) {
  ++generation_.sent;
  Json account{{"AccountId", account_id_}};
  for (int i = 0; i < kSetSize; ++i) {
    account["Jobs"].push_back({{"JobId", SetId(i)},
                               {"AppId", std::to_string(generation_.sent)},
                               {"Status", "Finished"},
                               {"Result", {{"ImageResult", Json(kImagesInSet, Json::object())}}}});
  }
  Control(client, "POST", "fixtures", Json{{"Accounts", Json::array({account})}}.dump());
  generation_.acknowledged = generation_.sent;
}

void CrashClient::Check(std::uint16_t port) {
  ApiClient client(port, real_time_);
  CheckJobs(client);
  CheckClock(client);
  CheckCreated(client);
  if (jobs_.empty()) return;
  for (int i = 0; i < 3; ++i) Read(client);
  ReadBatch(client);
}

void CrashClient::CheckJobs(ApiClient& client) {
  std::map<std::string, Json> found;
  std::string last;
  for (;;) {
    const Json page =
        Control(client, "GET", "accounts/" + account_id_ + "/jobs?Limit=64&After=" + last)
            .at("Jobs");
    if (page.empty()) break;
    for (const Json& job : page) {
      last = job.at("JobId");
      Expect(found.insert({last, job}).second, "a job that is listed twice", job);
    }
  }
  CheckSet(found);
  for (auto& [job_id, job] : jobs_) {
    Expect(found.contains(job_id), "a submitted job that is lost", job_id);
    CheckJob(job_id, job, found.extract(job_id).mapped());
  }
  for (const auto& [job_id, json] : found) {
    const bool was_sent = lost_submit_ && json.at("AppParams") == *lost_submit_;
    Expect(was_sent, "a job that nobody submitted", json);
    Job& job = jobs_[job_id] = {.app_params = *lost_submit_};
    CheckJob(job_id, job, json);
    lost_submit_.reset();
    ++unanswered_;
  }
  lost_submit_.reset();
}

void CrashClient::CheckSet(std::map<std::string, Json>& found) {
  const auto first = found.find(SetId(0));
  const std::string generation = first == found.end() ? "0" : first->second.at("AppId");
  Expect(generation_.Allows(std::stoll(generation)),
         "a set older than " + std::to_string(generation_.acknowledged), generation);
  generation_.Settle(std::stoll(generation));
  for (int i = 0; i < kSetSize && generation != "0"; ++i) {
    Expect(found.contains(SetId(i)), "a set without one of its jobs", SetId(i));
    const Json job = found.extract(SetId(i)).mapped();
    Expect(
        job.at("AppId") == generation && job.at("Result").at("ImageResult").size() == kImagesInSet,
        "a job that is not of the set " + generation, job);
  }
}

void CrashClient::CheckJob(const std::string& job_id, Job& job, const Json& found) const {
  Expect(found.at("JobId") == job_id && found.at("AppId") == "app" &&
             found.at("AppParams") == job.app_params &&
             found.at("ProductionId") == "pd " + account_id_ &&
             found.at("Timeline") == InFixture(kTimeline) &&
             found.value("Result", Json()) == ResultOf(job_id),
         "another job than the submitted " + job.app_params, found);
  const std::int64_t polls = found.at("Polls").at("Count");
  Expect(job.polls.Allows(polls),
         "polls that are not " + std::to_string(job.polls.acknowledged) + " to " +
             std::to_string(job.polls.sent),
         found);
  Expect(found.at("Status") == StatusIn(kTimeline, 0, polls), "a status that polls deny", found);
  job.polls.Settle(polls);
}

void CrashClient::CheckClock(ApiClient& client) {
  const base::Moment before = real_time_.Now();
  const Json clock = Control(client, "GET", "accounts/" + account_id_ + "/clock");
  const base::Moment after = real_time_.Now();
  const base::Moment now = base::ParseIsoTime(clock.at("Now").get<std::string>()).value();
  Expect(clock.at("Frozen") == frozen_, "clock", clock);
  const base::Moment start = base::ParseIsoTime(kFrozenStart).value();
  for (const std::int64_t moved : {hours_.acknowledged, hours_.sent}) {
    const base::Moment earliest = (frozen_ ? start : before) + hours(moved);
    const base::Moment latest = (frozen_ ? start : after) + hours(moved);
    if (now < earliest || latest < now) continue;
    hours_.Settle(moved);
    return;
  }
  Expect(false, "a clock that was moved by " + std::to_string(hours_.acknowledged) + " hours",
         clock);
}

void CrashClient::CheckCreated(ApiClient& client) {
  for (const Key& key : created_) {
    const Answer answer = client.Call(key, "GetYikeAIAppJob", {{"JobId", "born"}});
    Expect(answer.json.value("Status", "") == "Failed",
           "the created account of " + key.access_key_id, answer.json);
  }
}

Json CrashClient::Control(ApiClient& client, const std::string& method, const std::string& path,
                          const std::string& body, int status) const {
  Answer answer = client.Control(method, path, body);
  Expect(answer.status == status, method + ' ' + path, answer.json);
  return std::move(answer.json);
}

void CrashClient::Expect(bool holds, const std::string& what, const Json& got) const {
  if (!holds) throw WrongAnswer(account_id_ + ": " + what + ": " + got.dump());
}

std::map<std::string, CrashClient::Job>::iterator CrashClient::AnyJob() {
  return std::next(jobs_.begin(), static_cast<int>(random_() % jobs_.size()));
}

}  // namespace fake_ice::test
