#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "store/records.h"
#include "yike/operation.h"

namespace fake_ice::yike {

/// Sets status, execution times and results of a job that lives by a timeline to what they are at
/// `now` on its account's clock, after the reads counted in the job. A job without a timeline stays
/// as it is. All of it follows from the job's creation, timeline, reads and their moments, and from
/// `now`: looking changes nothing. A step begins when the one before it has begun, its After has
/// passed and the job had been read AfterPolls times, at the last of these moments. Results are
/// there once the job has finished.
void Observe(store::JobRecord& job, base::Moment now);

/// A client's read of a job of the caller's account: counted, and seen as it is at that moment.
std::optional<store::JobRecord> PollJob(const OperationCall& call, std::string_view job_id);

constexpr bool IsFinal(store::JobStatus status) {
  return status == store::JobStatus::kFinished || status == store::JobStatus::kFailed;
}

}  // namespace fake_ice::yike
