#include "store/grouped_sync.h"

#include <exception>

namespace fake_ice::store {

bool GroupedSync::Wait(const std::function<bool()>& sync) {
  std::shared_ptr<void> stand_in;
  bool was_patient = false;
  bool has_asked = false;
  std::unique_lock lock(mutex_);
  const std::uint64_t needed = begun_ + 1;  // one that runs already may have come too early
  while (done_ < needed) {
    if (!is_running_) {
      is_running_ = true;
      const std::uint64_t number = ++begun_;
      lock.unlock();
      const auto began = std::chrono::steady_clock::now();
      const bool has_synced = sync();
      const auto took = std::chrono::steady_clock::now() - began;
      lock.lock();
      is_running_ = false;
      took_long_ = took > short_sync_;
      done_ = number;
      if (has_synced) succeeded_ = number;
      ended_.notify_all();
    } else if (!took_long_ && !was_patient) {
      was_patient = ended_.wait_for(lock, short_sync_) == std::cv_status::timeout;
    } else if (!has_asked) {
      has_asked = true;
      lock.unlock();
      stand_in = StandIn();
      lock.lock();
    } else {
      ended_.wait(lock);
    }
  }
  return succeeded_ >= needed;
}

std::shared_ptr<void> GroupedSync::StandIn() const {
  if (!stand_in_) return nullptr;
  try {
    return stand_in_();
  } catch (const std::exception&) {  // no memory: then others wait as well
    return nullptr;
  }
}

}  // namespace fake_ice::store
