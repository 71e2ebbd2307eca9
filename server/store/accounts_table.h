#pragma once

#include <SQLiteCpp/Statement.h>

#include <optional>
#include <string_view>
#include <vector>

#include "store/account_summary.h"
#include "store/records.h"

namespace fake_ice::store {

/// The tables account and principal. Not thread-safe; Store guards it.
class AccountsTable {
 public:
  explicit AccountsTable(SQLite::Database& database);

  [[nodiscard]] bool Exists(std::string_view account_id);
  /// Adds the account or changes what the record says something about.
  void Upsert(const AccountRecord& account);
  bool Delete(std::string_view account_id);

  std::optional<AccountClock> FindClock(std::string_view account_id);
  void SetClock(std::string_view account_id, const AccountClock& clock);

  void UpsertUser(std::string_view account_id, const UserRecord& user);
  void UpsertSession(std::string_view account_id, const SessionRecord& session);
  /// A session whose key became one of the account or of a user is no session any more.
  void DeleteSessionsWithoutKey(std::string_view account_id);

  /// Every account with its settings and its users' and sessions' names and policies; keys, tokens
  /// and jobs are in other tables.
  std::vector<AccountRecord> ReadAll();
  /// The id of every account, in their order.
  std::vector<std::string> Ids();
  /// Every account, by its id.
  std::vector<AccountSummary> List();

 private:
  SQLite::Statement exists_;
  SQLite::Statement upsert_account_;
  SQLite::Statement read_clock_;
  SQLite::Statement write_clock_;
  SQLite::Statement delete_account_;
  SQLite::Statement upsert_principal_;
  SQLite::Statement delete_sessions_without_key_;
  SQLite::Statement read_accounts_;
  SQLite::Statement read_principals_;
  SQLite::Statement ids_;
  SQLite::Statement list_;
};

}  // namespace fake_ice::store
