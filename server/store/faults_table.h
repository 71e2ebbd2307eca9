#pragma once

#include <string_view>
#include <vector>

#include "store/prepared_statement.h"
#include "store/records.h"

namespace fake_ice::store {

/// The table fault. Not thread-safe; Store guards it.
class FaultsTable {
 public:
  explicit FaultsTable(SQLite::Database& database);

  /// Adds faults behind those that the account has.
  void Append(std::string_view account_id, const std::vector<FaultRecord>& faults);
  void Delete(std::string_view account_id);
  /// The account's faults in their order.
  std::vector<FaultRecord> Read(std::string_view account_id);
  /// Writes `matched` and `fired` of the fault at `position`, counted from 0.
  void UpdateCounts(std::string_view account_id, std::size_t position, const FaultRecord& fault);

 private:
  void Insert(std::string_view account_id, std::int64_t position, const FaultRecord& fault);

  PreparedStatement count_;
  PreparedStatement insert_;
  PreparedStatement delete_;
  PreparedStatement read_;
  PreparedStatement update_counts_;
};

}  // namespace fake_ice::store
