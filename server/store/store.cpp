#include "store/store.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <mutex>

#include "store/accounts_table.h"
#include "store/database.h"
#include "store/jobs_table.h"

namespace fake_ice::store {

class Store::Impl {
 public:
  explicit Impl(std::unique_ptr<SQLite::Database> opened)
      : database(std::move(opened)), accounts(*database), jobs(*database) {}

  std::mutex mutex;
  std::unique_ptr<SQLite::Database> database;
  AccountsTable accounts;
  JobsTable jobs;
};

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

void Store::Upsert(const std::vector<AccountRecord>& accounts) {
  const std::scoped_lock lock(impl_->mutex);
  SQLite::Transaction transaction(*impl_->database);
  for (const AccountRecord& account : accounts) {
    impl_->accounts.UpsertAccount(account.account_id);
    for (const AccessKeyRecord& key : account.access_keys) impl_->accounts.UpsertAccessKey(key);
    for (const JobRecord& job : account.jobs) impl_->jobs.Upsert(account.account_id, job);
  }
  transaction.commit();
}

std::optional<AccessKeyRecord> Store::FindAccessKey(std::string_view access_key_id) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->accounts.FindAccessKey(access_key_id);
}

std::optional<JobRecord> Store::FindJob(std::string_view account_id, std::string_view job_id) {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->jobs.Find(account_id, job_id);
}

}  // namespace fake_ice::store
