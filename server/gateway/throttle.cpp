#include "gateway/throttle.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "gateway/explain_parameters.h"

namespace fake_ice::gateway {

namespace {

std::string Digits(double number) {
  std::array<char, 32> digits{};
  return {digits.data(), std::to_chars(digits.begin(), digits.end(), number).ptr};
}

/// The time in which one token comes: at least a nanosecond, at most what the fixture schema
/// allows; stores of earlier versions may hold less than one in a thousand seconds.
Throttle::Elapsed PeriodOf(const store::ThrottleRecord& limit) {
  constexpr double kLongest = 1000 * 1e9;
  return Throttle::Elapsed(std::llround(std::clamp(1e9 / limit.per_second, 1.0, kLongest)));
}

/// The time in which the tokens beside the first come; at most a century.
Throttle::Elapsed SpareOf(const store::ThrottleRecord& limit, Throttle::Elapsed period) {
  constexpr double kCentury = 100 * 365.0 * 24 * 60 * 60 * 1e9;
  const double spare = (limit.burst - 1) * static_cast<double>(period.count());
  return Throttle::Elapsed(std::llround(std::clamp(spare, 0.0, kCentury)));
}

}  // namespace

// A bucket is kept as the moment at which it will be full again, in whole nanoseconds: no fraction
// of a token is lost to rounding.
std::optional<std::chrono::milliseconds> Throttle::Take(const store::ThrottleRecord& limit,
                                                        std::string_view account_id,
                                                        std::string_view action, Elapsed now) {
  if (!limit.actions.empty() && std::ranges::count(limit.actions, action) == 0) return std::nullopt;
  const Elapsed period = PeriodOf(limit);
  const std::scoped_lock lock(mutex_);
  Bucket& bucket =
      buckets_.try_emplace({std::string(account_id), std::string(action)}, Bucket{now, period})
          .first->second;
  if (bucket.period != period) {
    // The limit was changed: as many tokens are out as before.
    const double out = static_cast<double>(std::max(bucket.full_at - now, Elapsed{0}).count()) /
                       static_cast<double>(bucket.period.count());
    bucket = {now + Elapsed(std::llround(out * static_cast<double>(period.count()))), period};
  }
  const Elapsed wait = bucket.full_at - now - SpareOf(limit, period);
  if (wait > Elapsed{0}) return std::chrono::ceil<std::chrono::milliseconds>(wait);
  bucket.full_at = std::max(bucket.full_at, now) + period;
  return std::nullopt;
}

void Throttle::Reset() {
  const std::scoped_lock lock(mutex_);
  buckets_.clear();
}

void Throttle::Reset(std::string_view account_id) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(buckets_, [&](const auto& entry) { return entry.first.first == account_id; });
}

std::string ExplainThrottle(const store::ThrottleRecord& limit, std::string_view account_id) {
  return "the Throttle of account " + QuoteForExplanation(account_id) + " commands it: PerSecond " +
         Digits(limit.per_second) + ", Burst " + Digits(limit.burst) +
         ", for each action by itself; raise them for calls that are to "
         "succeed";
}

}  // namespace fake_ice::gateway
