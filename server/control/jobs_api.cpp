// /_fake-ice/accounts/{AccountId}/jobs: an account's jobs as a test sees and sets them.
#include <nlohmann/json.hpp>

#include "base/time_text.h"
#include "control/control.h"
#include "control/reply.h"
#include "fixtures/job_records.h"
#include "yike/timeline.h"

namespace fake_ice::control {
namespace {

using Json = nlohmann::ordered_json;

/// How often the job was read, and when, on the account's clock: the last times since start.
Json ShowPolls(std::int64_t count, const PollsOfJob& polls) {
  Json times = Json::array();
  for (const Poll& poll : polls.last) {
    if (poll.counted) times.push_back(base::FormatJobTime(poll.account_time));
  }
  return {{"Count", count}, {"Times", std::move(times)}};
}

/// The job in the form of a fixture, but for its polls, with its state at `now`. Looking is no
/// read: nothing is counted.
Json Show(store::JobRecord job, base::Moment now, const PollsOfJob& polls) {
  Json json = fixtures::WriteJob(job, {});
  yike::Observe(job, now);
  json["Status"] = NameOf(job.status);
  json["Polls"] = ShowPolls(job.polls, polls);
  if (job.execution_start_time) {
    json["ExecutionStartTime"] = base::FormatJobTime(*job.execution_start_time);
  }
  if (job.execution_finish_time) {
    json["ExecutionFinishTime"] = base::FormatJobTime(*job.execution_finish_time);
  }
  return json;
}

/// What one list may hold of AppParams.
constexpr std::size_t kMaxListedBytes = 64 * 1024 * 1024;

base::HttpResponse TooLarge(std::size_t fit) {
  return ReplyError(400, "InvalidLimit",
                    "the AppParams of these jobs have more than 64 MiB in all; with Limit=" +
                        std::to_string(fit) + " they fit");
}

}  // namespace

base::HttpResponse Control::ListJobs(const ControlRequest& request) {
  const std::string& account_id = request.path.at(1);
  const auto account = services_.store.FindAccount(account_id);
  if (!account) return NoSuchAccount(account_id);
  const std::string status = request.Query("Status");
  const std::size_t limit = LimitOf(request);
  std::string after = request.Query("After");
  const base::Moment now = account->clock.Now(services_.clock.Now());
  Json list = Json::array();
  // What the status of a job with a timeline is now is not in the store, so that pages are read
  // until enough have it.
  const auto wanted = store::ParseJobStatus(status);
  const std::size_t page_size = status.empty() ? limit : kMaxListed;
  std::size_t bytes = 0;
  while (list.size() < limit) {
    std::vector<store::JobRecord> page =
        wanted ? services_.store.ReadPossibleJobs(account_id, *wanted, after, page_size)
               : services_.store.ReadJobs(account_id, after, page_size);
    if (page.empty()) break;
    after = page.back().job_id;
    for (store::JobRecord& job : page) {
      if (list.size() == limit) break;
      const PollsOfJob polls = services_.polls.Read(account_id, job.job_id);
      const std::size_t job_bytes = job.app_params.value_or("").size();
      Json shown = Show(std::move(job), now, polls);
      if (!status.empty() && shown["Status"] != status) continue;
      bytes += job_bytes;
      if (bytes > kMaxListedBytes) return TooLarge(list.size());
      list.push_back(std::move(shown));
    }
  }
  return Reply(200, {{"Jobs", std::move(list)}});
}

base::HttpResponse Control::ReadJob(const ControlRequest& request) {
  const std::string& account_id = request.path.at(1);
  const auto account = services_.store.FindAccount(account_id);
  if (!account) return NoSuchAccount(account_id);
  auto job = services_.store.FindJob(account_id, request.path.at(3));
  if (!job) return NoSuchJob(request.path.at(3));
  return Reply(200, Show(std::move(*job), account->clock.Now(services_.clock.Now()),
                         services_.polls.Read(account_id, request.path.at(3))));
}

}  // namespace fake_ice::control
