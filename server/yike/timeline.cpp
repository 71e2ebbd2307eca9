#include "yike/timeline.h"

#include <algorithm>
#include <optional>

namespace fake_ice::yike {
namespace {

using store::JobRecord;
using store::JobStatus;
using store::TimelineStep;

bool HasBegun(const JobRecord& job, const TimelineStep& step, base::Moment now) {
  if (step.after && now < *job.created_at + *step.after) return false;
  return !step.after_polls || job.polls >= *step.after_polls;
}

/// How many steps have begun. Steps begin in their order, the first with the job itself.
std::size_t BegunSteps(const JobRecord& job, base::Moment now) {
  std::size_t count = 1;
  while (count < job.timeline.size() && HasBegun(job, job.timeline[count], now)) ++count;
  return count;
}

/// When step `index` began, as far as the timeline tells: not where it or an earlier step waited
/// for reads.
std::optional<base::Moment> BeginningOf(const JobRecord& job, std::size_t index) {
  base::Moment beginning = *job.created_at;
  for (std::size_t i = 0; i <= index; ++i) {
    const TimelineStep& step = job.timeline[i];
    if (step.after_polls) return std::nullopt;
    if (step.after) beginning = std::max(beginning, *job.created_at + *step.after);
  }
  return beginning;
}

/// The first of the steps that have begun for which `is_wanted` holds.
template <typename IsWanted>
std::optional<std::size_t> FindStep(const JobRecord& job, std::size_t begun, IsWanted is_wanted) {
  for (std::size_t i = 0; i < begun; ++i) {
    if (is_wanted(job.timeline[i].status)) return i;
  }
  return std::nullopt;
}

/// Notes the beginning of a step in `time`, or takes away what an earlier look noted when the clock
/// was set back.
void Note(const JobRecord& job, std::optional<std::size_t> step, base::Moment now,
          std::optional<base::Moment>& time) {
  if (!step) {
    time.reset();
  } else if (const auto beginning = BeginningOf(job, *step)) {
    time = beginning;
  } else if (!time) {
    time = now;
  }
}

}  // namespace

void Observe(JobRecord& job, base::Moment now) {
  if (job.timeline.empty()) return;
  const std::size_t begun = BegunSteps(job, now);
  job.status = job.timeline[begun - 1].status;
  // A job that finishes without a step Executing began to execute when it finished.
  Note(job,
       FindStep(job, begun,
                [](JobStatus status) {
                  return status == JobStatus::kExecuting || status == JobStatus::kFinished;
                }),
       now, job.execution_start_time);
  Note(job, FindStep(job, begun, IsFinal), now, job.execution_finish_time);
  if (job.status != JobStatus::kFinished) {
    job.images.clear();
    job.videos.clear();
    job.audios.clear();
  }
}

std::optional<JobRecord> PollJob(const OperationCall& call, std::string_view job_id) {
  auto job = call.store.PollJob(call.account_id, job_id,
                                [&](JobRecord& read) { Observe(read, call.now); });
  if (job) call.on_poll(*job);
  return job;
}

}  // namespace fake_ice::yike
