#include "store/database.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "base/parameters.h"
#include "embedded/schema_001.h"
#include "embedded/schema_002.h"
#include "embedded/schema_003.h"
#include "embedded/schema_004.h"
#include "embedded/schema_005.h"

namespace fake_ice::store {
namespace {

namespace fs = std::filesystem;
using Failure = base::Unexpected<std::string>;

constexpr std::string_view kNoDatabase = "it is not a SQLite database; name a new file";
constexpr std::string_view kForeign = "it is a SQLite database of another program; name a new file";
constexpr std::string_view kDirectory = "it is a directory; name a file in it";
constexpr std::string_view kReadOnly = "it may not be written to";

/// What takes a store from one version to the next, the first from an empty database to version 1.
constexpr std::array kMigrations{embedded::kSchema001, embedded::kSchema002, embedded::kSchema003,
                                 embedded::kSchema004, embedded::kSchema005};
static_assert(kMigrations.size() == kSchemaVersion);

int ReadPragma(SQLite::Database& database, const std::string& name) {
  return database.execAndGet("PRAGMA " + name).getInt();
}

/// Why an existing file must not be touched, or an empty text.
std::string Refusal(SQLite::Database& database) {
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

/// `path` as a URI that lets SQLite read the main file and nothing beside it, changing nothing.
std::string ImmutableUri(const fs::path& path) {
  std::string uri = "file:";
  for (const fs::path& part : path.relative_path()) {
    uri += '/' + base::PercentEncode(part.string());
  }
  return uri + "?immutable=1";
}

template <std::size_t kSize>
std::uint32_t ReadBigEndian(const std::array<char, kSize>& bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = at; i < at + sizeof(number); ++i) {
    number = number << 8 | static_cast<unsigned char>(bytes.at(i));
  }
  return number;
}

/// Why an existing file cannot be a store, found without touching it or what lies beside it: a
/// journal that another program left would be played back on opening. Empty when it may be one. Of
/// a store only the header is looked at, because a killed program may have left the rest
/// unfinished, which what lies beside it puts right.
std::string RefusalBeforeOpening(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return std::string(kDirectory);
  if (!fs::is_regular_file(path, error) || fs::file_size(path, error) == 0) return {};
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  constexpr std::size_t kHeaderBytes = 100;
  constexpr std::size_t kUserVersionAt = 60;  // sqlite.org/fileformat.html
  constexpr std::size_t kApplicationIdAt = 68;
  std::array<char, kHeaderBytes> header{};
  std::ifstream(path, std::ios::binary).read(header.data(), header.size());
  if (!std::string_view(header.data(), header.size()).starts_with(kMagic)) {
    return std::string(kNoDatabase);
  }
  if (faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) return std::string(kReadOnly);
  if (ReadBigEndian(header, kApplicationIdAt) == kApplicationId &&
      ReadBigEndian(header, kUserVersionAt) <= kSchemaVersion) {
    return {};
  }
  SQLite::Database database(ImmutableUri(path), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
  std::string refusal = Refusal(database);
  if (refusal.empty() && fs::exists(path.string() + "-wal", error)) refusal = kForeign;
  return refusal;
}

void Migrate(SQLite::Database& database) {
  const int version = ReadPragma(database, "user_version");
  if (version == kSchemaVersion) return;
  SQLite::Transaction transaction(database);
  for (auto step = static_cast<std::size_t>(version); step < kMigrations.size(); ++step) {
    database.exec(kMigrations.at(step).data());
  }
  database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
  database.exec("PRAGMA user_version = " + std::to_string(kSchemaVersion));
  transaction.commit();
}

/// A sentence for what SQLite said, with the remedy where there is one.
std::string Explain(const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_NOTADB:
      return std::string(kNoDatabase);
    case SQLITE_BUSY:
      return "another process, perhaps another fake-ice, is using it";
    case SQLITE_CANTOPEN:
      return "it cannot be opened or created; see that its folder exists and may be written to";
    case SQLITE_READONLY:
      return std::string(kReadOnly);
    default:
      return error.what();
  }
}

}  // namespace

base::Expected<std::unique_ptr<SQLite::Database>, std::string> OpenDatabase(
    const std::string& path) {
  const bool in_memory = path.empty();
  try {
    // An absolute path, because names such as `file:x` and `:memory:` mean something to SQLite.
    const fs::path file = in_memory ? fs::path(":memory:") : fs::absolute(path);
    std::string refusal = in_memory ? std::string() : RefusalBeforeOpening(file);
    if (!refusal.empty()) return Failure(CannotUse(path, refusal));
    auto database = std::make_unique<SQLite::Database>(
        file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
    // Nothing needs a folder for temporary files: a container with a read-only root has none.
    database->exec("PRAGMA temp_store = MEMORY");
    // Held by one process only: two servers over one store would each answer from a stale view.
    database->exec("PRAGMA locking_mode = EXCLUSIVE");
    refusal = Refusal(*database);
    if (!refusal.empty()) return Failure(CannotUse(path, refusal));
    // Before WAL, so that a store's main file is marked as one from its first moment.
    Migrate(*database);
    if (!in_memory) {
      database->exec("PRAGMA journal_mode = WAL");
      database->exec("PRAGMA synchronous = NORMAL");
    }
    database->exec("PRAGMA foreign_keys = ON");
    return database;
  } catch (const SQLite::Exception& error) {
    return Failure(CannotUse(path, Explain(error)));
  }
}

std::string CannotUse(const std::string& path, std::string_view reason) {
  return "cannot use the store " + path + ": " + std::string(reason);
}

}  // namespace fake_ice::store
