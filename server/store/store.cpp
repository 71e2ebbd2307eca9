#include "store/store.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <sqlite3.h>

#include <mutex>

#include "store/accounts_table.h"
#include "store/apps_table.h"
#include "store/credentials_table.h"
#include "store/database.h"
#include "store/initial_state.h"
#include "store/jobs_table.h"
#include "store/statements.h"

namespace fake_ice::store {

namespace {

using Result = base::Expected<void, std::string>;

Result Conflict(const std::string& what, const std::string& id) {
  return base::Unexpected<std::string>("the " + what + ' ' + id + " belongs to another account");
}

}  // namespace

class Store::Impl {
 public:
  explicit Impl(std::unique_ptr<SQLite::Database> opened)
      : database(std::move(opened)),
        accounts(*database),
        credentials(*database),
        apps(*database),
        jobs(*database),
        initial(*database) {}

  /// Without a transaction of its own.
  Result Upsert(const AccountRecord& account, base::Moment now);

  std::mutex mutex;
  std::unique_ptr<SQLite::Database> database;
  AccountsTable accounts;
  CredentialsTable credentials;
  AppsTable apps;
  JobsTable jobs;
  InitialState initial;

 private:
  Result UpsertKeys(const CredentialsTable::Owner& owner, const std::vector<AccessKeyRecord>& keys);
  Result UpsertTokens(const CredentialsTable::Owner& owner,
                      const std::vector<BearerTokenRecord>& tokens);
  Result UpsertUser(const std::string& account_id, const UserRecord& user);
  Result UpsertSession(const std::string& account_id, const SessionRecord& session);
};

Result Store::Impl::Upsert(const AccountRecord& account, base::Moment now) {
  accounts.Upsert(account);
  const CredentialsTable::Owner owner{account.account_id, {}};
  Result result = UpsertKeys(owner, account.access_keys).and_then([&] {
    return UpsertTokens(owner, account.bearer_tokens);
  });
  for (const UserRecord& user : account.users) {
    result = result.and_then([&] { return UpsertUser(account.account_id, user); });
  }
  for (const SessionRecord& session : account.sessions) {
    result = result.and_then([&] { return UpsertSession(account.account_id, session); });
  }
  accounts.DeleteSessionsWithoutKey(account.account_id);
  for (const AppRecord& app : account.apps) apps.Upsert(account.account_id, app);
  const base::Moment created =
      accounts.FindClock(account.account_id).value_or(AccountClock{}).Now(now);
  for (const JobRecord& job : account.jobs) jobs.Upsert(account.account_id, job, created);
  return result;
}

Result Store::Impl::UpsertKeys(const CredentialsTable::Owner& owner,
                               const std::vector<AccessKeyRecord>& keys) {
  for (const AccessKeyRecord& key : keys) {
    if (!credentials.UpsertAccessKey(owner, key)) {
      return Conflict("AccessKeyId", key.access_key_id);
    }
  }
  return {};
}

Result Store::Impl::UpsertTokens(const CredentialsTable::Owner& owner,
                                 const std::vector<BearerTokenRecord>& tokens) {
  for (const BearerTokenRecord& token : tokens) {
    if (!credentials.UpsertBearerToken(owner, token)) return Conflict("BearerToken", "given");
  }
  return {};
}

Result Store::Impl::UpsertUser(const std::string& account_id, const UserRecord& user) {
  accounts.UpsertUser(account_id, user);
  const CredentialsTable::Owner owner{account_id, user.user_id};
  return UpsertKeys(owner, user.access_keys).and_then([&] {
    return UpsertTokens(owner, user.bearer_tokens);
  });
}

Result Store::Impl::UpsertSession(const std::string& account_id, const SessionRecord& session) {
  accounts.UpsertSession(account_id, session);
  const std::string& id = session.access_key.access_key_id;
  const std::string principal_id = SessionPrincipalId(id);
  return credentials.UpsertAccessKey({account_id, principal_id}, session.access_key,
                                     session.security_token, session.expiration)
             ? Result()
             : Conflict("AccessKeyId", id);
}

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
  for (const AccountRecord& account : accounts) {
    if (Result result = impl_->Upsert(account, now); !result) return result;
  }
  transaction.commit();
  return {};
}

Result Store::Create(const AccountRecord& account, base::Moment now) {
  const std::scoped_lock lock(impl_->mutex);
  if (impl_->accounts.Exists(account.account_id)) {
    return base::Unexpected<std::string>("the account " + account.account_id + " exists already");
  }
  SQLite::Transaction transaction(*impl_->database);
  if (Result result = impl_->Upsert(account, now); !result) return result;
  impl_->initial.KeepCreated(account.account_id);
  transaction.commit();
  return {};
}

bool Store::Delete(std::string_view account_id) {
  const std::scoped_lock lock(impl_->mutex);
  SQLite::Transaction transaction(*impl_->database);
  const bool deleted = impl_->accounts.Delete(account_id);
  impl_->initial.Forget(account_id);
  transaction.commit();
  return deleted;
}

std::vector<AccountRecord> Store::ReadAll() {
  const std::scoped_lock lock(impl_->mutex);
  std::vector<AccountRecord> accounts = impl_->accounts.ReadAll();
  for (AccountRecord& account : accounts) {
    impl_->credentials.ReadInto(account);
    account.apps = impl_->apps.ReadAll(account.account_id);
    account.jobs = impl_->jobs.ReadAll(account.account_id);
  }
  return accounts;
}

void Store::KeepAsInitial() {
  const std::scoped_lock lock(impl_->mutex);
  SQLite::Transaction transaction(*impl_->database);
  impl_->initial.Keep();
  transaction.commit();
}

void Store::Reset() {
  const std::scoped_lock lock(impl_->mutex);
  SQLite::Transaction transaction(*impl_->database);
  impl_->initial.Restore();
  transaction.commit();
}

base::Expected<bool, std::string> Store::Reset(std::string_view account_id) {
  const std::scoped_lock lock(impl_->mutex);
  SQLite::Transaction transaction(*impl_->database);
  try {
    const bool known = impl_->initial.Restore(account_id);
    transaction.commit();
    return known;
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() != SQLITE_CONSTRAINT) throw;
    return base::Unexpected<std::string>("a key or token of the account " +
                                         std::string(account_id) + " belongs to another account");
  }
}

std::optional<CredentialRecord> Store::FindAccessKey(std::string_view access_key_id) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->credentials.FindAccessKey(access_key_id);
}

std::optional<CredentialRecord> Store::FindBearerToken(std::string_view bearer_token) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->credentials.FindBearerToken(bearer_token);
}

bool Store::KnowsSecurityToken(std::string_view token) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->credentials.KnowsSecurityToken(token);
}

std::optional<CallerRecord> Store::FindAccount(std::string_view account_id) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->credentials.FindAccount(account_id);
}

std::vector<AccessKeyRecord> Store::ListAccessKeys(std::size_t limit) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->credentials.ListAccessKeys(limit);
}

std::optional<AppRecord> Store::FindApp(std::string_view account_id, std::string_view app_id) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->apps.Find(account_id, app_id);
}

std::optional<JobRecord> Store::FindJob(std::string_view account_id, std::string_view job_id) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->jobs.Find(account_id, job_id);
}

std::vector<JobRecord> Store::ReadJobs(std::string_view account_id) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->jobs.ReadAll(account_id);
}

std::optional<JobRecord> Store::PollJob(std::string_view account_id, std::string_view job_id,
                                        const std::function<void(JobRecord&)>& observe) {
  const std::scoped_lock lock(impl_->mutex);
  auto job = impl_->jobs.Find(account_id, job_id);
  if (!job) return std::nullopt;
  observe(*job);
  ++job->polls;
  impl_->jobs.UpdatePolled(account_id, *job);
  return job;
}

bool Store::CreateJob(std::string_view account_id, const JobRecord& job) {
  const std::scoped_lock lock(impl_->mutex);
  if (!impl_->accounts.Exists(account_id) || impl_->jobs.Exists(account_id, job.job_id)) {
    return false;
  }
  SQLite::Transaction transaction(*impl_->database);
  impl_->jobs.Upsert(account_id, job, job.created_at.value());
  transaction.commit();
  return true;
}

std::optional<AccountClock> Store::ChangeClock(
    std::string_view account_id, const std::function<AccountClock(const AccountClock&)>& change) {
  const std::scoped_lock lock(impl_->mutex);
  const auto before = impl_->accounts.FindClock(account_id);
  if (!before) return std::nullopt;
  const AccountClock after = change(*before);
  impl_->accounts.SetClock(account_id, after);
  return after;
}

}  // namespace fake_ice::store
