#pragma once

#include <chrono>

namespace fake_ice::base {

/// A moment of real or emulated time, UTC, in milliseconds: the finest the service ever shows.
using Moment = std::chrono::sys_time<std::chrono::milliseconds>;

/// Where "now" comes from. Passed in everywhere, so that a test owns time. Thread-safe.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual Moment Now() const = 0;
};

/// The machine's own real-time clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Moment Now() const override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace fake_ice::base
