#include "store/initial_state.h"

#include <SQLiteCpp/Statement.h>

#include <array>

namespace fake_ice::store {
namespace {

/// Every table, parents before children. All have a column account_id.
constexpr std::array<std::string_view, 9> kTables{"account",      "principal", "access_key",
                                                  "bearer_token", "app",       "app_parameter",
                                                  "app_output",   "job",       "job_output"};

constexpr std::string_view kOneAccount = "account_id = ?1";

}  // namespace

InitialState::InitialState(SQLite::Database& database) : database_(database) {
  database_.exec("ATTACH ':memory:' AS initial");
  for (const std::string_view table : kTables) {
    const std::string name(table);
    database_.exec("CREATE TABLE initial." + name + " AS SELECT * FROM main." + name + " LIMIT 0");
    database_.exec("CREATE INDEX initial.by_account_" + name + " ON " + name + " (account_id)");
  }
  database_.exec("CREATE TABLE initial.created (account_id TEXT PRIMARY KEY)");
}

void InitialState::Keep() {
  for (const std::string_view table : kTables) {
    const std::string name(table);
    database_.exec("DELETE FROM initial." + name);
    database_.exec("INSERT INTO initial." + name + " SELECT * FROM main." + name);
  }
  database_.exec("DELETE FROM initial.created");
}

void InitialState::KeepCreated(std::string_view account_id) {
  // One that was there at start and was deleted meanwhile goes back to its start.
  if (SQLite::Statement known(database_, "SELECT 1 FROM initial.account WHERE account_id = ?1");
      (known.bind(1, std::string(account_id)), known.executeStep())) {
    return;
  }
  for (const std::string_view table : kTables) {
    const std::string name(table);
    Execute("INSERT INTO initial." + name + " SELECT * FROM main." + name + " WHERE " +
                std::string(kOneAccount),
            account_id);
  }
  Execute("INSERT INTO initial.created VALUES (?1)", account_id);
}

void InitialState::Forget(std::string_view account_id) {
  for (const std::string_view table : kTables) {
    Execute("DELETE FROM initial." + std::string(table) + " WHERE " + std::string(kOneAccount) +
                " AND account_id IN (SELECT account_id FROM initial.created)",
            account_id);
  }
  Execute("DELETE FROM initial.created WHERE account_id = ?1", account_id);
}

void InitialState::Restore() {
  database_.exec("DELETE FROM main.account");
  for (const std::string_view table : kTables) {
    const std::string name(table);
    database_.exec("DELETE FROM initial." + name +
                   " WHERE account_id IN (SELECT account_id FROM initial.created)");
    database_.exec("INSERT INTO main." + name + " SELECT * FROM initial." + name);
  }
  database_.exec("DELETE FROM initial.created");
}

bool InitialState::Restore(std::string_view account_id) {
  const int deleted = Execute("DELETE FROM main.account WHERE account_id = ?1", account_id);
  int restored = 0;
  for (const std::string_view table : kTables) {
    const std::string name(table);
    restored += Execute("INSERT INTO main." + name + " SELECT * FROM initial." + name + " WHERE " +
                            std::string(kOneAccount),
                        account_id);
  }
  return deleted + restored > 0;
}

int InitialState::Execute(const std::string& sql, std::string_view account_id) {
  SQLite::Statement statement(database_, sql);
  statement.bind(1, std::string(account_id));
  return statement.exec();
}

}  // namespace fake_ice::store
