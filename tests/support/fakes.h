#pragma once

#include <fmt/format.h>

#include <atomic>
#include <string>

#include "base/clock.h"
#include "base/ids.h"

namespace fake_ice::test {

/// A clock that stands still until a test sets it.
class ManualClock final : public base::Clock {
 public:
  explicit ManualClock(base::Moment now) : now_(now) {}
  [[nodiscard]] base::Moment Now() const override { return now_; }
  [[nodiscard]] std::chrono::nanoseconds Elapsed() const override {
    return now_.load().time_since_epoch();
  }
  void Set(base::Moment now) { now_ = now; }

 private:
  std::atomic<base::Moment> now_;
};

/// Identifiers that count: the first request is …0001.
class CountingIds final : public base::IdSource {
 public:
  std::string RequestId() override {
    return fmt::format("00000000-0000-5000-8000-{:012}", ++requests_);
  }
  std::string TraceId() override { return fmt::format("{:032}", ++traces_); }
  std::string JobId() override { return fmt::format("{:032}", ++jobs_); }
  std::string Nonce() override { return fmt::format("{:032}", ++nonces_); }

 private:
  std::atomic<int> requests_ = 0;
  std::atomic<int> traces_ = 0;
  std::atomic<int> jobs_ = 0;
  std::atomic<int> nonces_ = 0;
};

}  // namespace fake_ice::test
