#include <algorithm>

#include "store/store_impl.h"

namespace fake_ice::store {
namespace {

/// What a count takes up, and a new row.
constexpr std::size_t kPagesOfAStep = 4;

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
  if (pending_polls.IsEmpty()) most_pending_ = FreePages() / kPagesOfACount;
  if (pending_polls.Size() < most_pending_) {
    return pending_polls.Add(account_id, job.job_id, job.polls);
  }
  // The store is nearly full: whether there is room for a count shows when it is written.
  WritePendingPolls();
  WritePoll(account_id, job, now, is_waited_for);
}

void Store::Impl::KeepRoomForPendingPolls(std::size_t pages) {
  const std::size_t counts = (pages + kPagesOfACount - 1) / kPagesOfACount;
  if (most_pending_ < pending_polls.Size() + counts) return WritePendingPolls();
  most_pending_ -= counts;
}

/// Those of deleted rows among them.
std::size_t Store::Impl::FreePages() const {
  const auto pragma = [&](const char* name) {
    return database->execAndGet(std::string("PRAGMA ") + name).getInt64();
  };
  return static_cast<std::size_t>(pragma("max_page_count") - pragma("page_count") +
                                  pragma("freelist_count"));
}

void Store::Impl::WritePoll(std::string_view account_id, JobRecord& job, base::Moment now,
                            bool is_waited_for) {
  initial.Watch();
  if (is_waited_for) KeepRoomForPendingPolls(kPagesOfAStep);
  KeepingCredentials([&] {
    initial.NoteBeforePoll(account_id, job.job_id);
    // Most polls are one statement, which needs no transaction around it.
    std::optional<SQLite::Transaction> transaction;
    if (is_waited_for) transaction.emplace(*database);
    tables.jobs.UpdatePolls(account_id, job.job_id, job.polls);
    if (!is_waited_for) return;
    job.poll_moments.push_back({.polls = job.polls, .at = now});
    tables.jobs.InsertPollMoment(account_id, job.job_id, job.poll_moments.back());
    transaction->commit();
  });
  pending_polls.Forget(account_id, job.job_id);
}

/// When it fails, all of them are pending still, and the next use of the store tries anew. It does
/// not fail for want of room: no more are pending than there are free pages for.
void Store::Impl::WritePendingPolls() {
  if (pending_polls.IsEmpty()) return;
  initial.Watch();
  KeepingCredentials([&] {
    pending_polls.ForEach([&](std::string_view account_id, std::string_view job_id, std::int64_t) {
      initial.NoteBeforePoll(account_id, job_id);
    });
    SQLite::Transaction transaction(*database);
    pending_polls.ForEach(
        [&](std::string_view account_id, std::string_view job_id, std::int64_t polls) {
          tables.jobs.UpdatePolls(account_id, job_id, polls);
        });
    transaction.commit();
  });
  pending_polls.Clear();
}

}  // namespace fake_ice::store
