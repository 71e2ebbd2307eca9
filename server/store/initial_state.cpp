#include "store/initial_state.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "store/statements.h"
#include "store/watched_table.h"

namespace fake_ice::store {
namespace {

struct Table {
  std::string_view name;
  std::string_view owner;  // that its rows belong to, beside their account; empty when none
};

/// Every table, parents before children. All have a column account_id.
constexpr std::array<Table, 12> kTables{{{"account", ""},
                                         {"principal", ""},
                                         {"access_key", ""},
                                         {"app", ""},
                                         {"app_parameter", "app"},
                                         {"app_output", "app"},
                                         {"job", ""},
                                         {"job_text", "job"},
                                         {"job_poll", "job"},
                                         {"job_output", "job"},
                                         {"content", ""},
                                         {"fault", ""}}};

/// The one of `tables` with that name.
const WatchedTable& Find(const std::vector<WatchedTable>& tables, std::string_view name) {
  return *std::ranges::find(tables, name, &WatchedTable::Name);
}

/// The tables to whose rows those of `table` belong, the nearest first.
std::vector<WatchedTable> OwnersOf(const Table& table, const std::vector<WatchedTable>& tables) {
  std::vector<WatchedTable> owners;
  if (!table.owner.empty()) owners.push_back(Find(tables, table.owner));
  if (table.name != kTables.front().name) owners.push_back(Find(tables, kTables.front().name));
  return owners;
}

/// `pattern` with the table's name instead of each `$`.
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
    : put_back(database, table.PutBackOfAccount()),
      forget(database, table.ForgetOfAccount()),
      remove(database, ForTable("DELETE FROM main.$ WHERE account_id = ?1", table.Name())),
      keep(database, ForTable("INSERT INTO created.$ SELECT * FROM main.$ WHERE account_id = ?1",
                              table.Name())),
      put_back_created(database,
                       ForTable("INSERT INTO main.$ SELECT * FROM created.$ WHERE account_id = ?1",
                                table.Name())) {
  for (std::string& sql : table.RemoveChangedOfAccount()) {
    remove_changed.emplace_back(database, std::move(sql));
  }
  if (auto sql = table.PutBackElsewhere()) put_back_elsewhere.emplace(database, std::move(*sql));
}

InitialState::OfAccounts::OfAccounts(SQLite::Database& database,
                                     const std::vector<WatchedTable>& watched)
    : exists(database, "SELECT 1 FROM main.account WHERE account_id = ?1"),
      was_there(database, "SELECT 1 FROM initial_account WHERE account_id = ?1 AND was_there = 1"),
      is_new(database, "SELECT 1 FROM initial_account WHERE account_id = ?1 AND was_there = 0"),
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
  for (const Table& table : kTables) {
    tables.emplace_back(database_, table.name, OwnersOf(table, tables));
    for (const std::string& sql : tables.back().Make()) database_.exec(sql);
  }
  is_job_noted_.emplace(database_, Find(tables, "job").IsOneNoted());
  note_job_.emplace(database_, Find(tables, "job").NoteOne());
  transaction.commit();
  watched_ = std::move(tables);
}

void InitialState::NoteBeforePoll(std::string_view account_id, std::string_view job_id) {
  if (!is_kept_ || noted_jobs_.Has(account_id, job_id)) return;
  if (!StatementUse(*is_job_noted_).Bind(1, account_id).Bind(2, job_id).Step()) {
    StatementUse(*note_job_).Bind(1, account_id).Bind(2, job_id).Execute();
  }
  noted_jobs_.Add(account_id, job_id);
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
  noted_jobs_.Clear();
  for (const WatchedTable& table : watched_) {
    database_.exec(table.Forget());
    if (of_accounts_) database_.exec(ForTable("DELETE FROM created.$", table.Name()));
  }
}

void InitialState::Restore() {
  // All that is new goes before anything comes back, so that there is room for it; children before
  // parents, which say that they are new.
  std::for_each(watched_.rbegin(), watched_.rend(), [&](const WatchedTable& table) {
    for (const std::string& sql : table.RemoveChanged()) database_.exec(sql);
  });
  for (const WatchedTable& table : watched_) database_.exec(table.PutBack());
  ForgetAll();
}

bool InitialState::Restore(std::string_view account_id) {
  noted_jobs_.Clear();
  const auto holds = [&](PreparedStatement& statement) {
    return StatementUse(statement).Bind(1, account_id).Step();
  };
  const bool is_known = holds(of_accounts_->exists) || holds(of_accounts_->was_there);
  if (holds(of_accounts_->is_new)) {
    RestoreNew(account_id);
  } else {
    RestoreChanged(account_id);
  }
  return is_known;
}

/// An account that was not there at start: as it was created, or not at all.
void InitialState::RestoreNew(std::string_view account_id) {
  const bool was_created = StatementUse(of_accounts_->was_created).Bind(1, account_id).Step();
  auto& tables = of_accounts_->tables;
  std::for_each(tables.rbegin(), tables.rend(),
                [&](OfTable& table) { StatementUse(table.remove).Bind(1, account_id).Execute(); });
  if (!was_created) return;
  for (OfTable& table : tables) {
    StatementUse(table.put_back_created).Bind(1, account_id).Execute();
  }
}

void InitialState::RestoreChanged(std::string_view account_id) {
  const auto run = [&](PreparedStatement& statement) {
    StatementUse(statement).Bind(1, account_id).Execute();
  };
  auto& tables = of_accounts_->tables;
  std::for_each(tables.rbegin(), tables.rend(), [&](OfTable& table) {
    for (PreparedStatement& remove : table.remove_changed) run(remove);
  });
  for (OfTable& table : tables) {
    run(table.put_back);
    if (table.put_back_elsewhere) run(*table.put_back_elsewhere);
    run(table.forget);
  }
}

// Not by PRAGMA, which needs memory, and does nothing in a transaction that could not be ended.
WithoutForeignKeys::WithoutForeignKeys(SQLite::Database& database) : database_(database) {
  sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
}

WithoutForeignKeys::~WithoutForeignKeys() {
  sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
}

}  // namespace fake_ice::store
