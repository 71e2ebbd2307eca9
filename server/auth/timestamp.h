#pragma once

#include <chrono>
#include <string_view>

#include "auth/failure.h"
#include "base/clock.h"
#include "base/expected.h"

namespace fake_ice::auth {

/// How far a signature's time may lie from real time, either way.
/// Source: help.aliyun.com "V3 request structure and signature": 15 minutes (assumption:
/// timestamp-window).
inline constexpr std::chrono::milliseconds kDefaultClockSkew = std::chrono::minutes{15};

/// Checks that `timestamp` is well-formed and at most `skew` away from `now`.
base::Expected<void, Failure> CheckTimestamp(std::string_view timestamp, base::Moment now,
                                             std::chrono::milliseconds skew);

}  // namespace fake_ice::auth
