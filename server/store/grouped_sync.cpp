#include "store/grouped_sync.h"

#include <exception>

namespace fake_ice::store {

bool GroupedSync::Wait(const std::function<bool()>& sync) {
  std::shared_ptr<void> stand_in;
  bool is_waiting = false;
  std::unique_lock lock(mutex_);
  const std::uint64_t needed = begun_ + 1;  // one that runs already may have come too early
  while (done_ < needed) {
    if (!is_running_) {
      is_running_ = true;
      const std::uint64_t number = ++begun_;
      lock.unlock();
      const bool has_synced = sync();
      lock.lock();
      is_running_ = false;
      done_ = number;
      if (has_synced) succeeded_ = number;
      ended_.notify_all();
    } else if (!is_waiting) {
      is_waiting = true;
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
