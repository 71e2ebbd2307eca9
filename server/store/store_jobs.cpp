#include "store/store_impl.h"

namespace fake_ice::store {
namespace {

/// What a new job takes up at the most: its AppParams, its outputs and names.
std::size_t PagesOf(const JobRecord& job) {
  constexpr std::size_t kPagesBesideParams = 1024;
  constexpr std::size_t kLeastBytesOnAPage = 1024;
  return kPagesBesideParams + job.app_params.value_or("").size() / kLeastBytesOnAPage;
}

}  // namespace

std::optional<JobRecord> Store::FindJob(std::string_view account_id, std::string_view job_id) {
  return impl_->UseWithPendingPolls([&] { return impl_->FindJob(account_id, job_id); });
}

bool Store::HasJob(std::string_view account_id, std::string_view job_id) {
  return impl_->UseWithPendingPolls([&] { return impl_->tables.jobs.Exists(account_id, job_id); });
}

std::vector<JobRecord> Store::ReadJobs(std::string_view account_id, std::string_view after,
                                       std::size_t limit) {
  return impl_->Use([&] { return impl_->tables.jobs.Read(account_id, after, limit); });
}

std::vector<JobRecord> Store::ReadPossibleJobs(std::string_view account_id, JobStatus status,
                                               std::string_view after, std::size_t limit) {
  return impl_->Use(
      [&] { return impl_->tables.jobs.ReadPossible(account_id, status, after, limit); });
}

std::optional<JobRecord> Store::PollJob(std::string_view account_id, std::string_view job_id,
                                        base::Moment now,
                                        const std::function<void(JobRecord&)>& observe) {
  return impl_->UseWithPendingPolls([&] {
    auto job = impl_->FindJob(account_id, job_id);
    if (job) {
      observe(*job);
      impl_->CountPoll(account_id, *job, now);
    }
    return job;
  });
}

bool Store::CreateJob(std::string_view account_id, const JobRecord& job) {
  return impl_->ChangeWithPendingPolls([&]() -> bool {
    if (!impl_->tables.accounts.Exists(account_id)) return false;
    impl_->KeepRoomForPendingPolls(PagesOf(job));
    SQLite::Transaction transaction(*impl_->database);
    const bool is_new = impl_->KeepingCredentials(
        [&] { return impl_->tables.jobs.Insert(account_id, job, job.created_at.value()); });
    transaction.commit();
    return is_new;
  });
}

bool Store::ChangeJob(std::string_view account_id, std::string_view job_id,
                      const std::vector<ContentRecord>& contents, base::Moment now,
                      const std::function<bool(JobRecord&, base::Moment)>& change) {
  return impl_->Change([&]() -> bool {
    auto job = impl_->tables.jobs.Find(account_id, job_id);
    if (!job) return false;
    const auto clock = impl_->tables.accounts.FindClock(account_id).value_or(AccountClock{});
    if (!change(*job, clock.Now(now))) return true;
    SQLite::Transaction transaction(*impl_->database);
    impl_->tables.jobs.Upsert(account_id, *job, clock.Now(now));
    for (const ContentRecord& content : contents) {
      impl_->tables.contents.Upsert(account_id, content);
    }
    impl_->tables.contents.DeleteUnused(account_id);
    transaction.commit();
    return true;
  });
}

bool Store::DeleteJob(std::string_view account_id, std::string_view job_id) {
  return impl_->Change([&] {
    SQLite::Transaction transaction(*impl_->database);
    const bool deleted = impl_->tables.jobs.Delete(account_id, job_id);
    impl_->tables.contents.DeleteUnused(account_id);
    transaction.commit();
    return deleted;
  });
}

}  // namespace fake_ice::store
