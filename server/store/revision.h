#pragma once

#include <string>
#include <vector>

#include "store/records.h"

namespace fake_ice::store {

/// What an account no longer has.
struct Removal {
  std::string account_id;
  std::vector<std::string> access_key_ids;  ///< of users and sessions, too
  std::vector<std::string> user_ids;
  std::vector<std::string> app_ids;
  std::vector<std::string> job_ids;
  bool account = false;  ///< the account goes as well, unless it has further jobs

  bool operator==(const Removal&) const = default;
};

/// How what fixtures say has changed.
struct Revision {
  std::vector<AccountRecord> set;  ///< what is new or different, as Store::Upsert takes it
  std::vector<Removal> removed;

  [[nodiscard]] bool IsEmpty() const { return set.empty() && removed.empty(); }
};

}  // namespace fake_ice::store
