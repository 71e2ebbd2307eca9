#include "store/store.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <sqlite3.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "store/database.h"
#include "store/store_impl.h"

namespace fake_ice::store {

namespace {

using Result = base::Expected<void, std::string>;

}  // namespace

base::Expected<std::unique_ptr<Store>, std::string> Store::Open(const std::string& path) {
  auto database = OpenDatabase(path);
  if (!database) return base::Unexpected<std::string>(database.error());
  try {
    return std::unique_ptr<Store>(new Store(std::make_unique<Impl>(std::move(*database))));
  } catch (const SQLite::Exception& error) {
    // The version is right and a table is not there: somebody changed the file.
    return base::Unexpected<std::string>(CannotUse(path, error.what()));
  }
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

Result Store::Upsert(const std::vector<AccountRecord>& accounts, base::Moment now) {
  const std::scoped_lock lock(impl_->mutex);
  SQLite::Transaction transaction(*impl_->database);
  // Faults have no ids: those of one call stand together in place of the ones before it.
  std::set<std::string_view> with_faults;
  for (const AccountRecord& account : accounts) {
    const bool first = account.faults && with_faults.insert(account.account_id).second;
    const auto kept = first ? Tables::FaultsOf::kReplaced : Tables::FaultsOf::kKept;
    if (Result result = impl_->tables.Upsert(account, now, kept); !result) return result;
  }
  transaction.commit();
  return {};
}

base::Expected<bool, std::string> Store::Update(const AccountRecord& account, base::Moment now) {
  const std::scoped_lock lock(impl_->mutex);
  if (!impl_->tables.accounts.Exists(account.account_id)) return false;
  SQLite::Transaction transaction(*impl_->database);
  return impl_->tables.Upsert(account, now, Tables::FaultsOf::kReplaced).map([&] {
    transaction.commit();
    return true;
  });
}

Result Store::Create(const AccountRecord& account, base::Moment now) {
  const std::scoped_lock lock(impl_->mutex);
  if (impl_->tables.accounts.Exists(account.account_id)) {
    return base::Unexpected<std::string>("the account " + account.account_id + " exists already");
  }
  SQLite::Transaction transaction(*impl_->database);
  Result result = impl_->tables.Upsert(account, now, Tables::FaultsOf::kReplaced);
  if (!result) return result;
  impl_->initial.KeepCreated(account.account_id);
  transaction.commit();
  return {};
}

bool Store::Delete(std::string_view account_id) {
  const std::scoped_lock lock(impl_->mutex);
  SQLite::Transaction transaction(*impl_->database);
  const bool deleted = impl_->tables.accounts.Delete(account_id);
  impl_->initial.Forget(account_id);
  transaction.commit();
  return deleted;
}

std::vector<AccountRecord> Store::ReadAll() {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->tables.ReadAll();
}

void Store::KeepAsInitial() {
  const std::scoped_lock lock(impl_->mutex);
  const WithoutForeignKeys without(*impl_->database);
  SQLite::Transaction transaction(*impl_->database);
  impl_->initial.Keep();
  transaction.commit();
}

void Store::Reset(base::Moment now) {
  const std::scoped_lock lock(impl_->mutex);
  const WithoutForeignKeys without(*impl_->database);
  SQLite::Transaction transaction(*impl_->database);
  impl_->initial.Restore();
  Tables& tables = impl_->tables;
  for (const std::string& account_id : tables.accounts.Ids()) {
    tables.jobs.Renew(account_id, tables.ClockTime(account_id, now));
  }
  transaction.commit();
}

base::Expected<bool, std::string> Store::Reset(std::string_view account_id, base::Moment now) {
  const std::scoped_lock lock(impl_->mutex);
  const WithoutForeignKeys without(*impl_->database);
  SQLite::Transaction transaction(*impl_->database);
  try {
    const bool known = impl_->initial.Restore(account_id);
    impl_->tables.jobs.Renew(account_id, impl_->tables.ClockTime(account_id, now));
    transaction.commit();
    return known;
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() != SQLITE_CONSTRAINT) throw;
    return base::Unexpected<std::string>("a key of the account " + std::string(account_id) +
                                         " belongs to another account");
  }
}

std::optional<CredentialRecord> Store::FindAccessKey(std::string_view access_key_id) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->tables.credentials.FindAccessKey(access_key_id);
}

bool Store::KnowsSecurityToken(std::string_view token) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->tables.credentials.KnowsSecurityToken(token);
}

std::optional<CallerRecord> Store::FindAccount(std::string_view account_id) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->tables.credentials.FindAccount(account_id);
}

std::vector<AccountSummary> Store::ListAccounts() {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->tables.accounts.List();
}

std::vector<AccessKeyRecord> Store::ListAccessKeys(std::size_t limit) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->tables.credentials.ListAccessKeys(limit);
}

std::optional<AppRecord> Store::FindApp(std::string_view account_id, std::string_view app_id) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->tables.apps.Find(account_id, app_id);
}

std::optional<JobRecord> Store::FindJob(std::string_view account_id, std::string_view job_id) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->tables.jobs.Find(account_id, job_id);
}

bool Store::HasJob(std::string_view account_id, std::string_view job_id) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->tables.jobs.Exists(account_id, job_id);
}

std::vector<JobRecord> Store::ReadJobs(std::string_view account_id, std::string_view after,
                                       std::size_t limit) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->tables.jobs.Read(account_id, after, limit);
}

std::optional<JobRecord> Store::PollJob(std::string_view account_id, std::string_view job_id,
                                        base::Moment now,
                                        const std::function<void(JobRecord&)>& observe) {
  const std::scoped_lock lock(impl_->mutex);
  auto job = impl_->tables.jobs.Find(account_id, job_id);
  if (!job) return std::nullopt;
  observe(*job);
  ++job->polls;
  const bool is_waited_for = std::ranges::any_of(
      job->timeline, [&](const TimelineStep& step) { return step.after_polls == job->polls; });
  // Most reads are one statement, which needs no transaction around it.
  std::optional<SQLite::Transaction> transaction;
  if (is_waited_for) transaction.emplace(*impl_->database);
  impl_->tables.jobs.UpdatePolls(account_id, *job);
  if (is_waited_for) {
    job->poll_moments.push_back({.polls = job->polls, .at = now});
    impl_->tables.jobs.InsertPollMoment(account_id, job->job_id, job->poll_moments.back());
    transaction->commit();
  }
  return job;
}

bool Store::CreateJob(std::string_view account_id, const JobRecord& job) {
  const std::scoped_lock lock(impl_->mutex);
  if (!impl_->tables.accounts.Exists(account_id) ||
      impl_->tables.jobs.Exists(account_id, job.job_id)) {
    return false;
  }
  SQLite::Transaction transaction(*impl_->database);
  impl_->tables.jobs.Upsert(account_id, job, job.created_at.value());
  transaction.commit();
  return true;
}

bool Store::ChangeJob(std::string_view account_id, std::string_view job_id,
                      const std::vector<ContentRecord>& contents, base::Moment now,
                      const std::function<bool(JobRecord&, base::Moment)>& change) {
  const std::scoped_lock lock(impl_->mutex);
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
}

bool Store::DeleteJob(std::string_view account_id, std::string_view job_id) {
  const std::scoped_lock lock(impl_->mutex);
  SQLite::Transaction transaction(*impl_->database);
  const bool deleted = impl_->tables.jobs.Delete(account_id, job_id);
  impl_->tables.contents.DeleteUnused(account_id);
  transaction.commit();
  return deleted;
}

std::optional<AccountClock> Store::ChangeClock(
    std::string_view account_id, base::Moment now,
    const std::function<AccountClock(const AccountClock&)>& change) {
  const std::scoped_lock lock(impl_->mutex);
  SQLite::Transaction transaction(*impl_->database);
  const auto before = impl_->tables.accounts.FindClock(account_id);
  if (!before) return std::nullopt;
  const AccountClock after = change(*before);
  impl_->tables.accounts.SetClock(account_id, after);
  impl_->tables.jobs.LimitPollMoments(account_id, after.Now(now));
  transaction.commit();
  return after;
}

std::optional<std::string> Store::FindContent(std::string_view account_id,
                                              std::string_view sha256) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->tables.contents.Find(account_id, sha256);
}

std::vector<FaultRecord> Store::ReadFaults(std::string_view account_id) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->tables.faults.Read(account_id);
}

bool Store::ChangeFaults(std::string_view account_id,
                         const std::function<void(std::vector<FaultRecord>&)>& change) {
  const std::scoped_lock lock(impl_->mutex);
  if (!impl_->tables.accounts.Exists(account_id)) return false;
  SQLite::Transaction transaction(*impl_->database);
  std::vector<FaultRecord> faults = impl_->tables.faults.Read(account_id);
  change(faults);
  impl_->tables.faults.Delete(account_id);
  impl_->tables.faults.Append(account_id, faults);
  transaction.commit();
  return true;
}

void Store::CountFaults(std::string_view account_id,
                        const std::function<void(std::vector<FaultRecord>&)>& count) {
  const std::scoped_lock lock(impl_->mutex);
  SQLite::Transaction transaction(*impl_->database);
  std::vector<FaultRecord> faults = impl_->tables.faults.Read(account_id);
  const std::vector<FaultRecord> before = faults;
  count(faults);
  for (std::size_t position = 0; position < faults.size(); ++position) {
    const FaultRecord& fault = faults[position];
    if (fault.matched != before[position].matched || fault.fired != before[position].fired) {
      impl_->tables.faults.UpdateCounts(account_id, position, fault);
    }
  }
  transaction.commit();
}

}  // namespace fake_ice::store
