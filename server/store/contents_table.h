#pragma once

#include <SQLiteCpp/Statement.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/records.h"

namespace fake_ice::store {

/// The table content: the files of outputs. Not thread-safe; Store guards it.
class ContentsTable {
 public:
  explicit ContentsTable(SQLite::Database& database);

  void Upsert(std::string_view account_id, const ContentRecord& content);
  /// Deletes what no output of the account has any more.
  void DeleteUnused(std::string_view account_id);
  std::optional<std::string> Find(std::string_view account_id, std::string_view sha256);
  std::vector<ContentRecord> ReadAll(std::string_view account_id);

 private:
  SQLite::Statement upsert_;
  SQLite::Statement delete_unused_;
  SQLite::Statement find_;
  SQLite::Statement read_all_;
};

}  // namespace fake_ice::store
