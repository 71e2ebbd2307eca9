#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string_view>

#include "base/clock.h"
#include "base/fair_log.h"
#include "base/fingerprint.h"
#include "base/spinning_mutex.h"

namespace fake_ice::auth {

/// How many nonces are remembered of one account, and of all together. Which are forgotten first:
/// see base::FairLog.
inline constexpr base::FairLimits kNonceLimits{.items_of_holder = 100'000, .cost = 200'000};

/// Remembers the nonces of accepted signatures, each for its access key, as long as a replay could
/// still pass the timestamp check, within limits by which no account's nonces push out another's.
/// Thread-safe (assumption: nonce-scope).
class NonceMemory {
 public:
  /// `lifetime`: twice the allowed clock skew covers every signature that could come again.
  explicit NonceMemory(std::chrono::milliseconds lifetime, base::FairLimits limits = kNonceLimits);

  /// Remembers the nonce and returns true, or returns false when it was used before.
  /// The account is the one in whose share it is kept.
  [[nodiscard]] bool Use(std::string_view access_key_id, std::string_view nonce, base::Moment now,
                         std::string_view account_id = {});

  /// Forgets every nonce, or those of one account.
  void Forget();
  void Forget(std::string_view account_id);

 private:
  /// What is kept of a nonce and its access key, however long they are.
  struct Entry {
    base::Moment used;
    base::Fingerprint fingerprint;
  };

  const std::chrono::milliseconds lifetime_;
  const base::Fingerprints fingerprints_;
  base::SpinningMutex mutex_;
  base::FairLog<Entry> log_;
  base::FingerprintSet known_;
};

}  // namespace fake_ice::auth
