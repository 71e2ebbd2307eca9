#include "store/jobs_table.h"

#include <algorithm>
#include <limits>

#include "store/statements.h"
#include "store/timeline_column.h"

namespace fake_ice::store {
namespace {

constexpr const char* kSelectJob =
    "SELECT app_id, app_params, status, production_id, folder_id, execution_start_time,"
    " execution_finish_time, job_id, timeline, created_at, polls FROM job WHERE account_id = ?1";

JobRecord ReadJob(const StatementUse& row) {
  return {.job_id = row.Text(7),
          .app_id = row.OptionalText(0),
          .app_params = row.OptionalText(1),
          .status = ParseJobStatus(row.Text(2)).value(),
          .timeline = ReadTimeline(row.OptionalText(8)),
          .created_at = row.OptionalMoment(9),
          .polls = row.Integer(10),
          .production_id = row.OptionalText(3),
          .folder_id = row.OptionalText(4),
          .execution_start_time = row.OptionalMoment(5),
          .execution_finish_time = row.OptionalMoment(6)};
}

}  // namespace

JobsTable::JobsTable(SQLite::Database& database)
    : delete_job_(database, "DELETE FROM job WHERE account_id = ?1 AND job_id = ?2"),
      insert_job_(database,
                  "INSERT INTO job (account_id, job_id, app_id, app_params, status, production_id,"
                  " folder_id, execution_start_time, execution_finish_time, timeline, created_at,"
                  " polls) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"),
      update_polled_(database,
                     "UPDATE job SET polls = ?3, execution_start_time = ?4,"
                     " execution_finish_time = ?5 WHERE account_id = ?1 AND job_id = ?2"),
      find_job_(database, std::string(kSelectJob) + " AND job_id = ?2"),
      read_jobs_(database, std::string(kSelectJob) + " AND job_id > ?2 ORDER BY job_id LIMIT ?3"),
      outputs_(database, "job_output", "job_id") {}

void JobsTable::Upsert(std::string_view account_id, const JobRecord& job, base::Moment now) {
  Delete(account_id, job.job_id);
  StatementUse(insert_job_)
      .Bind(1, account_id)
      .Bind(2, std::string_view(job.job_id))
      .Bind(3, job.app_id)
      .Bind(4, job.app_params)
      .Bind(5, NameOf(job.status))
      .Bind(6, job.production_id)
      .Bind(7, job.folder_id)
      .Bind(8, job.execution_start_time)
      .Bind(9, job.execution_finish_time)
      .Bind(10, WriteTimeline(job.timeline))
      .Bind(11, std::optional(job.created_at.value_or(now)))
      .Bind(12, job.polls)
      .Execute();
  outputs_.Insert(account_id, job.job_id, job);
}

void JobsTable::UpdatePolled(std::string_view account_id, const JobRecord& job) {
  StatementUse(update_polled_)
      .Bind(1, account_id)
      .Bind(2, std::string_view(job.job_id))
      .Bind(3, job.polls)
      .Bind(4, job.execution_start_time)
      .Bind(5, job.execution_finish_time)
      .Execute();
}

bool JobsTable::Delete(std::string_view account_id, std::string_view job_id) {
  return StatementUse(delete_job_).Bind(1, account_id).Bind(2, job_id).Execute() > 0;
}

bool JobsTable::Exists(std::string_view account_id, std::string_view job_id) {
  return StatementUse(find_job_).Bind(1, account_id).Bind(2, job_id).Step();
}

std::optional<JobRecord> JobsTable::Find(std::string_view account_id, std::string_view job_id) {
  StatementUse find(find_job_);
  if (!find.Bind(1, account_id).Bind(2, job_id).Step()) return std::nullopt;
  JobRecord job = ReadJob(find);
  outputs_.ReadInto(account_id, job_id, job);
  return job;
}

std::vector<JobRecord> JobsTable::Read(std::string_view account_id, std::string_view after,
                                       std::size_t limit) {
  std::vector<JobRecord> jobs;
  StatementUse read(read_jobs_);
  constexpr std::size_t kNoLimit = std::numeric_limits<std::int64_t>::max();
  read.Bind(1, account_id)
      .Bind(2, after)
      .Bind(3, static_cast<std::int64_t>(std::min(limit, kNoLimit)));
  while (read.Step()) {
    jobs.push_back(ReadJob(read));
    outputs_.ReadInto(account_id, jobs.back().job_id, jobs.back());
  }
  return jobs;
}

}  // namespace fake_ice::store
