#pragma once

#include <chrono>
#include <string_view>

#include "auth/claim.h"
#include "auth/failure.h"
#include "base/clock.h"
#include "base/expected.h"

namespace fake_ice::auth {

/// How far a signature's time may lie from real time, either way.
/// Source: help.aliyun.com "V3 request structure and signature": 15 minutes (assumption:
/// timestamp-window).
inline constexpr std::chrono::milliseconds kDefaultClockSkew = std::chrono::minutes{15};

/// Checks that `timestamp` is well-formed and at most `skew` away from `now`. V1 takes exactly
/// three digits of a second as well, and no other number of them. Source: louislam/uptime-kuma,
/// pull requests 1594 and 5711. What V3 says of them, no source shows (assumption:
/// timestamp-fraction).
[[nodiscard]] base::Expected<void, Failure> CheckTimestamp(Scheme scheme,
                                                           std::string_view timestamp,
                                                           base::Moment now,
                                                           std::chrono::milliseconds skew);

}  // namespace fake_ice::auth
