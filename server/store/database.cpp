#include "store/database.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include "embedded/schema_sql.h"

namespace fake_ice::store {
namespace {

using Failure = base::Unexpected<std::string>;

int ReadPragma(SQLite::Database& database, const std::string& name) {
  return database.execAndGet("PRAGMA " + name).getInt();
}

/// Why an existing file must not be touched, or an empty text.
std::string Refusal(SQLite::Database& database) {
  const int version = ReadPragma(database, "user_version");
  const int application_id = ReadPragma(database, "application_id");
  const bool empty = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
  if (empty && version == 0) return {};
  if (application_id != kApplicationId) {
    return "it is a SQLite database of another program; name a new file";
  }
  if (version > kSchemaVersion) {
    return "it has schema version " + std::to_string(version) + " and this fake-ice knows up to " +
           std::to_string(kSchemaVersion) + "; use the newer fake-ice, or name a new file";
  }
  return {};
}

void Migrate(SQLite::Database& database) {
  if (ReadPragma(database, "user_version") == kSchemaVersion) return;
  SQLite::Transaction transaction(database);
  database.exec(embedded::kSchemaSql.data());
  database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
  database.exec("PRAGMA user_version = " + std::to_string(kSchemaVersion));
  transaction.commit();
}

/// A sentence for what SQLite said, with the remedy where there is one.
std::string Explain(const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_NOTADB:
      return "it is not a SQLite database; name a new file";
    case SQLITE_BUSY:
      return "another process, perhaps another fake-ice, is using it";
    case SQLITE_CANTOPEN:
      return "it cannot be opened or created; see that its folder exists and may be written to";
    case SQLITE_READONLY:
      return "it may not be written to";
    default:
      return error.what();
  }
}

}  // namespace

base::Expected<std::unique_ptr<SQLite::Database>, std::string> OpenDatabase(
    const std::string& path) {
  const bool in_memory = path.empty();
  const std::string name = in_memory ? ":memory:" : path;
  try {
    auto database = std::make_unique<SQLite::Database>(
        name, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
    // Held by one process only: two servers over one store would each answer from a stale view.
    database->exec("PRAGMA locking_mode = EXCLUSIVE");
    if (std::string refusal = Refusal(*database); !refusal.empty()) {
      return Failure("cannot use the store " + name + ": " + refusal);
    }
    if (!in_memory) {
      database->exec("PRAGMA journal_mode = WAL");
      database->exec("PRAGMA synchronous = NORMAL");
    }
    database->exec("PRAGMA foreign_keys = ON");
    Migrate(*database);
    return database;
  } catch (const SQLite::Exception& error) {
    return Failure("cannot use the store " + name + ": " + Explain(error));
  }
}

}  // namespace fake_ice::store
