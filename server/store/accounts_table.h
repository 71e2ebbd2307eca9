#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/account_summary.h"
#include "store/prepared_statement.h"
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
  PreparedStatement exists_;
  PreparedStatement upsert_account_;
  PreparedStatement read_clock_;
  PreparedStatement write_clock_;
  PreparedStatement delete_account_;
  PreparedStatement upsert_principal_;
  PreparedStatement delete_sessions_without_key_;
  PreparedStatement read_accounts_;
  PreparedStatement read_principals_;
  PreparedStatement ids_;
  PreparedStatement list_;
};

}  // namespace fake_ice::store
