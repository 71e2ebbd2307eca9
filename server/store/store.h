#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "store/records.h"

namespace fake_ice::store {

/// The accounts, their access keys and their jobs, in SQLite. Thread-safe: one connection with its
/// prepared statements, used by one thread at a time. Members throw SQLite::Exception only when
/// SQLite itself fails (disk full, file damaged).
class Store {
 public:
  /// Opens the store at `path` (see OpenDatabase), in memory when `path` is empty.
  static base::Expected<std::unique_ptr<Store>, std::string> Open(const std::string& path);

  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Adds or replaces accounts, access keys and jobs by their ids, all or nothing. What the store
  /// has beyond the records stays.
  void Upsert(const std::vector<AccountRecord>& accounts);

  [[nodiscard]] std::optional<AccessKeyRecord> FindAccessKey(std::string_view access_key_id);

  /// The job of that account only: another account's job is not found.
  [[nodiscard]] std::optional<JobRecord> FindJob(std::string_view account_id,
                                                 std::string_view job_id);

 private:
  class Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace fake_ice::store
