#include "gateway/throttle.h"

#include <algorithm>
#include <cmath>

namespace fake_ice::gateway {

std::optional<std::chrono::milliseconds> Throttle::Take(const store::ThrottleRecord& limit,
                                                        std::string_view account_id,
                                                        std::string_view action, Elapsed now) {
  if (!limit.actions.empty() && std::ranges::count(limit.actions, action) == 0) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  const auto [found, is_new] = buckets_.try_emplace({std::string(account_id), std::string(action)},
                                                    Bucket{limit.burst, now});
  Bucket& bucket = found->second;
  const double seconds = std::chrono::duration<double>(now - bucket.filled).count();
  bucket.tokens = std::min(limit.burst, bucket.tokens + seconds * limit.per_second);
  bucket.filled = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return std::nullopt;
  }
  constexpr double kLongest = 24.0 * 60 * 60 * 1000;
  const double milliseconds = std::ceil((1 - bucket.tokens) / limit.per_second * 1000);
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(std::clamp(milliseconds, 1.0, kLongest)));
}

void Throttle::Reset() {
  const std::scoped_lock lock(mutex_);
  buckets_.clear();
}

void Throttle::Reset(std::string_view account_id) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(buckets_, [&](const auto& entry) { return entry.first.first == account_id; });
}

}  // namespace fake_ice::gateway
