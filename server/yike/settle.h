#pragma once

#include "base/clock.h"
#include "store/records.h"

namespace fake_ice::yike {

/// Lets a job have `status` from `now` on its account's clock, until it is told otherwise. What was
/// submitted, its creation, its reads and its results stay; a failed job has no results. A job
/// that had begun to execute keeps that time, one that had not begins to execute now when the
/// status is a later one, and a final one finishes now.
void Settle(store::JobRecord& job, store::JobStatus status, base::Moment now);

}  // namespace fake_ice::yike
