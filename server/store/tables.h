#pragma once

#include <string>

#include "base/expected.h"
#include "store/accounts_table.h"
#include "store/apps_table.h"
#include "store/contents_table.h"
#include "store/credentials_table.h"
#include "store/faults_table.h"
#include "store/jobs_table.h"
#include "store/names_table.h"

namespace fake_ice::store {

/// Every table, and what concerns several of them: whole accounts. Not thread-safe; Store guards
/// it. Callers hold a transaction.
class Tables {
 public:
  explicit Tables(SQLite::Database& database);

  /// What happens to the faults that an account has when a record brings some.
  enum class FaultsOf { kReplaced, kKept };

  /// Adds the account with what belongs to it, or replaces what has the same id. The error is a
  /// sentence: a key belongs to another account.
  [[nodiscard]] base::Expected<void, std::string> Upsert(const AccountRecord& account,
                                                         base::Moment now, FaultsOf kept);

  /// What the account's clock says at `now`, which is real time.
  [[nodiscard]] base::Moment ClockTime(std::string_view account_id, base::Moment now);

  /// Adds to an account of AccountsTable::ReadAll what belongs to it, but for its jobs.
  void ReadInto(AccountRecord& account);

  AccountsTable accounts;
  CredentialsTable credentials;
  AppsTable apps;
  JobsTable jobs;
  ContentsTable contents;
  FaultsTable faults;
  NamesTable names;

 private:
  using Result = base::Expected<void, std::string>;

  Result UpsertCredentials(const AccountRecord& account);
  Result UpsertKeys(const CredentialsTable::Owner& owner, const std::vector<AccessKeyRecord>& keys);
  Result UpsertUser(const std::string& account_id, const UserRecord& user);
  Result UpsertSession(const std::string& account_id, const SessionRecord& session);
};

}  // namespace fake_ice::store
