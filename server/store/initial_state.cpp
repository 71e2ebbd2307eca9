#include "store/initial_state.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <array>
#include <string>
#include <vector>

#include "store/statements.h"
#include "store/watched_table.h"

namespace fake_ice::store {
namespace {

/// Every table, parents before children. All have a column account_id.
constexpr std::array<std::string_view, 12> kTables{
    "account", "principal", "access_key", "app",        "app_parameter", "app_output",
    "job",     "job_text",  "job_poll",   "job_output", "content",       "fault"};

/// `pattern` with the table's name in the place of each `$`.
std::string ForTable(std::string_view pattern, std::string_view table) {
  std::string sql;
  for (const char c : pattern) c == '$' ? sql.append(table) : sql.append(1, c);
  return sql;
}

/// Makes the store's tables and indexes in `created` too.
void MakeTablesOfCreated(SQLite::Database& database) {
  const bool is_attached = sqlite3_db_readonly(database.getHandle(), "created") >= 0;
  if (!is_attached) database.exec("ATTACH ':memory:' AS created");
  SQLite::Transaction transaction(database);
  std::vector<std::string> made;
  {
    SQLite::Statement read(database,
                           "SELECT sql FROM main.sqlite_schema WHERE sql IS NOT NULL"
                           " ORDER BY type DESC, name");
    while (read.executeStep()) made.push_back(read.getColumn(0).getString());
  }
  for (std::string& sql : made) {
    for (const std::string_view kind : {"CREATE TABLE ", "CREATE INDEX "}) {
      if (sql.starts_with(kind)) database.exec(sql.insert(kind.size(), "created."));
    }
  }
  transaction.commit();
}

}  // namespace

InitialState::OfTable::OfTable(SQLite::Database& database, const WatchedTable& table)
    : remove_changed(database, table.RemoveChangedOfAccount()),
      put_back(database, table.PutBackOfAccount()),
      forget(database, table.ForgetOfAccount()),
      remove(database, ForTable("DELETE FROM main.$ WHERE account_id = ?1", table.Name())),
      keep(database, ForTable("INSERT INTO created.$ SELECT * FROM main.$ WHERE account_id = ?1",
                              table.Name())),
      put_back_created(database,
                       ForTable("INSERT INTO main.$ SELECT * FROM created.$ WHERE account_id = ?1",
                                table.Name())) {
  if (auto sql = table.PutBackElsewhere()) put_back_elsewhere.emplace(database, std::move(*sql));
}

InitialState::OfAccounts::OfAccounts(SQLite::Database& database,
                                     const std::vector<WatchedTable>& watched)
    : exists(database, "SELECT 1 FROM main.account WHERE account_id = ?1"),
      was_there(database, "SELECT 1 FROM initial_account WHERE account_id = ?1 AND was_there = 1"),
      was_created(database, "SELECT 1 FROM created.account WHERE account_id = ?1") {
  for (const WatchedTable& table : watched) tables.emplace_back(database, table);
}

void InitialState::Keep() {
  ForgetAll();
  is_kept_ = true;
}

void InitialState::MakeWatch() {
  std::vector<WatchedTable> tables;
  SQLite::Transaction transaction(database_);
  for (const std::string_view table : kTables) {
    for (const std::string& sql : tables.emplace_back(database_, table).Make()) {
      database_.exec(sql);
    }
  }
  transaction.commit();
  watched_ = std::move(tables);
}

void InitialState::PrepareForAccounts() {
  Watch();
  if (of_accounts_) return;
  if (!has_created_) MakeTablesOfCreated(database_);
  has_created_ = true;
  of_accounts_ = std::make_unique<OfAccounts>(database_, watched_);
}

void InitialState::KeepCreated(std::string_view account_id) {
  // One that was there at start and was deleted meanwhile goes back to its start.
  if (StatementUse(of_accounts_->was_there).Bind(1, account_id).Step()) return;
  for (OfTable& table : of_accounts_->tables) {
    StatementUse(table.keep).Bind(1, account_id).Execute();
  }
}

void InitialState::Forget(std::string_view account_id) {
  if (!of_accounts_) return;  // none was kept
  PreparedStatement forget(database_, "DELETE FROM created.account WHERE account_id = ?1");
  StatementUse(forget).Bind(1, account_id).Execute();
}

void InitialState::ForgetAll() {
  for (const WatchedTable& table : watched_) {
    database_.exec(table.Forget());
    if (of_accounts_) database_.exec(ForTable("DELETE FROM created.$", table.Name()));
  }
}

void InitialState::Restore() {
  // All that is new goes before anything comes back, so that there is room for it.
  for (const WatchedTable& table : watched_) database_.exec(table.RemoveChanged());
  for (const WatchedTable& table : watched_) database_.exec(table.PutBack());
  ForgetAll();
}

bool InitialState::Restore(std::string_view account_id) {
  const auto holds = [&](PreparedStatement& statement) {
    return StatementUse(statement).Bind(1, account_id).Step();
  };
  const auto run = [&](PreparedStatement& statement) {
    StatementUse(statement).Bind(1, account_id).Execute();
  };
  OfAccounts& accounts = *of_accounts_;
  const bool was_created = holds(accounts.was_created);
  const bool is_known = was_created || holds(accounts.exists) || holds(accounts.was_there);
  for (OfTable& table : accounts.tables) {
    run(was_created ? table.remove : table.remove_changed);
  }
  for (OfTable& table : accounts.tables) {
    if (was_created) {
      run(table.put_back_created);
      continue;
    }
    run(table.put_back);
    if (table.put_back_elsewhere) run(*table.put_back_elsewhere);
    run(table.forget);
  }
  return is_known;
}

// Not by PRAGMA, which needs memory, and does nothing in a transaction that could not be ended.
WithoutForeignKeys::WithoutForeignKeys(SQLite::Database& database) : database_(database) {
  sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
}

WithoutForeignKeys::~WithoutForeignKeys() {
  sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
}

}  // namespace fake_ice::store
