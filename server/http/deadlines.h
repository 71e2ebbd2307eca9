#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <utility>

namespace fake_ice::http {

/// Until when each of many descriptors may wait, in order, with a timer that can be polled and
/// becomes readable when the first of them has passed. Not thread-safe.
class Deadlines {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Deadlines();
  ~Deadlines();
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  /// Throws std::bad_alloc, and then changes nothing.
  void Add(Time deadline, int descriptor);
  void Remove(Time deadline, int descriptor) { ordered_.erase({deadline, descriptor}); }

  /// Takes the first one, if it has passed. Else the timer is wound up for it: who hears of the
  /// timer asks until there is none.
  std::optional<int> TakePassed();

  /// Has the timer be readable at `time` at the latest.
  void WakeBy(Time time);
  [[nodiscard]] int Timer() const { return timer_; }

 private:
  std::set<std::pair<Time, int>> ordered_;
  int timer_;
  Time wakes_at_ = Time::max();
};

}  // namespace fake_ice::http
