// A job's life by its timeline, clock and reads, against the model that the tests have.
// Input: steps of three bytes (kind, after, polls) up to a byte 0, then actions.
#include "yike/timeline.h"

#include <algorithm>

#include "fuzz/fuzz.h"
#include "support/timeline_model.h"

using namespace fake_ice;
using fuzz::Require;
using std::chrono::milliseconds;

namespace {

constexpr std::int64_t kCreated = 1'000'000'000'000;

struct Life {
  store::JobRecord job;
  test::ModelTimeline timeline;
};

Life ReadLife(fuzz::Bytes& bytes) {
  Life life;
  life.job.job_id = "job";
  life.job.created_at = base::Moment(milliseconds(kCreated));
  life.job.images = {{}};
  std::size_t status = 0;
  std::int64_t after = 0;
  std::int64_t polls = 0;
  for (int step = 0; step < 6; ++step) {
    const std::uint8_t kind = step == 0 ? std::uint8_t{1} : bytes.Next();
    if (kind == 0) break;
    if (step > 0) status = std::min<std::size_t>(status + 1U + kind % 2U, 4);
    if (step > 0) after += static_cast<std::int64_t>(bytes.Below(2048));
    if (step > 0) polls += static_cast<std::int64_t>(bytes.Below(3));
    const auto name = store::kJobStatusNames.at(status);
    life.timeline.push_back({std::string(name), after, polls});
    store::TimelineStep taken{.status = static_cast<store::JobStatus>(status)};
    if (after > 0) taken.after = milliseconds(after);
    if (polls > 0) taken.after_polls = polls;
    life.job.timeline.push_back(taken);
    if (status >= 3) break;  // final states end a timeline
  }
  return life;
}

/// What the store keeps of a read.
void Read(store::JobRecord& job, base::Moment now) {
  ++job.polls;
  for (const store::TimelineStep& step : job.timeline) {
    if (step.after_polls == job.polls) job.poll_moments.push_back({job.polls, now});
  }
}

void Check(const Life& life, const test::LifeModel& model, std::int64_t now) {
  store::JobRecord seen = life.job;
  yike::Observe(seen, base::Moment(milliseconds(now)));
  const auto wanted = model.At(now);
  const auto time = [](const std::optional<base::Moment>& moment) {
    return moment ? std::to_string(moment->time_since_epoch().count()) : "none";
  };
  const auto wanted_time = [](const std::optional<std::int64_t>& moment) {
    return moment ? std::to_string(*moment) : "none";
  };
  fuzz::RequireSame(store::NameOf(seen.status), wanted.status, "the model's status");
  fuzz::RequireSame(time(seen.execution_start_time), wanted_time(wanted.start),
                    "the model's start");
  fuzz::RequireSame(time(seen.execution_finish_time), wanted_time(wanted.finish),
                    "the model's finish");
  Require(seen.images.empty() == (seen.status != store::JobStatus::kFinished),
          "results are there once a job has finished");
  const store::JobRecord once = seen;
  yike::Observe(seen, base::Moment(milliseconds(now)));
  Require(seen.status == once.status && seen.execution_start_time == once.execution_start_time,
          "looking changes nothing");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  Life life = ReadLife(bytes);
  test::LifeModel model(life.timeline, kCreated);
  std::int64_t now = kCreated;
  for (int action = 0; action < 64 && !bytes.IsEmpty(); ++action) {
    const std::uint8_t what = bytes.Next();
    if (what % 2 == 0) {
      now += what / 2 * 16;
    } else {
      Read(life.job, base::Moment(milliseconds(now)));
      model.Read(now);
    }
    Check(life, model, now);
  }
  return 0;
}
