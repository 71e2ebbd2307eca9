#pragma once

#include <chrono>

namespace fake_ice::base {

/// A moment of real or emulated time, UTC, in milliseconds: the finest the service ever shows.
using Moment = std::chrono::sys_time<std::chrono::milliseconds>;

/// The first and the last moment that a clock, a job or a fixture can have: from 1970 to the last
/// year of four digits.
inline constexpr Moment kFirstMoment{};
inline constexpr Moment kLastMoment = std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} +
                                      std::chrono::days{1} - std::chrono::milliseconds{1};

/// Where "now" comes from. Passed in everywhere, so that a test owns time. Thread-safe.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual Moment Now() const = 0;

  /// Time since any fixed moment; it never goes back, whatever happens to Now.
  [[nodiscard]] virtual std::chrono::nanoseconds Elapsed() const = 0;
};

/// The machine's own clocks.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Moment Now() const override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
  [[nodiscard]] std::chrono::nanoseconds Elapsed() const override {
    return std::chrono::steady_clock::now().time_since_epoch();
  }
};

}  // namespace fake_ice::base
