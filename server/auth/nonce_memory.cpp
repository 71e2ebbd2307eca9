#include "auth/nonce_memory.h"

namespace fake_ice::auth {

NonceMemory::NonceMemory(std::chrono::milliseconds lifetime, std::size_t max_nonces)
    : lifetime_(lifetime), max_nonces_(max_nonces) {}

bool NonceMemory::Use(std::string_view access_key_id, std::string_view nonce, base::Moment now) {
  // A line break cannot stand in an access key id that came in a header or was looked up before.
  std::string key = std::string(access_key_id) + '\n' + std::string(nonce);
  const std::scoped_lock lock(mutex_);
  while (!oldest_first_.empty() && now - oldest_first_.front().used > lifetime_) ForgetOldest();
  if (known_.contains(key)) return false;
  if (oldest_first_.size() >= max_nonces_) ForgetOldest();
  oldest_first_.push_back({now, std::move(key)});
  known_.insert(oldest_first_.back().key);
  return true;
}

void NonceMemory::ForgetOldest() {
  known_.erase(oldest_first_.front().key);
  oldest_first_.pop_front();
}

}  // namespace fake_ice::auth
