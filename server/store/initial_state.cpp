#include "store/initial_state.h"

#include <array>

#include "store/statements.h"

namespace fake_ice::store {
namespace {

/// Every table, parents before children. All have a column account_id.
constexpr std::array<std::string_view, 11> kTables{
    "account", "principal", "access_key", "app",     "app_parameter", "app_output",
    "job",     "job_poll",  "job_output", "content", "fault"};

/// `pattern` with the table's name in the place of each `$`.
std::string ForTable(std::string_view pattern, std::string_view table) {
  std::string sql;
  for (const char c : pattern) c == '$' ? sql.append(table) : sql.append(1, c);
  return sql;
}

int Execute(SQLite::Database& database, const std::string& sql, std::string_view account_id) {
  SQLite::Statement statement(database, sql);
  return StatementUse(statement).Bind(1, account_id).Execute();
}

}  // namespace

InitialState::OneAccount::OneAccount(SQLite::Database& database, std::string_view table)
    : keep(database,
           ForTable("INSERT INTO initial.$ SELECT * FROM main.$ WHERE account_id = ?1", table)),
      forget(database, ForTable("DELETE FROM initial.$ WHERE account_id = ?1"
                                " AND account_id IN (SELECT account_id FROM initial.created)",
                                table)),
      put_back(
          database,
          ForTable("INSERT INTO main.$ SELECT * FROM initial.$ WHERE account_id = ?1", table)) {}

InitialState::InitialState(SQLite::Database& database) : database_(database) {
  database_.exec("ATTACH ':memory:' AS initial");
  for (const std::string_view table : kTables) {
    database_.exec(ForTable("CREATE TABLE initial.$ AS SELECT * FROM main.$ LIMIT 0", table));
    database_.exec(ForTable("CREATE INDEX initial.by_account_$ ON $ (account_id)", table));
  }
  database_.exec("CREATE TABLE initial.created (account_id TEXT PRIMARY KEY)");
  for (const std::string_view table : kTables) tables_.emplace_back(database_, table);
}

void InitialState::Keep() {
  for (const std::string_view table : kTables) {
    database_.exec(ForTable("DELETE FROM initial.$", table));
    database_.exec(ForTable("INSERT INTO initial.$ SELECT * FROM main.$", table));
  }
  database_.exec("DELETE FROM initial.created");
}

void InitialState::KeepCreated(std::string_view account_id) {
  // One that was there at start and was deleted meanwhile goes back to its start.
  SQLite::Statement known(database_, "SELECT 1 FROM initial.account WHERE account_id = ?1");
  if (StatementUse(known).Bind(1, account_id).Step()) return;
  for (OneAccount& table : tables_) StatementUse(table.keep).Bind(1, account_id).Execute();
  Execute(database_, "INSERT INTO initial.created VALUES (?1)", account_id);
}

void InitialState::Forget(std::string_view account_id) {
  for (OneAccount& table : tables_) StatementUse(table.forget).Bind(1, account_id).Execute();
  Execute(database_, "DELETE FROM initial.created WHERE account_id = ?1", account_id);
}

void InitialState::Restore() {
  database_.exec("DELETE FROM main.account");
  for (const std::string_view table : kTables) {
    database_.exec(
        ForTable("DELETE FROM initial.$ WHERE account_id IN"
                 " (SELECT account_id FROM initial.created)",
                 table));
    database_.exec(ForTable("INSERT INTO main.$ SELECT * FROM initial.$", table));
  }
  database_.exec("DELETE FROM initial.created");
}

bool InitialState::Restore(std::string_view account_id) {
  int changed = Execute(database_, "DELETE FROM main.account WHERE account_id = ?1", account_id);
  for (OneAccount& table : tables_) {
    changed += StatementUse(table.put_back).Bind(1, account_id).Execute();
  }
  return changed > 0;
}

}  // namespace fake_ice::store
