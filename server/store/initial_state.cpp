#include "store/initial_state.h"

#include <SQLiteCpp/Statement.h>

#include <array>

namespace fake_ice::store {
namespace {

/// Every table, parents before children. All have a column account_id.
constexpr std::array<std::string_view, 9> kTables{"account",      "principal", "access_key",
                                                  "bearer_token", "app",       "app_parameter",
                                                  "app_output",   "job",       "job_output"};

/// `pattern` with the table's name in the place of each `$`.
std::string ForTable(std::string_view pattern, std::string_view table) {
  std::string sql;
  for (const char c : pattern) c == '$' ? sql.append(table) : sql.append(1, c);
  return sql;
}

}  // namespace

InitialState::InitialState(SQLite::Database& database) : database_(database) {
  database_.exec("ATTACH ':memory:' AS initial");
  for (const std::string_view table : kTables) {
    database_.exec(ForTable("CREATE TABLE initial.$ AS SELECT * FROM main.$ LIMIT 0", table));
    database_.exec(ForTable("CREATE INDEX initial.by_account_$ ON $ (account_id)", table));
  }
  database_.exec("CREATE TABLE initial.created (account_id TEXT PRIMARY KEY)");
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
  known.bind(1, std::string(account_id));
  if (known.executeStep()) return;
  for (const std::string_view table : kTables) {
    Execute(ForTable("INSERT INTO initial.$ SELECT * FROM main.$ WHERE account_id = ?1", table),
            account_id);
  }
  Execute("INSERT INTO initial.created VALUES (?1)", account_id);
}

void InitialState::Forget(std::string_view account_id) {
  for (const std::string_view table : kTables) {
    Execute(ForTable("DELETE FROM initial.$ WHERE account_id = ?1"
                     " AND account_id IN (SELECT account_id FROM initial.created)",
                     table),
            account_id);
  }
  Execute("DELETE FROM initial.created WHERE account_id = ?1", account_id);
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
  int changed = Execute("DELETE FROM main.account WHERE account_id = ?1", account_id);
  for (const std::string_view table : kTables) {
    changed +=
        Execute(ForTable("INSERT INTO main.$ SELECT * FROM initial.$ WHERE account_id = ?1", table),
                account_id);
  }
  return changed > 0;
}

int InitialState::Execute(const std::string& sql, std::string_view account_id) {
  SQLite::Statement statement(database_, sql);
  statement.bind(1, std::string(account_id));
  return statement.exec();
}

}  // namespace fake_ice::store
