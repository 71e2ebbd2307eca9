#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/outputs_table.h"
#include "store/prepared_statement.h"
#include "store/records.h"

namespace fake_ice::store {

/// The tables app, app_parameter and app_output. Not thread-safe; Store guards it.
class AppsTable {
 public:
  explicit AppsTable(SQLite::Database& database);

  /// Adds the app or replaces it whole.
  void Upsert(std::string_view account_id, const AppRecord& app);
  std::optional<AppRecord> Find(std::string_view account_id, std::string_view app_id);
  /// Every app of the account, by AppId.
  std::vector<AppRecord> ReadAll(std::string_view account_id);

 private:
  void ReadParts(std::string_view account_id, AppRecord& app);

  PreparedStatement delete_app_;
  PreparedStatement insert_app_;
  PreparedStatement insert_parameter_;
  PreparedStatement find_app_;
  PreparedStatement read_apps_;
  PreparedStatement read_parameters_;
  OutputsTable outputs_;
};

}  // namespace fake_ice::store
