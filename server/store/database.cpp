#include "store/database.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "embedded/schema_002.h"
#include "embedded/schema_003.h"
#include "embedded/schema_004.h"
#include "embedded/schema_005.h"
#include "embedded/schema_006.h"
#include "embedded/schema_007.h"
#include "embedded/schema_008.h"
#include "embedded/schema_current.h"
#include "store/store_failure.h"
#include "store/store_file.h"

namespace fake_ice::store {
namespace {

using Failure = base::Unexpected<std::string>;

/// What takes a store from one version to the next, the first from version 1.
constexpr std::array kMigrations{embedded::kSchema002, embedded::kSchema003, embedded::kSchema004,
                                 embedded::kSchema005, embedded::kSchema006, embedded::kSchema007,
                                 embedded::kSchema008};
static_assert(kMigrations.size() == kSchemaVersion - 1);

int ReadPragma(SQLite::Database& database, const std::string& name) {
  return database.execAndGet("PRAGMA " + name).getInt();
}

void Migrate(SQLite::Database& database) {
  const int version = ReadPragma(database, "user_version");
  if (version == kSchemaVersion) return;
  SQLite::Transaction transaction(database);
  if (version == 0) {
    database.exec(embedded::kSchemaCurrent.data());
  } else {
    for (auto next = static_cast<std::size_t>(version); next < kSchemaVersion; ++next) {
      database.exec(kMigrations.at(next - 1).data());
    }
  }
  database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
  database.exec("PRAGMA user_version = " + std::to_string(kSchemaVersion));
  transaction.commit();
}

/// Why the store may not be used; empty when it is open and up to date.
std::string BringUpToDate(SQLite::Database& database, StoreFile* file) {
  std::string refusal = RefusalOf(database);
  if (!refusal.empty()) return refusal;
  // Before WAL, so that a store's main file is marked as one from its first moment.
  Migrate(database);
  if (file != nullptr) {
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = NORMAL");
    // SQLite opens the file that it writes ahead with the first look at the store.
    ReadPragma(database, "schema_version");
    file->Remember();
  }
  database.exec("PRAGMA foreign_keys = ON");
  return {};
}

}  // namespace

std::unique_ptr<SQLite::Database> Connect(const std::string& name) {
  // Before SQLite is first used: to keep count of its memory costs a lock for each piece of it.
  [[maybe_unused]] static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  auto database = std::make_unique<SQLite::Database>(
      name, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
  // Nothing needs a folder for temporary files: a container with a read-only root has none.
  database->exec("PRAGMA temp_store = MEMORY");
  // Held by one process only: two servers over one store would each answer from a stale view.
  database->exec("PRAGMA locking_mode = EXCLUSIVE");
  return database;
}

base::Expected<std::unique_ptr<SQLite::Database>, std::string> OpenDatabase(StoreFile* file) {
  std::unique_ptr<SQLite::Database> database;
  try {
    database = Connect(file == nullptr ? ":memory:" : file->Path().string());
    std::string refusal = BringUpToDate(*database, file);
    if (!refusal.empty()) return Failure(std::move(refusal));
    return database;
  } catch (const SQLite::Exception& error) {
    const int system_error = database ? sqlite3_system_errno(database->getHandle()) : errno;
    return Failure(Explain(error, system_error));
  }
}

bool LimitSize(SQLite::Database& database, std::uint64_t max_bytes) {
  const auto page_bytes = static_cast<std::uint64_t>(ReadPragma(database, "page_size"));
  constexpr std::uint64_t kMostPages = 0xfffffffe;  // sqlite.org/limits.html
  const std::uint64_t pages = std::clamp<std::uint64_t>(max_bytes / page_bytes, 1, kMostPages);
  // SQLite says what it made of it: no fewer pages than there are.
  const auto limit = database.execAndGet("PRAGMA max_page_count = " + std::to_string(pages));
  return static_cast<std::uint64_t>(limit.getInt64()) <= pages;
}

std::string RefusalOf(SQLite::Database& database) {
  const int version = ReadPragma(database, "user_version");
  const int application_id = ReadPragma(database, "application_id");
  const bool empty = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
  if (empty && version == 0 && application_id == 0) return {};
  if (application_id != kApplicationId) {
    return std::string(kForeign);
  }
  if (version < 1) return "it has no valid schema version, so it is damaged; name a new file";
  if (version > kSchemaVersion) {
    return "it has schema version " + std::to_string(version) + " and this fake-ice knows up to " +
           std::to_string(kSchemaVersion) + "; use the newer fake-ice, or name a new file";
  }
  return {};
}

}  // namespace fake_ice::store
