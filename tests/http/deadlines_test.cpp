#include "http/deadlines.h"

#include <doctest/doctest.h>
#include <poll.h>

#include <chrono>
#include <optional>

using fake_ice::http::Deadlines;
using std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds kSoon{20};
constexpr std::chrono::hours kLate{1};

/// Whether the timer is readable within a time.
bool Wakes(const Deadlines& deadlines, std::chrono::milliseconds within) {
  pollfd timer{.fd = deadlines.Timer(), .events = POLLIN, .revents = 0};
  return poll(&timer, 1, static_cast<int>(within.count())) > 0;
}

constexpr std::chrono::milliseconds kPatience{30'000};

}  // namespace

TEST_CASE("the timer wakes for the first deadline, in whatever order they were added") {
  Deadlines deadlines;
  const auto start = steady_clock::now();
  deadlines.Add(start + kLate, 1);
  deadlines.Add(start + kSoon, 2);
  deadlines.Add(start + 2 * kLate, 3);
  deadlines.Add(start + kSoon, 4);
  REQUIRE(Wakes(deadlines, kPatience));
  CHECK(steady_clock::now() >= start + kSoon);
  CHECK(deadlines.TakePassed() == 2);
  CHECK(deadlines.TakePassed() == 4);
  CHECK_FALSE(deadlines.TakePassed());
  CHECK_FALSE(Wakes(deadlines, {}));
  CHECK_FALSE(deadlines.TakePassed());
}

TEST_CASE("a deadline that was removed is not taken, and the next one still is") {
  Deadlines deadlines;
  const auto start = steady_clock::now();
  deadlines.Add(start + kSoon, 1);
  deadlines.Add(start + 2 * kSoon, 2);
  deadlines.Remove(start + kSoon, 1);
  std::optional<int> passed;
  while (!passed) {
    REQUIRE(Wakes(deadlines, kPatience));
    passed = deadlines.TakePassed();
  }
  CHECK(passed == 2);
  CHECK(steady_clock::now() >= start + 2 * kSoon);
}

TEST_CASE("a deadline in the past, even before the machine was started, wakes at once") {
  Deadlines deadlines;
  deadlines.Add(Deadlines::Time{} - kLate, 1);
  REQUIRE(Wakes(deadlines, kPatience));
  CHECK(deadlines.TakePassed() == 1);
}

TEST_CASE("who asks to be woken is, without a deadline") {
  Deadlines deadlines;
  deadlines.Add(steady_clock::now() + kLate, 1);
  deadlines.WakeBy(steady_clock::now() + kSoon);
  REQUIRE(Wakes(deadlines, kPatience));
  CHECK_FALSE(deadlines.TakePassed());
  CHECK_FALSE(Wakes(deadlines, {}));
}
