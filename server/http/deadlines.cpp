#include "http/deadlines.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace fake_ice::http {

using std::chrono::steady_clock;

Deadlines::Deadlines() : timer_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
  if (timer_ < 0) throw std::system_error(errno, std::generic_category(), "timerfd_create");
}

Deadlines::~Deadlines() {
  close(timer_);
}

void Deadlines::Add(Time deadline, int descriptor) {
  ordered_.emplace(deadline, descriptor);
  WakeBy(deadline);
}

std::optional<int> Deadlines::TakePassed() {
  if (!ordered_.empty() && ordered_.begin()->first <= steady_clock::now()) {
    const int passed = ordered_.begin()->second;
    ordered_.erase(ordered_.begin());
    return passed;
  }
  std::uint64_t expirations = 0;
  // There is nothing to read when this is asked before the time.
  if (read(timer_, &expirations, sizeof(expirations)) > 0) wakes_at_ = Time::max();
  if (!ordered_.empty()) WakeBy(ordered_.begin()->first);
  return std::nullopt;
}

void Deadlines::WakeBy(Time time) {
  // Most deadlines are later than the first one: those cost no call of the system.
  if (time >= wakes_at_) return;
  wakes_at_ = time;
  // What the steady clock counts from is what CLOCK_MONOTONIC counts from. No time at all would
  // stop the timer.
  const auto since_boot = std::max(time.time_since_epoch(), steady_clock::duration{1});
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_boot);
  const itimerspec once{
      .it_interval = {},
      .it_value = {.tv_sec = seconds.count(), .tv_nsec = (since_boot - seconds).count()}};
  timerfd_settime(timer_, TFD_TIMER_ABSTIME, &once, nullptr);
}

}  // namespace fake_ice::http
