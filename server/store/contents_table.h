#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/prepared_statement.h"
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
  PreparedStatement upsert_;
  PreparedStatement delete_unused_;
  PreparedStatement find_;
  PreparedStatement read_all_;
};

}  // namespace fake_ice::store
