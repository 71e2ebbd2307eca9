#include "store/accounts_table.h"

#include "store/statements.h"

namespace fake_ice::store {

AccountsTable::AccountsTable(SQLite::Database& database)
    : upsert_account_(database,
                      "INSERT INTO account (account_id) VALUES (?1) ON CONFLICT DO NOTHING"),
      upsert_access_key_(
          database,
          "INSERT INTO access_key (access_key_id, account_id, access_key_secret, status)"
          " VALUES (?1, ?2, ?3, ?4)"
          " ON CONFLICT (access_key_id) DO UPDATE SET account_id = excluded.account_id,"
          " access_key_secret = excluded.access_key_secret, status = excluded.status"),
      find_access_key_(database,
                       "SELECT access_key_secret, status, account_id FROM access_key"
                       " WHERE access_key_id = ?1") {}

void AccountsTable::UpsertAccount(std::string_view account_id) {
  StatementUse(upsert_account_).Bind(1, account_id).Execute();
}

void AccountsTable::UpsertAccessKey(const AccessKeyRecord& key) {
  StatementUse(upsert_access_key_)
      .Bind(1, std::string_view(key.access_key_id))
      .Bind(2, std::string_view(key.account_id))
      .Bind(3, std::string_view(key.access_key_secret))
      .Bind(4, std::string_view(key.active ? "Active" : "Inactive"))
      .Execute();
}

std::optional<AccessKeyRecord> AccountsTable::FindAccessKey(std::string_view access_key_id) {
  StatementUse find(find_access_key_);
  if (!find.Bind(1, access_key_id).Step()) return std::nullopt;
  return AccessKeyRecord{.access_key_id = std::string(access_key_id),
                         .access_key_secret = find.Text(0),
                         .active = find.Text(1) == "Active",
                         .account_id = find.Text(2)};
}

}  // namespace fake_ice::store
