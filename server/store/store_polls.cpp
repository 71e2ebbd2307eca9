#include <algorithm>

#include "store/store_impl.h"

namespace fake_ice::store {
namespace {

/// While it lives, the store may grow past its limit. What can fail does so in the constructor: it
/// throws SQLite::Exception, and the limit holds.
class WithoutSizeLimit {
 public:
  explicit WithoutSizeLimit(SQLite::Database& database)
      : lift_(database, "PRAGMA max_page_count = 4294967294"),  // sqlite.org/limits.html
        restore_(database, "PRAGMA max_page_count = " +
                               database.execAndGet("PRAGMA max_page_count").getString()) {
    lift_.executeStep();
    lift_.reset();
  }
  ~WithoutSizeLimit() { restore_.tryExecuteStep(); }
  WithoutSizeLimit(const WithoutSizeLimit&) = delete;
  WithoutSizeLimit& operator=(const WithoutSizeLimit&) = delete;

 private:
  SQLite::Statement lift_;
  SQLite::Statement restore_;
};

}  // namespace

std::optional<JobRecord> Store::Impl::FindJob(std::string_view account_id,
                                              std::string_view job_id) {
  auto job = tables.jobs.Find(account_id, job_id);
  if (!job) return job;
  if (const std::int64_t* polls = pending_polls.Find(account_id, job_id)) job->polls = *polls;
  return job;
}

void Store::Impl::CountPoll(std::string_view account_id, JobRecord& job, base::Moment now) {
  ++job.polls;
  const bool is_waited_for = std::ranges::any_of(
      job.timeline, [&](const TimelineStep& step) { return step.after_polls == job.polls; });
  if (file || is_waited_for) return WritePoll(account_id, job, now, is_waited_for);
  if (std::int64_t* polls = pending_polls.Find(account_id, job.job_id)) {
    *polls = job.polls;
    return;
  }
  if (!pending_polls.HasRoomFor(account_id, job.job_id)) WritePendingPolls();
  pending_polls.Add(account_id, job.job_id, job.polls);
}

void Store::Impl::WritePoll(std::string_view account_id, JobRecord& job, base::Moment now,
                            bool is_waited_for) {
  // Most polls are one statement, which needs no transaction around it.
  std::optional<SQLite::Transaction> transaction;
  if (is_waited_for) transaction.emplace(*database);
  KeepingCredentials([&] {
    tables.jobs.UpdatePolls(account_id, job.job_id, job.polls);
    if (!is_waited_for) return;
    job.poll_moments.push_back({.polls = job.polls, .at = now});
    tables.jobs.InsertPollMoment(account_id, job.job_id, job.poll_moments.back());
    transaction->commit();
  });
  pending_polls.Forget(account_id, job.job_id);
}

/// When it fails, all of them are pending still, and the next use of the store tries anew.
void Store::Impl::WritePendingPolls() {
  if (pending_polls.IsEmpty()) return;
  try {
    UpdatePendingPolls();
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() != SQLITE_FULL) throw;
    // A count that has grown by a byte may need a page. Its poll was answered, and a deletion that
    // would make room waits for it.
    const WithoutSizeLimit without(*database);
    UpdatePendingPolls();
  }
  pending_polls.Clear();
}

void Store::Impl::UpdatePendingPolls() {
  KeepingCredentials([&] {
    SQLite::Transaction transaction(*database);
    pending_polls.ForEach(
        [&](std::string_view account_id, std::string_view job_id, std::int64_t polls) {
          tables.jobs.UpdatePolls(account_id, job_id, polls);
        });
    transaction.commit();
  });
}

}  // namespace fake_ice::store
