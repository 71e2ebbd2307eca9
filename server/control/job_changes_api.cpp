// Setting, changing, ending and deleting jobs: /_fake-ice/accounts/{AccountId}/jobs/{JobId}.
#include <nlohmann/json.hpp>

#include <array>
#include <set>

#include "control/control.h"
#include "control/reply.h"
#include "fixtures/json_text.h"
#include "fixtures/records.h"
#include "yike/settle.h"
#include "yike/timeline.h"

namespace fake_ice::control {
namespace {

using Json = nlohmann::ordered_json;
using Failed = base::Unexpected<base::HttpResponse>;

/// A job with the files of its outputs, as the body of a request says it.
struct GivenJob {
  store::JobRecord job;
  std::vector<store::ContentRecord> contents;
};

/// The body as a JSON object, that may name no other job than the path does.
base::Expected<Json, base::HttpResponse> ReadBody(const ControlRequest& request) {
  auto body = fixtures::ParseJsonText(request.body.empty() ? "{}" : request.body);
  if (!body) return Failed(BadFixture(body.error()));
  if (!body->is_object()) {
    return Failed(ReplyError(400, "InvalidFixture", "The body must be an object."));
  }
  const std::string& job_id = request.path.at(3);
  if (body->value("JobId", Json(job_id)) != job_id) {
    return Failed(ReplyError(400, "InvalidFixture", "/JobId is not the JobId of the path."));
  }
  return std::move(*body);
}

/// The job of the path as `body` says it, which is a job of a fixture.
base::Expected<GivenJob, base::HttpResponse> ReadJobOf(const ControlRequest& request, Json body) {
  body["JobId"] = request.path.at(3);
  const Json document{{"Accounts", Json::array({{{"AccountId", request.path.at(1)},
                                                 {"Jobs", Json::array({std::move(body)})}}})}};
  auto accounts = fixtures::ReadDocument(document);
  if (!accounts) return Failed(BadFixture(accounts.error(), "/Accounts/0/Jobs/0"));
  store::AccountRecord& account = accounts->front();
  return GivenJob{std::move(account.jobs.front()), std::move(account.contents)};
}

void TakeResult(store::JobRecord& job, const store::JobRecord& given) {
  job.images = given.images;
  job.videos = given.videos;
  job.audios = given.audios;
}

/// The keys of a job that it may be without, and what is without them.
constexpr std::array<std::string_view, 9> kRemovable{
    "AppId",  "AppParams",          "ProductionId",        "FolderId", "Polls",
    "Result", "ExecutionStartTime", "ExecutionFinishTime", "PolledAt"};

/// Changes what a PATCH names. What it removes is not in `given` either.
void Apply(const std::set<std::string>& names, const store::JobRecord& given, base::Moment now,
           store::JobRecord& job) {
  const auto named = [&](const char* name) { return names.contains(name); };
  if (named("AppId")) job.app_id = given.app_id;
  if (named("AppParams")) job.app_params = given.app_params;
  if (named("ProductionId")) job.production_id = given.production_id;
  if (named("FolderId")) job.folder_id = given.folder_id;
  if (named("CreatedAt")) job.created_at = given.created_at;
  if (named("Polls")) job.polls = given.polls;
  if (named("PolledAt")) job.poll_moments = given.poll_moments;
  if (named("Timeline")) job.timeline = given.timeline;
  // The moments are those of reads that steps wait for: a new timeline has its own.
  if (named("Timeline") || named("PolledAt")) job.poll_moments = given.poll_moments;
  if (named("Status")) yike::Settle(job, given.status, now);
  if (named("Result")) TakeResult(job, given);
  if (named("ExecutionStartTime")) job.execution_start_time = given.execution_start_time;
  if (named("ExecutionFinishTime")) job.execution_finish_time = given.execution_finish_time;
}

}  // namespace

base::HttpResponse Control::PutJob(const ControlRequest& request) {
  const std::string& account_id = request.path.at(1);
  if (!services_.store.FindAccount(account_id)) return NoSuchAccount(account_id);
  auto body = ReadBody(request);
  if (!body) return body.error();
  auto given = ReadJobOf(request, std::move(*body));
  if (!given) return given.error();
  const store::AccountRecord account{.account_id = account_id,
                                     .jobs = {std::move(given->job)},
                                     .contents = std::move(given->contents)};
  const auto put = services_.store.Update(account, services_.clock.Now());
  if (!put) return ReplyError(409, "Conflict", put.error() + "; nothing was changed.");
  if (!*put) return NoSuchAccount(account_id);
  services_.polls.Clear(account_id, request.path.at(3));
  return ReadJob(request);
}

base::HttpResponse Control::PatchJob(const ControlRequest& request) {
  auto body = ReadBody(request);
  if (!body) return body.error();
  body->erase("JobId");
  if (body->empty()) return ReplyError(400, "InvalidFixture", "The body changes nothing.");
  std::set<std::string> names;
  for (const auto& [name, value] : body->items()) names.insert(name);
  for (const std::string_view name : kRemovable) {
    const auto member = body->find(std::string(name));
    if (member != body->end() && member->is_null()) body->erase(member);
  }
  // A job must have one of them; what is not named is not taken.
  if (!body->contains("Status") && !body->contains("Timeline")) {
    (*body)["Timeline"] = Json::array({{{"Status", "Created"}}});
  }
  const auto given = ReadJobOf(request, std::move(*body));
  if (!given) return given.error();
  return ChangeJob(request, given->contents, [&](store::JobRecord& job, base::Moment now) {
    Apply(names, given->job, now, job);
    return true;
  });
}

base::HttpResponse Control::FinishJob(const ControlRequest& request) {
  return EndJob(request, store::JobStatus::kFinished);
}

base::HttpResponse Control::FailJob(const ControlRequest& request) {
  return EndJob(request, store::JobStatus::kFailed);
}

base::HttpResponse Control::EndJob(const ControlRequest& request, store::JobStatus status) {
  auto body = ReadBody(request);
  if (!body) return body.error();
  for (const auto& [name, value] : body->items()) {
    if (name == "Result" || name == "JobId") continue;
    return BadFixture({{.file = {},
                        .place = '/' + name,
                        .reason = "is not understood here; the body may give a Result alone"}});
  }
  const bool has_result = body->contains("Result");
  (*body)["Status"] = NameOf(status);
  const auto given = ReadJobOf(request, std::move(*body));
  if (!given) return given.error();
  std::optional<store::JobStatus> ended;
  auto answer = ChangeJob(request, given->contents, [&](store::JobRecord& job, base::Moment now) {
    store::JobRecord seen = job;
    yike::Observe(seen, now);
    if (yike::IsFinal(seen.status)) {
      ended = seen.status;
      return false;
    }
    yike::Settle(job, status, now);
    if (has_result) TakeResult(job, given->job);
    return true;
  });
  if (!ended) return answer;
  return ReplyError(409, "Conflict",
                    "The job is " + std::string(NameOf(*ended)) +
                        " already; PATCH and PUT change one that has ended. Nothing was changed.");
}

base::HttpResponse Control::ChangeJob(
    const ControlRequest& request, const std::vector<store::ContentRecord>& contents,
    const std::function<bool(store::JobRecord&, base::Moment)>& change) {
  const std::string& account_id = request.path.at(1);
  if (!services_.store.FindAccount(account_id)) return NoSuchAccount(account_id);
  if (!services_.store.ChangeJob(account_id, request.path.at(3), contents, services_.clock.Now(),
                                 change)) {
    return NoSuchJob(request.path.at(3));
  }
  return ReadJob(request);
}

base::HttpResponse Control::DeleteJob(const ControlRequest& request) {
  const std::string& account_id = request.path.at(1);
  const std::string& job_id = request.path.at(3);
  if (!services_.store.FindAccount(account_id)) return NoSuchAccount(account_id);
  if (!services_.store.DeleteJob(account_id, job_id)) return NoSuchJob(job_id);
  services_.polls.Clear(account_id, job_id);
  return Reply(200, Json::object());
}

}  // namespace fake_ice::control
