#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string_view>
#include <unordered_set>

#include "base/clock.h"

namespace fake_ice::auth {

/// Remembers the nonces of accepted signatures, each for its access key, as long as a replay could
/// still pass the timestamp check, and at most `max_nonces` (at least 1) of them; past that the
/// oldest are forgotten first. Thread-safe (assumption: nonce-scope).
class NonceMemory {
 public:
  /// `lifetime`: twice the allowed clock skew covers every signature that could come again.
  NonceMemory(std::chrono::milliseconds lifetime, std::size_t max_nonces);

  /// Remembers the nonce and returns true, or returns false when it was used before.
  /// The account is whose nonces Forget can tell apart.
  [[nodiscard]] bool Use(std::string_view access_key_id, std::string_view nonce, base::Moment now,
                         std::string_view account_id = {});

  /// Forgets every nonce, or those of one account.
  void Forget();
  void Forget(std::string_view account_id);

 private:
  /// What is kept of a nonce and its access key: 16 bytes of their hash, however long they are.
  using Key = std::array<char, 16>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  struct Entry {
    base::Moment used;
    Key key{};
    std::size_t account = 0;  // the hash of its id
  };
  static Key KeyFor(std::string_view access_key_id, std::string_view nonce);

  void ForgetOldest();

  const std::chrono::milliseconds lifetime_;
  const std::size_t max_nonces_;
  std::mutex mutex_;
  std::deque<Entry> oldest_first_;
  std::unordered_set<Key, KeyHash> known_;
};

}  // namespace fake_ice::auth
