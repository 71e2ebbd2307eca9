// Sequences of submits, reads, clock moves, faults, exports, resets and deletions in a few
// accounts, each answer held against the model of its account that the tests have.
// Input: a byte that chooses whether the accounts are made through the control API (one in 16, for
// that takes long) or were there from the start; then bytes that choose account and action.
#include <algorithm>
#include <array>
#include <memory>

#include "emulator/account_model.h"
#include "fuzz/fuzz.h"
#include "fuzz/in_process.h"

using namespace fake_ice;
using fuzz::Require;
using Json = nlohmann::json;
using Job = test::AccountModel::Job;
using base::FormatJobTime;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t kAccounts = 3;
constexpr int kMaxActions = 48;

void RequireSame(const Json& got, const Json& wanted, std::string_view what) {
  if (got != wanted) fuzz::RequireSame(got.dump(), wanted.dump(), what);
}

/// The fixture of the account that is there from the start as `number`.
Json FixtureOf(int number) {
  Json fixture = test::AccountModel(number, fuzz::InProcess::kStart).Fixture(/*frozen=*/true);
  fixture["AccountId"] = std::to_string(number);
  fixture["AccessKeys"] = Json::array(
      {{{"AccessKeyId", "key-" + std::to_string(number)}, {"AccessKeySecret", "secret"}}});
  return fixture;
}

std::string FixtureOfAll() {
  Json accounts = Json::array();
  for (std::size_t number = 0; number < kAccounts; ++number) {
    accounts.push_back(FixtureOf(static_cast<int>(number)));
  }
  return Json{{"Accounts", accounts}}.dump();
}

/// An account with its clock frozen, and what it must answer.
class Account {
 public:
  Account(int number, bool is_made, fuzz::InProcess& server, fuzz::Bytes& bytes)
      : server_(server), bytes_(bytes), model_(number, fuzz::InProcess::kStart) {
    Json known = FixtureOf(number);
    known.merge_patch(known.at("AccessKeys").at(0));
    if (is_made) {
      known = Control("POST", "accounts", model_.Fixture(/*frozen=*/true).dump(), 201);
    }
    id_ = known.at("AccountId");
    key_ = known.at("AccessKeyId");
    secret_ = known.at("AccessKeySecret");
    StartAgain();
  }

  void DoAnything() {
    switch (bytes_.Next() % 16) {
      case 0:
      case 1:
      case 2:
        return Submit();
      case 3:
      case 4:
        return AdvanceClock();
      case 5:
        return ReadBatch();
      case 6:
        return ReadThroughControl();
      case 7:  // it takes longer than all others together
        return bytes_.Next() % 4 == 0 ? Export() : ReadJob();
      case 8:
        return Reset();
      case 9:
        return FailOnce();
      case 10:
        return DeleteJob();
      case 11:
        return ReadUnknown();
      default:
        return ReadJob();
    }
  }

  void Delete() {
    Control("DELETE", Path(""), "");
    Control("GET", Path("clock"), "", 404);
  }

 private:
  void StartAgain() {
    const Json common = Control("GET", Path("jobs/common"));
    model_.Reset(base::ParseIsoTime(common.at("CreatedAt").get<std::string>()).value());
  }

  void Submit() {
    auto app = std::next(model_.apps.begin(), static_cast<int>(bytes_.Below(model_.apps.size())));
    Job job{.app_id = app->first,
            .app_params = Json{{"Serial", bytes_.Next()}}.dump(),
            .production_id = "pd",
            .created = model_.now};
    const Json answer = Call("SubmitYikeAIAppJob", {{"AppId", job.app_id},
                                                    {"AppParams", job.app_params},
                                                    {"ProductionId", job.production_id}});
    job.id = answer.at("JobId");
    Require(std::ranges::count(model_.jobs, job.id, &Job::id) == 0, "a job's id is new", job.id);
    model_.jobs.push_back(std::move(job));
  }

  void ReadJob() {
    if (model_.jobs.empty()) return;
    Job& job = AnyJob();
    const Json answer = Call("GetYikeAIAppJob", {{"JobId", job.id}});
    RequireSame(test::AccountModel::Comparable(answer), FieldsOf(job, "AppParams"), "a read");
    ++job.polls;
  }

  void ReadBatch() {
    if (model_.jobs.empty()) return;
    std::string ids = "unknown";
    std::vector<Job*> asked;
    for (std::size_t left = 1 + bytes_.Below(4); left > 0; --left) {
      Job& job = AnyJob();
      ids += ',' + job.id;
      if (std::ranges::count(asked, &job) == 0) asked.push_back(&job);
    }
    Json wanted = Json::array();
    for (Job* job : asked) {
      wanted.push_back(FieldsOf(*job, "AppInputConfig"));
      ++job->polls;
    }
    Json got = Json::array();
    const Json answer = Call("BatchGetYikeAIAppJob", {{"JobIds", ids}});
    for (const Json& job : answer.at("JobList")) {
      got.push_back(test::AccountModel::Comparable(job));
    }
    RequireSame(got, wanted, "a batch");
  }

  void ReadThroughControl() {
    Json wanted = Json::object();
    for (const Job& job : model_.jobs) wanted[job.id] = {model_.StatusOf(job), job.polls};
    Json got = Json::object();
    const Json listed = Control("GET", Path("jobs?Limit=1000"));
    for (const Json& job : listed.at("Jobs")) {
      got[job.at("JobId").get<std::string>()] = {job.at("Status"), job.at("Polls").at("Count")};
    }
    RequireSame(got, wanted, "the list of jobs");
    RequireSame(Control("GET", Path("clock")),
                {{"Now", FormatJobTime(model_.now)}, {"Frozen", true}}, "the clock");
  }

  void ReadUnknown() {
    const Json answer = Call("GetYikeAIAppJob", {{"JobId", "unknown"}}, 404);
    RequireSame(answer.at("Code"), "JobNotFound", "a read of no job");
  }

  void AdvanceClock() {
    const milliseconds by(bytes_.Below(3000));
    model_.now += by;
    const Json body{{"Advance", std::to_string(by.count()) + "ms"}};
    RequireSame(Control("POST", Path("clock"), body.dump()),
                {{"Now", FormatJobTime(model_.now)}, {"Frozen", true}}, "a clock after a move");
  }

  void FailOnce() {
    const Json fault{{"Match", {{"Action", "GetYikeAIAppJob"}}},
                     {"Times", 1},
                     {"Error", {{"Code", "Throttling.User"}}}};
    Control("POST", Path("faults"), fault.dump());
    const Json answer = Call("GetYikeAIAppJob", {{"JobId", "common"}}, 400);
    RequireSame(answer.at("Code"), "Throttling.User", "a call that a fault acts on");
    Control("DELETE", Path("faults"));
  }

  void DeleteJob() {
    if (model_.jobs.empty()) return;
    const std::string id = AnyJob().id;
    std::erase_if(model_.jobs, [&](const Job& job) { return job.id == id; });
    Control("DELETE", Path("jobs/" + id));
    Control("GET", Path("jobs/" + id), "", 404);
  }

  void Export() {
    const auto written = server_.Control("GET", "fixtures?Secrets=true").body;
    const auto loaded = server_.Control("POST", "fixtures", written);
    Require(loaded.status == 200, "an export loads", loaded.body);
    fuzz::RequireSame(server_.Control("GET", "fixtures?Secrets=true").body, written,
                      "an export loads to the same state");
  }

  void Reset() {
    Control("POST", "reset?AccountId=" + id_);
    StartAgain();
    ReadThroughControl();
  }

  Json Call(const std::string& action, const base::Parameters& parameters, int status = 200) {
    const std::uint8_t way = bytes_.Next();
    const auto answer =
        server_.Call({.method = way % 2 == 0 ? "GET" : "POST",
                      .action = action,
                      .format = "JSON",
                      .parameters = parameters,
                      .access_key_id = key_,
                      .access_key_secret = secret_,
                      .scheme = way / 2 % 2 == 0 ? auth::Scheme::kV3 : auth::Scheme::kV1});
    Require(answer.status == status, action, answer.body);
    return Json::parse(answer.body);
  }

  Json Control(const std::string& method, const std::string& path, const std::string& body = "",
               int status = 200) {
    const auto answer = server_.Control(method, path, body);
    Require(answer.status == status || (status == 200 && answer.status == 201), method + ' ' + path,
            std::to_string(answer.status) + ' ' + answer.body);
    return Json::parse(answer.body);
  }

  [[nodiscard]] std::string Path(const std::string& below) const {
    return "accounts/" + id_ + (below.empty() ? "" : "/") + below;
  }
  Job& AnyJob() { return model_.jobs.at(bytes_.Below(model_.jobs.size())); }
  [[nodiscard]] Json FieldsOf(const Job& job, const std::string& input_name) const {
    return model_.FieldsOf(job, input_name, "http://localhost/_media/" + id_ + '/');
  }

  fuzz::InProcess& server_;
  fuzz::Bytes& bytes_;
  test::AccountModel model_;
  std::string id_, key_, secret_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::InProcess server(FixtureOfAll());
  fuzz::Bytes bytes(data, size);
  const bool are_made = bytes.Next() % 16 == 0;
  std::array<std::unique_ptr<Account>, kAccounts> accounts;
  for (int action = 0; action < kMaxActions && !bytes.IsEmpty(); ++action) {
    const std::size_t number = bytes.Below(kAccounts);
    auto& account = accounts[number];
    if (!account) {
      account = std::make_unique<Account>(static_cast<int>(number), are_made, server, bytes);
    }
    account->DoAnything();
  }
  for (const auto& account : accounts) {
    if (account && are_made) account->Delete();
  }
  server.Restore();
  return 0;
}
