// What a timeline, a clock and a number of reads make of a job.
#include "yike/timeline.h"

#include <doctest/doctest.h>

#include <random>
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
  std::int64_t polls;            ///< before this look
  std::string seen;
};

struct Row {
  std::string name;
  Timeline timeline;
  std::vector<Look> looks;  ///< one after the other, at the same job
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
     {{0s, 0, "Queuing - - 0"}, {1000h, 1000, "Queuing - - 0"}}},
    {"each step begins at its time, to the millisecond",
     kByTime,
     {{0s, 0, "Created - - 0"},
      {1999ms, 0, "Created - - 0"},
      {2s, 0, "Queuing - - 0"},
      {3999ms, 0, "Queuing - - 0"},
      {4s, 0, "Executing 4s - 0"},
      {9999ms, 0, "Executing 4s - 0"},
      {10s, 0, "Finished 4s 10s 1"},
      {1000h, 99, "Finished 4s 10s 1"}}},
    {"the first look may come late: the times are those of the steps",
     kByTime,
     {{50s, 0, "Finished 4s 10s 1"}}},
    {"a step after n reads is seen by read n + 1, and its time is that of the look",
     kByPolls,
     {{1s, 0, "Created - - 0"},
      {2s, 1, "Created - - 0"},
      {3s, 2, "Executing 3s - 0"},
      {4s, 3, "Executing 3s - 0"},
      {5s, 4, "Executing 3s - 0"},
      {6s, 5, "Finished 3s 6s 1"},
      {7s, 6, "Finished 3s 6s 1"}}},
    {"a step waits for the one before it",
     {{JobStatus::kCreated}, {JobStatus::kQueuing, {}, 3}, {JobStatus::kExecuting, 1s}},
     {{5s, 2, "Created - - 0"}, {6s, 3, "Executing 6s - 0"}}},
    {"a step may ask for time and reads",
     {{JobStatus::kCreated}, {JobStatus::kFinished, 5s, 2}},
     {{6s, 1, "Created - - 0"}, {4s, 2, "Created - - 0"}, {5s, 2, "Finished 5s 5s 1"}}},
    {"a failed job has no results, and no start when it never executed",
     {{JobStatus::kCreated}, {JobStatus::kFailed, 3s}},
     {{3s, 0, "Failed - 3s 0"}}},
    {"a job that finishes without executing began when it finished",
     {{JobStatus::kCreated}, {JobStatus::kFinished, 3s}},
     {{9s, 0, "Finished 3s 3s 1"}}},
    {"before its creation a job is in its first state", kByTime, {{-1h, 0, "Created - - 0"}}},
};

/// A timeline that goes forward, with conditions of both kinds.
Timeline RandomTimeline(std::mt19937& random) {
  Timeline timeline{{JobStatus::kCreated}};
  std::chrono::milliseconds after{0};
  std::int64_t polls = 0;
  for (const auto status : {JobStatus::kQueuing, JobStatus::kExecuting,
                            random() % 2 == 0 ? JobStatus::kFinished : JobStatus::kFailed}) {
    if (random() % 4 == 0) continue;
    TimelineStep step{.status = status};
    if (random() % 2 == 0) step.after = after += std::chrono::milliseconds(random() % 5000);
    if (!step.after || random() % 3 == 0) {
      step.after_polls = polls += static_cast<std::int64_t>(random() % 5);
    }
    timeline.push_back(step);
  }
  return timeline;
}

}  // namespace

TEST_CASE("timelines by table") {
  for (const Row& row : kRows) {
    CAPTURE(row.name);
    store::JobRecord job = JobWith(row.timeline);
    for (const Look& look : row.looks) {
      job.polls = look.polls;
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

TEST_CASE("while the clock only advances, no job goes back and no time changes") {
  std::mt19937 random(20260206);
  for (int round = 0; round < 2000; ++round) {
    store::JobRecord job = JobWith(RandomTimeline(random));
    base::Moment now = kCreated;
    store::JobRecord before = job;
    for (int look = 0; look < 12; ++look) {
      yike::Observe(job, now);
      REQUIRE(job.status >= before.status);
      if (before.execution_start_time) {
        REQUIRE(job.execution_start_time == before.execution_start_time);
      }
      if (yike::IsFinal(before.status))
        REQUIRE(Show(job).substr(0, 3) == Show(before).substr(0, 3));
      if (job.execution_finish_time && job.execution_start_time) {
        REQUIRE(*job.execution_start_time <= *job.execution_finish_time);
      }
      if (job.execution_finish_time) REQUIRE(*job.execution_finish_time <= now);
      before = job;
      now += std::chrono::milliseconds(random() % 3000);
      job.polls += static_cast<std::int64_t>(random() % 3);
    }
  }
}
