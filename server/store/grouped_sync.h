#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace fake_ice::store {

/// Lets one sync of a file serve all threads that wait for one: while it runs, the next ones gather
/// (group commit). Thread-safe, but for StandInWhileWaiting.
class GroupedSync {
 public:
  /// A sync that takes no longer than `short_sync` is waited for without a stand-in, which would
  /// come when it is over; how long the last one took says what to expect.
  explicit GroupedSync(std::chrono::nanoseconds short_sync = kShortSync)
      : short_sync_(short_sync) {}

  /// See Store::StandInWhileWaiting.
  void StandInWhileWaiting(std::function<std::shared_ptr<void>()> stand_in) {
    stand_in_ = std::move(stand_in);
  }

  /// Returns when a sync has run that began after this was called; false when none of those did it
  /// that have run by then. `sync` says whether it did, and is called by one thread at a time. It
  /// must not throw.
  bool Wait(const std::function<bool()>& sync);

 private:
  /// Several changes are made in that time, and a thread is started.
  static constexpr std::chrono::microseconds kShortSync{500};

  [[nodiscard]] std::shared_ptr<void> StandIn() const;

  const std::chrono::nanoseconds short_sync_;
  std::function<std::shared_ptr<void>()> stand_in_;
  std::mutex mutex_;  // over all that follows
  std::condition_variable ended_;
  bool is_running_ = false;
  bool took_long_ = false;  // the last one
  // Syncs are numbered from 1.
  std::uint64_t begun_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t succeeded_ = 0;  // the last one that did
};

}  // namespace fake_ice::store
