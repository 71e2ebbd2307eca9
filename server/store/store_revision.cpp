#include <SQLiteCpp/SQLiteCpp.h>

#include <stdexcept>

#include "store/revision.h"
#include "store/store.h"
#include "store/store_impl.h"

namespace fake_ice::store {
namespace {

using Result = base::Expected<void, std::string>;

/// Runs `sql` for the account with each of `ids`.
void ForEachId(SQLite::Database& database, const char* sql, const std::string& account_id,
               const std::vector<std::string>& ids) {
  if (ids.empty()) return;
  SQLite::Statement statement(database, sql);
  for (const std::string& id : ids) {
    statement.bind(1, account_id);
    statement.bind(2, id);
    statement.exec();
    statement.reset();
  }
}

void Remove(SQLite::Database& database, Tables& tables, const Removal& removal) {
  const std::string& id = removal.account_id;
  ForEachId(database, "DELETE FROM access_key WHERE account_id = ? AND access_key_id = ?", id,
            removal.access_key_ids);
  tables.accounts.DeleteSessionsWithoutKey(id);
  ForEachId(database, "DELETE FROM principal WHERE account_id = ? AND principal_id = ?", id,
            removal.user_ids);
  ForEachId(database, "DELETE FROM app WHERE account_id = ? AND app_id = ?", id, removal.app_ids);
  for (const std::string& job_id : removal.job_ids) tables.jobs.Delete(id, job_id);
  tables.contents.DeleteUnused(id);
  if (!removal.account) return;
  SQLite::Statement has_jobs(database, "SELECT 1 FROM job WHERE account_id = ? LIMIT 1");
  has_jobs.bind(1, id);
  if (!has_jobs.executeStep()) tables.accounts.Delete(id);
}

/// Of all accounts, or of one. Callers hold a transaction.
Result Apply(SQLite::Database& database, Tables& tables, const Revision& revision, base::Moment now,
             std::string_view of_account = {}) {
  const auto concerns = [&](const std::string& id) {
    return of_account.empty() || id == of_account;
  };
  // First, since what was one account's may be another's now.
  for (const Removal& removal : revision.removed) {
    if (concerns(removal.account_id)) Remove(database, tables, removal);
  }
  for (const AccountRecord& account : revision.set) {
    if (!concerns(account.account_id)) continue;
    Result set = tables.Upsert(account, now, Tables::FaultsOf::kReplaced);
    if (!set) return set;
  }
  return {};
}

}  // namespace

Result Store::Revise(Revision revision, base::Moment now) {
  return impl_->Change([&]() -> Result {
    SQLite::Transaction transaction(*impl_->database);
    Result applied = Apply(*impl_->database, impl_->tables, revision, now);
    if (!applied) return applied;
    impl_->revisions.push_back(std::move(revision));
    try {
      transaction.commit();
    } catch (...) {
      impl_->revisions.pop_back();
      throw;
    }
    return {};
  });
}

void Store::Reset(base::Moment now) {
  impl_->Change([&] {
    Tables& tables = impl_->tables;
    {
      const WithoutForeignKeys without(*impl_->database);
      SQLite::Transaction transaction(*impl_->database);
      impl_->initial.Restore();
      for (const std::string& account_id : tables.accounts.Ids()) {
        tables.jobs.Renew(account_id, tables.ClockTime(account_id, now));
      }
      transaction.commit();
    }
    if (impl_->revisions.empty()) return;
    // Should this fail, the revisions are made by the next reset.
    SQLite::Transaction transaction(*impl_->database);
    for (const Revision& revision : impl_->revisions) {
      const Result applied = Apply(*impl_->database, tables, revision, now);
      if (!applied) throw std::logic_error("a revision fits no more: " + applied.error());
    }
    impl_->initial.Keep();
    transaction.commit();
    impl_->revisions.clear();
  });
}

base::Expected<bool, std::string> Store::Reset(std::string_view account_id, base::Moment now) {
  return impl_->Change([&]() -> base::Expected<bool, std::string> {
    impl_->initial.PrepareForAccounts();
    bool known = false;
    try {
      const WithoutForeignKeys without(*impl_->database);
      SQLite::Transaction transaction(*impl_->database);
      known = impl_->initial.Restore(account_id);
      impl_->tables.jobs.Renew(account_id, impl_->tables.ClockTime(account_id, now));
      transaction.commit();
      if (impl_->revisions.empty()) return known;
    } catch (const SQLite::Exception& error) {
      if (!CredentialsTable::IsTakenKey(error)) throw;
      return base::Unexpected<std::string>("a key of the account " + std::string(account_id) +
                                           " belongs to another account");
    }
    SQLite::Transaction transaction(*impl_->database);
    for (const Revision& revision : impl_->revisions) {
      const Result applied = Apply(*impl_->database, impl_->tables, revision, now, account_id);
      if (!applied) return base::Unexpected<std::string>(applied.error());
    }
    transaction.commit();
    return known;
  });
}

}  // namespace fake_ice::store
