#include "auth/nonce_memory.h"

namespace fake_ice::auth {

NonceMemory::NonceMemory(std::chrono::milliseconds lifetime, base::FairLimits limits)
    : lifetime_(lifetime), log_(limits) {}

bool NonceMemory::Use(std::string_view access_key_id, std::string_view nonce, base::Moment now,
                      std::string_view account_id) {
  const base::Fingerprint fingerprint = fingerprints_.Of(access_key_id, nonce);
  const std::scoped_lock lock(mutex_);
  const auto forget = [&](const Entry& entry) { known_.Erase(entry.fingerprint); };
  while (log_.Size() > 0 && now - log_.Oldest()->used > lifetime_) forget(log_.TakeOldest());
  if (!known_.Insert(fingerprint)) return false;
  try {
    log_.Push(account_id, Entry{now, fingerprint}, 1, forget);
  } catch (...) {
    known_.Erase(fingerprint);  // a nonce that nothing would ever forget
    throw;
  }
  return true;
}

void NonceMemory::Forget() {
  const std::scoped_lock lock(mutex_);
  log_.Clear();
  known_.Clear();
}

void NonceMemory::Forget(std::string_view account_id) {
  const std::scoped_lock lock(mutex_);
  log_.EraseHolder(account_id, [&](const Entry& entry) { known_.Erase(entry.fingerprint); });
}

}  // namespace fake_ice::auth
