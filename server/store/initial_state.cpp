#include "store/initial_state.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <array>
#include <string>
#include <vector>

#include "store/statements.h"

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

/// Makes the tables and indexes of the store in `schema` too. SQLite copies whole trees between
/// tables that are made alike, not row by row (its "transfer optimization", insert.c).
void MakeTables(SQLite::Database& database, const std::string& schema) {
  const bool is_attached = sqlite3_db_readonly(database.getHandle(), schema.c_str()) >= 0;
  if (!is_attached) database.exec("ATTACH ':memory:' AS " + schema);
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
      if (sql.starts_with(kind)) database.exec(sql.insert(kind.size(), schema + '.'));
    }
  }
  transaction.commit();
}

SQLite::Database& WithTables(SQLite::Database& database) {
  MakeTables(database, "initial");
  return database;
}

}  // namespace

InitialState::OfTable::OfTable(SQLite::Database& database, std::string_view table)
    : remove(database, ForTable("DELETE FROM main.$ WHERE account_id = ?1", table)),
      keep(database,
           ForTable("INSERT INTO created.$ SELECT * FROM main.$ WHERE account_id = ?1", table)),
      put_back(database,
               ForTable("INSERT INTO main.$ SELECT * FROM initial.$ WHERE account_id = ?1", table)),
      put_back_created(
          database,
          ForTable("INSERT INTO main.$ SELECT * FROM created.$ WHERE account_id = ?1", table)) {}

InitialState::InitialState(SQLite::Database& database)
    : database_(WithTables(database)),
      is_kept_(database, "SELECT 1 FROM initial.account WHERE account_id = ?1") {}

void InitialState::PrepareForAccounts() {
  if (!tables_.empty()) return;
  if (!has_created_) MakeTables(database_, "created");
  has_created_ = true;
  std::deque<OfTable> tables;
  for (const std::string_view table : kTables) tables.emplace_back(database_, table);
  tables_ = std::move(tables);
}

void InitialState::ForEachTable(std::string_view pattern) {
  for (const std::string_view table : kTables) database_.exec(ForTable(pattern, table));
}

void InitialState::Keep() {
  ForgetAll();
  if (has_kept_) ForEachTable("DELETE FROM initial.$");
  has_kept_ = true;  // also when the transaction fails: to empty what is empty does no harm
  ForEachTable("INSERT INTO initial.$ SELECT * FROM main.$");
}

void InitialState::KeepCreated(std::string_view account_id) {
  // One that was there at start and was deleted meanwhile goes back to its start.
  if (StatementUse(is_kept_).Bind(1, account_id).Step()) return;
  for (OfTable& table : tables_) StatementUse(table.keep).Bind(1, account_id).Execute();
}

void InitialState::Forget(std::string_view account_id) {
  if (tables_.empty()) return;  // none was kept
  PreparedStatement forget(database_, "DELETE FROM created.account WHERE account_id = ?1");
  StatementUse(forget).Bind(1, account_id).Execute();
}

void InitialState::ForgetAll() {
  if (!tables_.empty()) ForEachTable("DELETE FROM created.$");
}

void InitialState::Restore() {
  ForgetAll();
  ForEachTable("DELETE FROM main.$");
  ForEachTable("INSERT INTO main.$ SELECT * FROM initial.$");
}

bool InitialState::Restore(std::string_view account_id) {
  int changed = 0;
  for (OfTable& table : tables_) {
    changed += StatementUse(table.remove).Bind(1, account_id).Execute();
    changed += StatementUse(table.put_back).Bind(1, account_id).Execute();
    changed += StatementUse(table.put_back_created).Bind(1, account_id).Execute();
  }
  return changed > 0;
}

// Not by PRAGMA, which needs memory, and does nothing in a transaction that could not be ended.
WithoutForeignKeys::WithoutForeignKeys(SQLite::Database& database) : database_(database) {
  sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
}

WithoutForeignKeys::~WithoutForeignKeys() {
  sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
}

}  // namespace fake_ice::store
