// What a timeline, a clock and a number of reads make of a job.
#include "yike/timeline.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/time_text.h"

using namespace fake_ice;
using namespace std::chrono_literals;
using store::JobStatus;
using store::TimelineStep;
using Timeline = std::vector<TimelineStep>;

namespace {

const base::Moment kCreated = base::ParseIsoTime("2026-02-06T18:53:00.000+08:00").value();

store::JobRecord JobWith(Timeline timeline) {
  return {.job_id = "j",
          .timeline = std::move(timeline),
          .created_at = kCreated,
          .images = {{"m", "u"}}};
}

/// Status, start and finish as seconds after creation, and the number of results.
std::string Show(const store::JobRecord& job) {
  const auto time = [](const std::optional<base::Moment>& moment) {
    return moment ? base::FormatDuration(*moment - kCreated) : std::string("-");
  };
  return std::string(NameOf(job.status)) + ' ' + time(job.execution_start_time) + ' ' +
         time(job.execution_finish_time) + ' ' + std::to_string(job.images.size());
}

struct Look {
  std::chrono::milliseconds at;  ///< after creation
  std::string seen;
};

struct Row {
  std::string name;
  Timeline timeline;
  std::vector<std::chrono::milliseconds> reads;  ///< after creation
  std::vector<Look> looks;                       ///< after all of them, at the same job
};

const Timeline kByTime{{JobStatus::kCreated},
                       {JobStatus::kQueuing, 2s},
                       {JobStatus::kExecuting, 4s},
                       {JobStatus::kFinished, 10s}};
const Timeline kByPolls{
    {JobStatus::kCreated}, {JobStatus::kExecuting, {}, 2}, {JobStatus::kFinished, {}, 5}};

const std::vector<Row> kRows{
    {"one step for good",
     {{JobStatus::kQueuing}},
     {1s},
     {{0s, "Queuing - - 0"}, {1000h, "Queuing - - 0"}}},
    {"each step begins at its time, to the millisecond",
     kByTime,
     {},
     {{0s, "Created - - 0"},
      {1999ms, "Created - - 0"},
      {2s, "Queuing - - 0"},
      {3999ms, "Queuing - - 0"},
      {4s, "Executing 4s - 0"},
      {9999ms, "Executing 4s - 0"},
      {10s, "Finished 4s 10s 1"},
      {1000h, "Finished 4s 10s 1"}}},
    {"the first look may come late: the times are those of the steps",
     kByTime,
     {},
     {{50s, "Finished 4s 10s 1"}}},
    {"before enough reads", kByPolls, {1s}, {{9s, "Created - - 0"}}},
    {"a step after n reads begins with the nth, whenever it is seen",
     kByPolls,
     {1s, 2s},
     {{2s, "Executing 2s - 0"}, {9s, "Executing 2s - 0"}}},
    {"each step has its own read",
     kByPolls,
     {1s, 2s, 3s, 4s, 5s, 6s},
     {{6s, "Finished 2s 5s 1"}, {100s, "Finished 2s 5s 1"}}},
    {"a step waits for the one before it",
     {{JobStatus::kCreated}, {JobStatus::kQueuing, {}, 3}, {JobStatus::kExecuting, 1s}},
     {1s, 2s, 3s},
     {{5s, "Executing 3s - 0"}}},
    {"of a time and reads the later counts: the time",
     {{JobStatus::kCreated}, {JobStatus::kFinished, 5s, 2}},
     {1s, 2s},
     {{4999ms, "Created - - 0"}, {5s, "Finished 5s 5s 1"}}},
    {"of a time and reads the later counts: the reads",
     {{JobStatus::kCreated}, {JobStatus::kFinished, 5s, 2}},
     {6s, 7s},
     {{7s, "Finished 7s 7s 1"}}},
    {"a state that the clock reached has the clock's time, whatever waits for reads before it",
     {{JobStatus::kCreated}, {JobStatus::kQueuing, {}, 1}, {JobStatus::kExecuting, 5s}},
     {1s},
     {{4s, "Queuing - - 0"}, {60s, "Executing 5s - 0"}}},
    {"a step after no reads begins with the one before it",
     {{JobStatus::kCreated}, {JobStatus::kExecuting, 3s}, {JobStatus::kFinished, {}, 0}},
     {},
     {{9s, "Finished 3s 3s 1"}}},
    {"a failed job has no results, and no start when it never executed",
     {{JobStatus::kCreated}, {JobStatus::kFailed, 3s}},
     {},
     {{3s, "Failed - 3s 0"}}},
    {"a job that finishes without executing began when it finished",
     {{JobStatus::kCreated}, {JobStatus::kFinished, 3s}},
     {},
     {{9s, "Finished 3s 3s 1"}}},
    {"before its creation a job is in its first state", kByTime, {}, {{-1h, "Created - - 0"}}},
    {"whatever was read", kByPolls, {1s, 1s, 1s, 1s, 1s}, {{-1h, "Created - - 0"}}},
};

}  // namespace

TEST_CASE("timelines by table") {
  for (const Row& row : kRows) {
    CAPTURE(row.name);
    store::JobRecord job = JobWith(row.timeline);
    for (const std::chrono::milliseconds read : row.reads) {
      job.poll_moments.push_back({++job.polls, kCreated + read});
    }
    for (const Look& look : row.looks) {
      job.images = {{"m", "u"}};  // as the store gives them back
      yike::Observe(job, kCreated + look.at);
      CHECK(Show(job) == look.seen);
    }
  }
}

TEST_CASE("a job without a timeline stays as it is") {
  store::JobRecord job{.job_id = "j", .status = JobStatus::kQueuing, .images = {{"m", "u"}}};
  job.execution_start_time = kCreated;
  yike::Observe(job, kCreated + 100h);
  CHECK(Show(job) == "Queuing 0s - 1");
}

TEST_CASE("a clock that is set back takes the job back with it") {
  store::JobRecord job = JobWith(kByTime);
  yike::Observe(job, kCreated + 10s);
  CHECK(job.status == JobStatus::kFinished);
  yike::Observe(job, kCreated + 3s);
  CHECK(Show(job) == "Queuing - - 0");
}

TEST_CASE("reads of which no moment is known happened at the job's creation") {
  store::JobRecord job = JobWith(kByPolls);
  job.polls = 5;
  job.poll_moments = {{5, kCreated + 7s}};
  yike::Observe(job, kCreated + 9s);
  CHECK(Show(job) == "Finished 0s 7s 1");
}
