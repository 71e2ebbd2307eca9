#include "yike/settle.h"

#include <algorithm>

#include "yike/timeline.h"

namespace fake_ice::yike {
namespace {

using store::JobRecord;
using store::JobStatus;

/// When the job began to execute, as it is seen at `now`; that moment itself when it did not.
base::Moment StartOf(const JobRecord& job, base::Moment now) {
  JobRecord seen = job;
  Observe(seen, now);
  return std::min(seen.execution_start_time.value_or(now), now);
}

}  // namespace

void Settle(JobRecord& job, JobStatus status, base::Moment now) {
  const base::Moment start = StartOf(job, now);
  job.status = status;
  job.timeline.clear();
  job.poll_moments.clear();  // no step waits for reads any more
  job.execution_start_time.reset();
  job.execution_finish_time.reset();
  if (IsFinal(status)) {
    job.execution_start_time = start;
    job.execution_finish_time = now;
    if (status == JobStatus::kFinished) return;
    for (auto* outputs : {&job.images, &job.videos, &job.audios}) outputs->clear();
    return;
  }
  // A timeline that goes no further: results wait for a status that has them.
  job.timeline.push_back({.status = JobStatus::kCreated, .after = {}, .after_polls = {}});
  if (status == JobStatus::kCreated) return;
  const base::Moment begin = status == JobStatus::kExecuting ? start : now;
  const auto after = std::max(begin - job.created_at.value_or(begin), std::chrono::milliseconds{0});
  job.timeline.push_back({.status = status, .after = after, .after_polls = {}});
}

}  // namespace fake_ice::yike
