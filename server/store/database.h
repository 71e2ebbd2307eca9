#pragma once

#include <SQLiteCpp/Database.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/expected.h"

namespace fake_ice::store {

/// The version of the schema that this program writes, kept in SQLite's user_version.
inline constexpr int kSchemaVersion = 5;

/// Marks a file as a fake-ice store in SQLite's application_id ("fice").
inline constexpr int kApplicationId = 0x66696365;

/// Opens the store at `path`, or in memory when `path` is empty, and brings its schema up to date.
/// A file is created when absent, written ahead (WAL) and held exclusively until closed. The error
/// is one sentence that names the file, the reason and the remedy; the file is then unchanged.
base::Expected<std::unique_ptr<SQLite::Database>, std::string> OpenDatabase(
    const std::string& path);

/// The sentence with which a store is refused.
std::string CannotUse(const std::string& path, std::string_view reason);

}  // namespace fake_ice::store
