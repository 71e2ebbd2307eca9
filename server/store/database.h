#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <memory>
#include <string>

#include "base/expected.h"

namespace fake_ice::store {

class StoreFile;

/// The version of the schema that this program writes, kept in SQLite's user_version.
inline constexpr int kSchemaVersion = 8;

/// Marks a file as a fake-ice store in SQLite's application_id ("fice").
inline constexpr int kApplicationId = 0x66696365;

/// Connects to the database `name`, a path or `:memory:`, in the way that suits a store and its
/// copies alike. Throws SQLite::Exception.
std::unique_ptr<SQLite::Database> Connect(const std::string& name);

/// Opens the store in `file`, or in memory when it is null, and brings its schema up to date. It is
/// written ahead (WAL) and held exclusively until closed. The error says why it cannot be used and
/// what to do; the file is then unchanged.
base::Expected<std::unique_ptr<SQLite::Database>, std::string> OpenDatabase(StoreFile* file);

/// Lets the database grow no larger; false when it is larger already.
[[nodiscard]] bool LimitSize(SQLite::Database& database, std::uint64_t max_bytes);

/// Why an existing database must not be touched, or an empty text.
std::string RefusalOf(SQLite::Database& database);

}  // namespace fake_ice::store
