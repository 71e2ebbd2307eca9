#pragma once

#include <SQLiteCpp/Statement.h>

#include <optional>
#include <string_view>

#include "store/records.h"

namespace fake_ice::store {

/// The tables account and access_key. Not thread-safe; Store guards it.
class AccountsTable {
 public:
  explicit AccountsTable(SQLite::Database& database);

  void UpsertAccount(std::string_view account_id);
  void UpsertAccessKey(const AccessKeyRecord& key);
  std::optional<AccessKeyRecord> FindAccessKey(std::string_view access_key_id);

 private:
  SQLite::Statement upsert_account_;
  SQLite::Statement upsert_access_key_;
  SQLite::Statement find_access_key_;
};

}  // namespace fake_ice::store
