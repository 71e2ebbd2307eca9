#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/outputs_table.h"
#include "store/prepared_statement.h"
#include "store/records.h"

namespace fake_ice::store {

class StatementUse;

/// The tables job, job_text, job_poll and job_output. Not thread-safe; Store guards it.
class JobsTable {
 public:
  explicit JobsTable(SQLite::Database& database);

  /// Adds the job or replaces it whole, outputs included; `now` is its creation when it names none,
  /// which is remembered for Renew.
  void Upsert(std::string_view account_id, const JobRecord& job, base::Moment now);
  /// The same for a job that is new; false, and nothing is changed, when it is not.
  [[nodiscard]] bool Insert(std::string_view account_id, const JobRecord& job, base::Moment now);
  /// Writes how often the job was read.
  void UpdatePolls(std::string_view account_id, std::string_view job_id, std::int64_t polls);
  /// Adds a moment that the job does not have yet.
  void InsertPollMoment(std::string_view account_id, std::string_view job_id,
                        const PollMoment& moment);
  /// The account's clock is at `now`: reads that would be later happened then.
  void LimitPollMoments(std::string_view account_id, base::Moment now);
  /// Creates the account's jobs anew whose creation nobody gave.
  void Renew(std::string_view account_id, base::Moment now);
  /// False when there is no such job.
  bool Delete(std::string_view account_id, std::string_view job_id);
  [[nodiscard]] bool Exists(std::string_view account_id, std::string_view job_id);
  std::optional<JobRecord> Find(std::string_view account_id, std::string_view job_id);
  /// At most `limit` jobs of the account, by JobId, from the one behind `after` on; fewer where
  /// they are large, but one if there is any.
  std::vector<JobRecord> Read(std::string_view account_id, std::string_view after,
                              std::size_t limit);
  /// The same of those that have this status, and of all that have a timeline.
  std::vector<JobRecord> ReadPossible(std::string_view account_id, JobStatus status,
                                      std::string_view after, std::size_t limit);

 private:
  std::vector<JobRecord> ReadRows(std::string_view account_id, StatementUse& read);
  void InsertIfLong(std::string_view account_id, std::string_view job_id, std::string_view part,
                    const std::optional<std::string>& text);
  void ReadPollMoments(std::string_view account_id, JobRecord& job);

  PreparedStatement delete_job_;
  PreparedStatement insert_job_;
  PreparedStatement insert_text_;
  PreparedStatement exists_;
  PreparedStatement update_polls_;
  PreparedStatement insert_poll_moment_;
  PreparedStatement limit_poll_moments_;
  PreparedStatement read_poll_moments_;
  PreparedStatement renew_;
  PreparedStatement find_job_;
  PreparedStatement read_jobs_;
  PreparedStatement read_possible_jobs_;
  OutputsTable outputs_;
};

}  // namespace fake_ice::store
