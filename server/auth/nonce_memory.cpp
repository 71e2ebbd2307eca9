#include "auth/nonce_memory.h"

#include <cstring>
#include <string>

#include "base/digest.h"

namespace fake_ice::auth {

NonceMemory::NonceMemory(std::chrono::milliseconds lifetime, std::size_t max_nonces)
    : lifetime_(lifetime), max_nonces_(max_nonces) {}

bool NonceMemory::Use(std::string_view access_key_id, std::string_view nonce, base::Moment now,
                      std::string_view account_id) {
  const Key key = KeyFor(access_key_id, nonce);
  const std::scoped_lock lock(mutex_);
  while (!oldest_first_.empty() && now - oldest_first_.front().used > lifetime_) ForgetOldest();
  if (known_.contains(key)) return false;
  if (oldest_first_.size() >= max_nonces_) ForgetOldest();
  oldest_first_.push_back({now, key, std::hash<std::string_view>{}(account_id)});
  known_.insert(key);
  return true;
}

void NonceMemory::Forget() {
  const std::scoped_lock lock(mutex_);
  oldest_first_.clear();
  known_.clear();
}

void NonceMemory::Forget(std::string_view account_id) {
  const std::size_t account = std::hash<std::string_view>{}(account_id);
  const std::scoped_lock lock(mutex_);
  for (const Entry& entry : oldest_first_) {
    if (entry.account == account) known_.erase(entry.key);
  }
  std::erase_if(oldest_first_, [&](const Entry& entry) { return entry.account == account; });
}

NonceMemory::Key NonceMemory::KeyFor(std::string_view access_key_id, std::string_view nonce) {
  // The length keeps "ab" + "c" apart from "a" + "bc".
  const std::string text =
      std::to_string(access_key_id.size()) + ':' + std::string(access_key_id) + std::string(nonce);
  Key key{};
  base::Digest(base::Hash::kSha256, text).copy(key.data(), key.size());
  return key;
}

std::size_t NonceMemory::KeyHash::operator()(const Key& key) const {
  std::size_t hash = 0;
  std::memcpy(&hash, key.data(), sizeof(hash));
  return hash;
}

void NonceMemory::ForgetOldest() {
  known_.erase(oldest_first_.front().key);
  oldest_first_.pop_front();
}

}  // namespace fake_ice::auth
