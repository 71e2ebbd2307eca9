#pragma once

#include <cstdint>
#include <string>

#include "store/records.h"

namespace fake_ice::store {

/// What a list of accounts says of one.
struct AccountSummary {
  std::string account_id;
  ServiceState service = ServiceState::kActive;
  AccountClock clock;
  std::int64_t jobs = 0;  ///< how many it has
};

}  // namespace fake_ice::store
