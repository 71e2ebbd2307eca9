#include "yike/timeline.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace fake_ice::yike {
namespace {

using store::JobRecord;
using store::JobStatus;
using store::TimelineStep;

/// When the job had been read so often as the step waits for; its creation when no more is known.
base::Moment PolledAt(const JobRecord& job, const TimelineStep& step) {
  for (const store::PollMoment& moment : job.poll_moments) {
    if (moment.polls == step.after_polls) return moment.at;
  }
  return *job.created_at;
}

/// When each step that has begun at `now` did so: never before the one in front of it. The first
/// begins with the job.
std::vector<base::Moment> Beginnings(const JobRecord& job, base::Moment now) {
  std::vector<base::Moment> beginnings{*job.created_at};
  while (beginnings.size() < job.timeline.size()) {
    const TimelineStep& step = job.timeline[beginnings.size()];
    const base::Moment due = *job.created_at + step.after.value_or(std::chrono::milliseconds(0));
    if (now < due || job.polls < step.after_polls.value_or(0)) break;
    beginnings.push_back(std::max({beginnings.back(), due, PolledAt(job, step)}));
  }
  return beginnings;
}

/// The beginning of the first step for which `is_wanted` holds.
template <typename IsWanted>
std::optional<base::Moment> FindBeginning(const JobRecord& job,
                                          const std::vector<base::Moment>& beginnings,
                                          IsWanted is_wanted) {
  for (std::size_t i = 0; i < beginnings.size(); ++i) {
    if (is_wanted(job.timeline[i].status)) return beginnings[i];
  }
  return std::nullopt;
}

}  // namespace

void Observe(JobRecord& job, base::Moment now) {
  if (job.timeline.empty()) return;
  const auto beginnings = Beginnings(job, now);
  job.status = job.timeline[beginnings.size() - 1].status;
  // A job that finishes without a step Executing began to execute when it finished.
  job.execution_start_time = FindBeginning(job, beginnings, [](JobStatus status) {
    return status == JobStatus::kExecuting || status == JobStatus::kFinished;
  });
  job.execution_finish_time = FindBeginning(job, beginnings, IsFinal);
  if (job.status != JobStatus::kFinished) {
    job.images.clear();
    job.videos.clear();
    job.audios.clear();
  }
}

std::optional<JobRecord> PollJob(const OperationCall& call, std::string_view job_id) {
  auto job = call.store.PollJob(call.account_id, job_id, call.now,
                                [&](JobRecord& read) { Observe(read, call.now); });
  if (job) call.on_poll(*job);
  return job;
}

}  // namespace fake_ice::yike
