#include "gateway/throttle.h"

#include <doctest/doctest.h>

#include <random>

using namespace fake_ice;
using gateway::Throttle;
using namespace std::chrono_literals;

namespace {

constexpr const char* kGetAction = "GetYikeAIAppJob";
constexpr const char* kSubmit = "SubmitYikeAIAppJob";
using Wait = std::optional<std::chrono::milliseconds>;

store::ThrottleRecord Limit(double per_second, double burst = 1,
                            std::vector<std::string> actions = {}) {
  return {.per_second = per_second, .burst = burst, .actions = std::move(actions)};
}

/// How many calls at that moment are let through, at most `most`.
int CountAllowed(Throttle& throttle, const store::ThrottleRecord& limit, Throttle::Elapsed now,
                 int most = 1000) {
  int allowed = 0;
  while (allowed < most && !throttle.Take(limit, "1", kGetAction, now)) ++allowed;
  return allowed;
}

}  // namespace

TEST_CASE("a new bucket holds the burst") {
  for (const double burst : {1.0, 1.5, 2.0, 2.999, 10.0, 100.0}) {
    CAPTURE(burst);
    Throttle throttle;
    CHECK(CountAllowed(throttle, Limit(1, burst), 0ns) == static_cast<int>(burst));
  }
}

TEST_CASE("a bucket fills with time and never beyond the burst") {
  struct Case {
    double per_second;
    double burst;
    Throttle::Elapsed later;
    int allowed;
  };
  for (const Case& c : std::vector<Case>{{1, 5, 0ns, 0},
                                         {1, 5, 999ms, 0},
                                         {1, 5, 1s, 1},
                                         {1, 5, 1999ms, 1},
                                         {1, 5, 5s, 5},
                                         {1, 5, 1000h, 5},
                                         {4, 4, 250ms, 1},
                                         {4, 4, 749ms, 2},
                                         {0.5, 1, 1999ms, 0},
                                         {0.5, 1, 2s, 1},
                                         {1000, 10, 1ms, 1},
                                         {1000, 10, 1s, 10}}) {
    CAPTURE(c.per_second);
    CAPTURE(c.later.count());
    Throttle throttle;
    const auto limit = Limit(c.per_second, c.burst);
    CountAllowed(throttle, limit, 1s);
    CHECK(CountAllowed(throttle, limit, 1s + c.later) == c.allowed);
  }
}

TEST_CASE("the wait is the time until the next token, rounded up to a millisecond") {
  struct Case {
    double per_second;
    Throttle::Elapsed later;
    std::chrono::milliseconds wait;
  };
  for (const Case& c : std::vector<Case>{{1, 0ns, 1000ms},
                                         {1, 250ms, 750ms},
                                         {1, 250ms + 1ns, 750ms},
                                         {1, 999ms, 1ms},
                                         {1, 1s - 1ns, 1ms},
                                         {3, 0ns, 334ms},
                                         {7, 0ns, 143ms},
                                         {0.1, 0ns, 10'000ms},
                                         {0.1, 9'999ms, 1ms},
                                         {1000, 0ns, 1ms},
                                         {1e9, 0ns, 1ms}}) {
    CAPTURE(c.per_second);
    CAPTURE(c.later.count());
    Throttle throttle;
    CHECK(CountAllowed(throttle, Limit(c.per_second), 5s, 1) == 1);
    CHECK(throttle.Take(Limit(c.per_second), "1", kGetAction, 5s + c.later) == Wait(c.wait));
  }
}

TEST_CASE("who waits as long as told is let through") {
  for (const double per_second : {0.1, 0.3, 0.7, 1.0, 3.0, 7.0, 10.0, 33.0, 100.0, 999.0}) {
    CAPTURE(per_second);
    Throttle throttle;
    Throttle::Elapsed now = 12345ms;
    for (int i = 0; i < 200; ++i) {
      const Wait wait = throttle.Take(Limit(per_second), "1", kGetAction, now);
      if (!wait) continue;
      now += *wait;
      CHECK(throttle.Take(Limit(per_second), "1", kGetAction, now) == std::nullopt);
    }
  }
}

TEST_CASE("others' refused calls in between change nothing for one who waits") {
  std::mt19937 random(7);
  for (const double per_second : {0.3, 1.0, 2.0, 3.0, 10.0, 100.0}) {
    CAPTURE(per_second);
    Throttle throttle;
    const auto limit = Limit(per_second);
    Throttle::Elapsed now = 1s;
    CHECK(throttle.Take(limit, "1", kGetAction, now) == std::nullopt);
    for (int round = 0; round < 20; ++round) {
      const Wait wait = throttle.Take(limit, "1", kGetAction, now);
      REQUIRE(wait);
      const auto then = now + std::chrono::nanoseconds(*wait);
      // The token is there when the time has come, and what it is rounded up by is all one may
      // lose.
      for (int call = 0; call < 9; ++call) {
        now += (then - now) / (2 + static_cast<int>(random() % 3));
        const Wait again = throttle.Take(limit, "1", kGetAction, now);
        if (!again) break;
        CHECK(now + *again <= then + 1ms);
      }
      now = then;
      if (throttle.Take(limit, "1", kGetAction, now)) FAIL_CHECK("told too short a time");
    }
  }
}

TEST_CASE("each account and each action has a bucket of its own") {
  Throttle throttle;
  const auto limit = Limit(0.001);
  for (const std::string account : {"1", "2", "12"}) {
    for (const std::string action : {kGetAction, kSubmit}) {
      CHECK(throttle.Take(limit, account, action, 0ns) == std::nullopt);
      CHECK(throttle.Take(limit, account, action, 0ns).has_value());
    }
  }
}

TEST_CASE("only the listed actions are counted, by their exact name") {
  Throttle throttle;
  const auto limit = Limit(0.001, 1, {kSubmit, "X"});
  for (int i = 0; i < 10; ++i) {
    for (const std::string action : {kGetAction, "submityikeaiappjob", "SubmitYikeAIAppJo", ""}) {
      CHECK(throttle.Take(limit, "1", action, 0ns) == std::nullopt);
    }
  }
  CHECK(throttle.Take(limit, "1", kSubmit, 0ns) == std::nullopt);
  CHECK(throttle.Take(limit, "1", kSubmit, 0ns).has_value());
}

TEST_CASE("a clock that stands still fills nothing, one that starts anywhere is as good") {
  for (const Throttle::Elapsed start : {Throttle::Elapsed(0), Throttle::Elapsed(-5s),
                                        Throttle::Elapsed(std::chrono::hours{500'000})}) {
    CAPTURE(start.count());
    Throttle throttle;
    CHECK(CountAllowed(throttle, Limit(10, 3), start) == 3);
    for (int i = 0; i < 100; ++i) {
      CHECK(throttle.Take(Limit(10, 3), "1", kGetAction, start) == Wait(100ms));
    }
    CHECK(CountAllowed(throttle, Limit(10, 3), start + 100ms) == 1);
  }
}

// Two threads may read the clock in one order and reach the bucket in the other.
TEST_CASE("a moment before the last one neither gives nor takes anything for good") {
  Throttle throttle;
  CHECK(CountAllowed(throttle, Limit(1, 2), 10s) == 2);
  CHECK(throttle.Take(Limit(1, 2), "1", kGetAction, 9s).has_value());
  CHECK(throttle.Take(Limit(1, 2), "1", kGetAction, 10s).has_value());
  CHECK(CountAllowed(throttle, Limit(1, 2), 11s) == 1);
}

TEST_CASE("rates as large and as small as numbers go never make anybody wait for long") {
  Throttle throttle;
  CHECK(CountAllowed(throttle, Limit(1e308, 1e308), 0ns, 100) == 100);
  CHECK(throttle.Take(Limit(5e-324), "2", kGetAction, 0ns) == std::nullopt);
  const Wait wait = throttle.Take(Limit(5e-324), "2", kGetAction, 1s);
  REQUIRE(wait);
  CHECK(*wait == 999s);
}

TEST_CASE("a reset fills every bucket, or those of one account") {
  Throttle throttle;
  const auto limit = Limit(0.001);
  const auto use = [&](const std::string& account, const std::string& action) {
    return !throttle.Take(limit, account, action, 0ns);
  };
  for (const std::string account : {"1", "11"}) {
    for (const std::string action : {kGetAction, kSubmit}) CHECK(use(account, action));
  }
  throttle.Reset("1");
  CHECK(use("1", kGetAction));
  CHECK(use("1", kSubmit));
  CHECK(!use("11", kGetAction));
  CHECK(!use("11", kSubmit));
  throttle.Reset("unknown");
  CHECK(!use("1", kGetAction));
  throttle.Reset();
  CHECK(use("1", kGetAction));
  CHECK(use("11", kGetAction));
}
