#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/prepared_statement.h"

namespace fake_ice::store {

/// Ids alone, for messages that propose one. Not thread-safe; Store guards it.
class NamesTable {
 public:
  explicit NamesTable(SQLite::Database& database);

  /// At most `limit` ids of the account's jobs, or apps, in their order.
  std::vector<std::string> JobIds(std::string_view account_id, std::size_t limit);
  std::vector<std::string> AppIds(std::string_view account_id, std::size_t limit);

  /// How many accounts are asked whether they have an id.
  static constexpr std::size_t kMaxAccountsAsked = 1000;

  /// An account that has a job, or an app, of that id; nothing when none of the first
  /// kMaxAccountsAsked has.
  std::optional<std::string> OwnerOfJob(std::string_view job_id);
  std::optional<std::string> OwnerOfApp(std::string_view app_id);

 private:
  PreparedStatement job_ids_;
  PreparedStatement app_ids_;
  PreparedStatement owner_of_job_;
  PreparedStatement owner_of_app_;
};

}  // namespace fake_ice::store
