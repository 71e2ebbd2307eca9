#pragma once

#include <SQLiteCpp/Statement.h>

#include <optional>
#include <string_view>

#include "store/outputs_table.h"
#include "store/records.h"

namespace fake_ice::store {

/// The tables job and job_output. Not thread-safe; Store guards it.
class JobsTable {
 public:
  explicit JobsTable(SQLite::Database& database);

  /// Adds the job or replaces it whole, outputs included; `now` is its creation when it names none.
  void Upsert(std::string_view account_id, const JobRecord& job, base::Moment now);
  /// Writes what a read of the job changes: polls and execution times.
  void UpdatePolled(std::string_view account_id, const JobRecord& job);
  /// False when there is no such job.
  bool Delete(std::string_view account_id, std::string_view job_id);
  [[nodiscard]] bool Exists(std::string_view account_id, std::string_view job_id);
  std::optional<JobRecord> Find(std::string_view account_id, std::string_view job_id);
  /// At most `limit` jobs of the account, by JobId, from the one behind `after` on.
  std::vector<JobRecord> Read(std::string_view account_id, std::string_view after,
                              std::size_t limit);

 private:
  SQLite::Statement delete_job_;
  SQLite::Statement insert_job_;
  SQLite::Statement update_polled_;
  SQLite::Statement find_job_;
  SQLite::Statement read_jobs_;
  OutputsTable outputs_;
};

}  // namespace fake_ice::store
