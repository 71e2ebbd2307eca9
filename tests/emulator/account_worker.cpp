#include "emulator/account_worker.h"

#include <algorithm>
#include <stdexcept>

namespace fake_ice::test {
namespace {

using Json = nlohmann::json;
using Job = AccountModel::Job;
using base::FormatJobTime;
using std::chrono::hours;
using std::chrono::milliseconds;

}  // namespace

void Board::Post(int worker, const std::string& job_id) {
  const std::scoped_lock lock(mutex_);
  newest_[worker] = job_id;
}

std::string Board::AnyForeign(int reader, std::mt19937& random) {
  const std::scoped_lock lock(mutex_);
  if (newest_.empty()) return "";
  auto found = std::next(newest_.begin(), static_cast<int>(random() % newest_.size()));
  if (found->first == reader && ++found == newest_.end()) found = newest_.begin();
  return found->first == reader ? "" : found->second;
}

AccountWorker::AccountWorker(int number, RunningEmulator& emulator, Board& board)
    : number_(number),
      emulator_(emulator),
      board_(board),
      random_(static_cast<unsigned>(number)),
      client_(emulator.Port(), emulator.Clock()),
      model_(number, RunningEmulator::kStart + hours(100 * (number + 1))),
      starts_frozen_(number % 2 == 0) {}

void AccountWorker::Work(int phases, int jobs_in_phase) {
  try {
    CreateAccount();
    for (int phase = 0; phase < phases; ++phase) {
      const std::string in_phase = "phase " + std::to_string(phase);
      if (phase > 0) {
        step_ = in_phase + ", reset";
        ResetAccount();
      }
      for (int i = 0; i < jobs_in_phase; ++i) {
        step_ = in_phase + ", job " + std::to_string(i);
        Submit();
        for (int more = 0; more < 2; ++more) DoAnything();
      }
      step_ = in_phase + ", end";
      CheckJobsAndClock();
      CheckJournal();
    }
  } catch (const std::exception& failure) {
    throw std::runtime_error(step_ + ": " + failure.what());
  }
}

void AccountWorker::CreateAccount() {
  const Json created = Control("POST", "accounts", model_.Fixture(starts_frozen_).dump(), 201);
  account_id_ = created.at("AccountId");
  key_ = {created.at("AccessKeyId"), created.at("AccessKeySecret")};
  StartAgain();
}

void AccountWorker::StartAgain() {
  calls_.clear();
  const std::string common = Path(std::string("jobs/") + AccountModel::kCommonJob);
  const std::string created = Control("GET", common).at("CreatedAt");
  model_.Reset(base::ParseIsoTime(created).value());
  Expect(Control("GET", Path("clock")).at("Frozen"), starts_frozen_, "the clock at the start");
  if (starts_frozen_) return;
  Control("POST", Path("clock"), Json{{"Set", FormatJobTime(model_.now)}, {"Frozen", true}}.dump());
}

void AccountWorker::DoAnything() {
  // Real time goes on, and the accounts' clocks stand.
  emulator_.Clock().Set(emulator_.Clock().Now() + milliseconds(1));
  switch (random_() % 8) {
    case 0:
      return AdvanceClock();
    case 1:
      return ReadThroughControl();
    case 2:
      return ReadForeign();
    case 3:
    case 4:
      return ReadBatch();
    default:
      return ReadJob();
  }
}

void AccountWorker::Submit() {
  const auto app = std::next(model_.apps.begin(), static_cast<int>(random_() % model_.apps.size()));
  const std::string serial = std::to_string(number_) + '-' + std::to_string(++submitted_);
  Job job{.app_id = app->first,
          .app_params = Json{{"Serial", serial}}.dump(),
          .production_id = "pd " + serial,
          .created = model_.now};
  const Answer answer = Ask(
      "SubmitYikeAIAppJob",
      {{"AppId", job.app_id}, {"AppParams", job.app_params}, {"ProductionId", job.production_id}});
  Expect(answer.status, 200, "submit");
  job.id = answer.json.at("JobId");
  Expect(std::ranges::count(model_.jobs, job.id, &Job::id), 0, "jobs with the new id " + job.id);
  board_.Post(number_, job.id);
  model_.jobs.push_back(std::move(job));
}

void AccountWorker::ReadJob() {
  Job& job = AnyJob();
  const Answer answer = Ask("GetYikeAIAppJob", {{"JobId", job.id}});
  Expect(AccountModel::Comparable(answer.json), FieldsOf(job, "AppParams"), "read");
  ++job.polls;
}

void AccountWorker::ReadBatch() {
  std::string ids = board_.AnyForeign(number_, random_);
  std::vector<Job*> asked;
  const std::size_t count = 1 + random_() % 5;
  for (std::size_t i = 0; i < count; ++i) {
    Job& job = AnyJob();
    ids += ',' + job.id;
    // Once in the answer and one read, however often it was asked for.
    if (std::ranges::count(asked, &job) == 0) asked.push_back(&job);
  }
  Json wanted = Json::array();
  for (Job* job : asked) {
    wanted.push_back(FieldsOf(*job, "AppInputConfig"));
    ++job->polls;
  }
  const Answer answer = Ask("BatchGetYikeAIAppJob", {{"JobIds", ids}});
  Expect(answer.status, 200, "batch read of " + ids);
  Json got = Json::array();
  for (const Json& job : answer.json.at("JobList")) got.push_back(AccountModel::Comparable(job));
  Expect(got, wanted, "batch read of " + ids);
}

void AccountWorker::ReadThroughControl() {
  const Job& job = AnyJob();
  const Json got = Control("GET", Path("jobs/" + job.id));
  Expect({got.at("Status"), got.at("Polls").at("Count"), got.at("AppParams"), got.at("CreatedAt")},
         {model_.StatusOf(job), job.polls, job.app_params, FormatJobTime(job.created)},
         job.id + " in the control API");
}

void AccountWorker::ReadForeign() {
  const std::string foreign = board_.AnyForeign(number_, random_);
  if (foreign.empty()) return;
  const Answer answer = Ask("GetYikeAIAppJob", {{"JobId", foreign}});
  Expect({answer.status, answer.json.value("Code", "")}, {404, "JobNotFound"},
         "read of the foreign job " + foreign);
  Control("GET", Path("jobs/" + foreign), "", 404);
}

void AccountWorker::AdvanceClock() {
  const milliseconds by(random_() % 1500);
  model_.now += by;
  const std::string body = Json{{"Advance", std::to_string(by.count()) + "ms"}}.dump();
  Expect(Control("POST", Path("clock"), body),
         Json{{"Now", FormatJobTime(model_.now)}, {"Frozen", true}}, "clock after an advance");
}

void AccountWorker::CheckJobsAndClock() {
  std::map<std::string, Json> wanted;
  for (const Job& job : model_.jobs) {
    wanted[job.id] = Json::array({model_.StatusOf(job), job.polls, job.app_id, job.app_params});
  }
  std::map<std::string, Json> got;
  const Json list = Control("GET", Path("jobs?Limit=1000"));
  for (const Json& job : list.at("Jobs")) {
    got[job.at("JobId")] = Json::array(
        {job.at("Status"), job.at("Polls").at("Count"), job.at("AppId"), job.at("AppParams")});
  }
  Expect(got, wanted, "the account's jobs");
  Expect(Control("GET", Path("clock")), Json{{"Now", FormatJobTime(model_.now)}, {"Frozen", true}},
         "the account's clock");
}

void AccountWorker::CheckJournal() {
  Json wanted = Json::array();
  for (auto call = calls_.rbegin(); call != calls_.rend(); ++call) {
    wanted.push_back({call->request_id, call->action, account_id_, key_.access_key_id});
  }
  Json got = Json::array();
  const Json journal = Control("GET", "requests?Limit=1000&AccountId=" + account_id_);
  for (const Json& entry : journal.at("Requests")) {
    got.push_back({entry.at("RequestId"), entry.at("Action"), entry.at("AccountId"),
                   entry.at("AccessKeyId")});
  }
  Expect(got, wanted, "the account's journal");
}

void AccountWorker::ResetAccount() {
  const std::vector<Job> before = model_.jobs;
  Control("POST", "reset?AccountId=" + account_id_);
  StartAgain();
  CheckJobsAndClock();
  CheckJournal();
  for (const Job& job : {before.at(1), before.back()}) {
    const Answer answer = Ask("GetYikeAIAppJob", {{"JobId", job.id}});
    Expect({answer.status, answer.json.value("Code", "")}, {404, "JobNotFound"},
           "read of " + job.id + " from before the reset");
  }
}

Answer AccountWorker::Ask(const std::string& action, const base::Parameters& parameters) {
  const Way way{.scheme = random_() % 2 == 0 ? auth::Scheme::kV3 : auth::Scheme::kV1,
                .method = random_() % 2 == 0 ? "GET" : "POST"};
  Answer answer = client_.Call(key_, action, parameters, way);
  calls_.push_back({answer.json.at("RequestId"), action});
  return answer;
}

Json AccountWorker::Control(const std::string& method, const std::string& path,
                            const std::string& body, int status) {
  Answer answer = client_.Control(method, path, body);
  Expect(answer.status, status, method + ' ' + path + " with the answer " + answer.json.dump());
  return std::move(answer.json);
}

std::string AccountWorker::Path(const std::string& below) const {
  return "accounts/" + account_id_ + '/' + below;
}

Job& AccountWorker::AnyJob() {
  return model_.jobs.at(random_() % model_.jobs.size());
}

Json AccountWorker::FieldsOf(const Job& job, const std::string& input_name) const {
  return model_.FieldsOf(job, input_name,
                         "http://" + client_.Authority() + "/_media/" + account_id_ + '/');
}

void AccountWorker::Expect(const Json& got, const Json& wanted, const std::string& what) {
  if (got == wanted) return;
  throw std::runtime_error(what + ": got " + got.dump() + ", wanted " + wanted.dump());
}

}  // namespace fake_ice::test
