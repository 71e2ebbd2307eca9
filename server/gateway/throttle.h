#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/spinning_mutex.h"
#include "store/records.h"

namespace fake_ice::gateway {

/// Counts calls against their account's limit: a token bucket for each account and action
/// (assumption: throttle-bucket). Thread-safe.
class Throttle {
 public:
  /// Time since any fixed moment, never going back.
  using Elapsed = std::chrono::nanoseconds;

  /// Takes a token for one call of `action`. Nothing when there was one or when `limit` does not
  /// count the action; else how long until the next, rounded up and at least a millisecond.
  std::optional<std::chrono::milliseconds> Take(const store::ThrottleRecord& limit,
                                                std::string_view account_id,
                                                std::string_view action, Elapsed now);

  /// Fills every bucket again, or those of one account.
  void Reset();
  void Reset(std::string_view account_id);

 private:
  struct Bucket {
    Elapsed full_at{};
    Elapsed period{};  // in which one token comes
  };

  base::SpinningMutex mutex_;
  std::map<std::pair<std::string, std::string>, Bucket> buckets_;  // by account and action
};

/// That an account's limit commands the answer, and which it is: one line of printable ASCII.
std::string ExplainThrottle(const store::ThrottleRecord& limit, std::string_view account_id);

}  // namespace fake_ice::gateway
