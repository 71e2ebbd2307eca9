#include "auth/nonce_memory.h"

#include <cstring>
#include <string>

#include "base/digest.h"

namespace fake_ice::auth {

NonceMemory::NonceMemory(std::chrono::milliseconds lifetime, base::FairLimits limits)
    : lifetime_(lifetime), log_(limits) {}

bool NonceMemory::Use(std::string_view access_key_id, std::string_view nonce, base::Moment now,
                      std::string_view account_id) {
  const Key key = KeyFor(access_key_id, nonce);
  const std::scoped_lock lock(mutex_);
  const auto forget = [&](const Entry& entry) { known_.erase(entry.key); };
  while (log_.Size() > 0 && now - log_.Oldest()->used > lifetime_) forget(log_.TakeOldest());
  if (!known_.insert(key).second) return false;
  log_.Push(account_id, Entry{now, key}, 1, forget);
  return true;
}

void NonceMemory::Forget() {
  const std::scoped_lock lock(mutex_);
  log_.Clear();
  known_.clear();
}

void NonceMemory::Forget(std::string_view account_id) {
  const std::scoped_lock lock(mutex_);
  log_.EraseHolder(account_id, [&](const Entry& entry) { known_.erase(entry.key); });
}

NonceMemory::Key NonceMemory::KeyFor(std::string_view access_key_id, std::string_view nonce) {
  // The length keeps "ab" + "c" apart from "a" + "bc".
  std::string text = std::to_string(access_key_id.size());
  text.reserve(text.size() + 1 + access_key_id.size() + nonce.size());
  text.append(1, ':').append(access_key_id).append(nonce);
  Key key{};
  base::Digest(base::Hash::kSha256, text).copy(key.data(), key.size());
  return key;
}

std::size_t NonceMemory::KeyHash::operator()(const Key& key) const {
  std::size_t hash = 0;
  std::memcpy(&hash, key.data(), sizeof(hash));
  return hash;
}

}  // namespace fake_ice::auth
