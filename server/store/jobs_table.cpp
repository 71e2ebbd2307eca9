#include "store/jobs_table.h"

#include "store/statements.h"
#include "store/store_failure.h"
#include "store/timeline_column.h"

namespace fake_ice::store {
namespace {

/// The texts that are longer lie in job_text, so that a search for a job reads short rows alone.
constexpr std::size_t kMaxShortBytes = 512;
constexpr std::string_view kAppParams = "AppParams";
constexpr std::string_view kTimeline = "Timeline";

/// A text of a job, from wherever it lies: `job.column`, or the part of job_text where `is_wanted`.
std::string TextOf(const std::string& column, std::string_view part, const std::string& is_wanted) {
  return "coalesce(job." + column +
         ", (SELECT text FROM job_text WHERE job_text.account_id = job.account_id"
         " AND job_text.job_id = job.job_id AND part = '" +
         std::string(part) + "' AND " + is_wanted + "))";
}

/// What ReadJob reads.
std::string Columns(const std::string& is_text_wanted) {
  return "SELECT app_id, " + TextOf("app_params", kAppParams, is_text_wanted) +
         ", status, production_id, folder_id, execution_start_time, execution_finish_time,"
         " job.job_id, " +
         TextOf("timeline", kTimeline, is_text_wanted + " AND job.lives = 1") +
         ", created_at, polls";
}
constexpr int kColumnCount = 11;

std::string SelectJob() {
  return Columns("true") + " FROM job WHERE account_id = ?1";
}

/// One job and its outputs: a row for each, or one without any. Texts are wanted of the first row,
/// where an output is the first of its kind: long ones would be copied for each.
std::string SelectWithOutputs() {
  return Columns("coalesce(output.position, 0) = 0") + ", " + std::string(OutputsTable::kColumns) +
         " FROM job LEFT JOIN job_output AS output ON output.account_id = ?1"
         " AND output.job_id = ?2 WHERE job.account_id = ?1 AND job.job_id = ?2"
         " ORDER BY output.kind, output.position";
}

/// Of AppParams, past which no further job is read at once.
constexpr std::size_t kMaxPageBytes = 16 * 1024 * 1024;

bool IsLong(const std::optional<std::string>& text) {
  return text && text->size() > kMaxShortBytes;
}

std::optional<std::string> IfShort(const std::optional<std::string>& text) {
  return IsLong(text) ? std::nullopt : text;
}

JobRecord ReadJob(const StatementUse& row) {
  return {.job_id = row.Text(7),
          .app_id = row.OptionalText(0),
          .app_params = row.OptionalText(1),
          .status = Known(ParseJobStatus(row.Text(2))),
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
                  " polls, created_at_given, lives)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
                  " ON CONFLICT (account_id, job_id) DO NOTHING"),
      insert_text_(database,
                   "INSERT INTO job_text (account_id, job_id, part, text)"
                   " VALUES (?1, ?2, ?3, ?4)"),
      exists_(database, "SELECT 1 FROM job WHERE account_id = ?1 AND job_id = ?2"),
      update_polls_(database, "UPDATE job SET polls = ?3 WHERE account_id = ?1 AND job_id = ?2"),
      insert_poll_moment_(database,
                          "INSERT INTO job_poll (account_id, job_id, polls, polled_at)"
                          " VALUES (?1, ?2, ?3, ?4)"),
      limit_poll_moments_(database,
                          "UPDATE job_poll SET polled_at = ?2"
                          " WHERE account_id = ?1 AND polled_at > ?2"),
      read_poll_moments_(database,
                         "SELECT polls, polled_at FROM job_poll"
                         " WHERE account_id = ?1 AND job_id = ?2 ORDER BY polls"),
      renew_(database,
             "UPDATE job SET created_at = ?2 WHERE account_id = ?1 AND created_at_given = 0"),
      find_job_(database, SelectWithOutputs()),
      read_jobs_(database, SelectJob() + " AND job_id > ?2 ORDER BY job_id LIMIT ?3"),
      // Two indexes that are in the order of ids, merged while they are read.
      read_possible_jobs_(
          database, SelectJob() + " AND status = ?4 AND lives = 0 AND job_id > ?2 UNION ALL " +
                        SelectJob() +
                        " AND lives = 1 AND job_id > ?2"
                        " ORDER BY job_id LIMIT ?3"),
      outputs_(database, "job_output", "job_id") {}

void JobsTable::Upsert(std::string_view account_id, const JobRecord& job, base::Moment now) {
  if (Insert(account_id, job, now)) return;
  Delete(account_id, job.job_id);
  (void)Insert(account_id, job, now);
}

bool JobsTable::Insert(std::string_view account_id, const JobRecord& job, base::Moment now) {
  const bool lives = !job.timeline.empty();  // its times follow from its steps
  const std::optional<std::string> timeline = WriteTimeline(job.timeline);
  StatementUse insert(insert_job_);
  insert.Bind(1, account_id)
      .Bind(2, std::string_view(job.job_id))
      .Bind(3, job.app_id)
      .Bind(4, IfShort(job.app_params))
      .Bind(5, NameOf(job.status))
      .Bind(6, job.production_id)
      .Bind(7, job.folder_id)
      .Bind(8, lives ? std::nullopt : job.execution_start_time)
      .Bind(9, lives ? std::nullopt : job.execution_finish_time)
      .Bind(10, IfShort(timeline))
      .Bind(11, std::optional(job.created_at.value_or(now)))
      .Bind(12, job.polls)
      .Bind(13, std::int64_t{job.created_at ? 1 : 0})
      .Bind(14, std::int64_t{lives ? 1 : 0});
  if (insert.Execute() == 0) return false;
  InsertIfLong(account_id, job.job_id, kAppParams, job.app_params);
  InsertIfLong(account_id, job.job_id, kTimeline, timeline);
  for (const PollMoment& moment : job.poll_moments) {
    // A job that was changed may have been read less often than before.
    if (moment.polls <= job.polls) InsertPollMoment(account_id, job.job_id, moment);
  }
  outputs_.Insert(account_id, job.job_id, job);
  return true;
}

void JobsTable::InsertIfLong(std::string_view account_id, std::string_view job_id,
                             std::string_view part, const std::optional<std::string>& text) {
  if (!IsLong(text)) return;
  StatementUse(insert_text_)
      .Bind(1, account_id)
      .Bind(2, job_id)
      .Bind(3, part)
      .Bind(4, text)
      .Execute();
}

void JobsTable::InsertPollMoment(std::string_view account_id, std::string_view job_id,
                                 const PollMoment& moment) {
  StatementUse(insert_poll_moment_)
      .Bind(1, account_id)
      .Bind(2, job_id)
      .Bind(3, moment.polls)
      .Bind(4, std::optional(moment.at))
      .Execute();
}

void JobsTable::UpdatePolls(std::string_view account_id, std::string_view job_id,
                            std::int64_t polls) {
  StatementUse(update_polls_).Bind(1, account_id).Bind(2, job_id).Bind(3, polls).Execute();
}

bool JobsTable::Delete(std::string_view account_id, std::string_view job_id) {
  return StatementUse(delete_job_).Bind(1, account_id).Bind(2, job_id).Execute() > 0;
}

void JobsTable::LimitPollMoments(std::string_view account_id, base::Moment now) {
  StatementUse(limit_poll_moments_).Bind(1, account_id).Bind(2, std::optional(now)).Execute();
}

void JobsTable::Renew(std::string_view account_id, base::Moment now) {
  StatementUse(renew_).Bind(1, account_id).Bind(2, std::optional(now)).Execute();
}

bool JobsTable::Exists(std::string_view account_id, std::string_view job_id) {
  return StatementUse(exists_).Bind(1, account_id).Bind(2, job_id).Step();
}

std::optional<JobRecord> JobsTable::Find(std::string_view account_id, std::string_view job_id) {
  StatementUse find(find_job_);
  if (!find.Bind(1, account_id).Bind(2, job_id).Step()) return std::nullopt;
  JobRecord job = ReadJob(find);
  do {
    OutputsTable::AddRow(find, kColumnCount, job);
  } while (find.Step());
  ReadPollMoments(account_id, job);
  return job;
}

void JobsTable::ReadPollMoments(std::string_view account_id, JobRecord& job) {
  if (job.timeline.empty() || job.polls == 0) return;
  StatementUse read(read_poll_moments_);
  read.Bind(1, account_id).Bind(2, std::string_view(job.job_id));
  while (read.Step()) {
    job.poll_moments.push_back({.polls = read.Integer(0), .at = Known(read.OptionalMoment(1))});
  }
}

std::vector<JobRecord> JobsTable::Read(std::string_view account_id, std::string_view after,
                                       std::size_t limit) {
  StatementUse read(read_jobs_);
  read.Bind(1, account_id).Bind(2, after).Bind(3, static_cast<std::int64_t>(limit));
  return ReadRows(account_id, read);
}

std::vector<JobRecord> JobsTable::ReadPossible(std::string_view account_id, JobStatus status,
                                               std::string_view after, std::size_t limit) {
  StatementUse read(read_possible_jobs_);
  read.Bind(1, account_id).Bind(2, after).Bind(3, static_cast<std::int64_t>(limit));
  read.Bind(4, NameOf(status));
  return ReadRows(account_id, read);
}

std::vector<JobRecord> JobsTable::ReadRows(std::string_view account_id, StatementUse& read) {
  std::vector<JobRecord> jobs;
  std::size_t bytes = 0;
  while (bytes < kMaxPageBytes && read.Step()) {
    jobs.push_back(ReadJob(read));
    outputs_.ReadInto(account_id, jobs.back().job_id, jobs.back());
    ReadPollMoments(account_id, jobs.back());
    bytes += jobs.back().app_params.value_or("").size();
  }
  return jobs;
}

}  // namespace fake_ice::store
