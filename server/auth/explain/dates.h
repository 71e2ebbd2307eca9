#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "auth/explain/attempts.h"

/// Times that are signed instead of the one that is sent.
namespace fake_ice::auth {

/// Where the zones of the world lie.
inline constexpr std::chrono::minutes kFirstOffset = -std::chrono::hours{12};
inline constexpr std::chrono::minutes kLastOffset = std::chrono::hours{14};

/// Other times, and other forms of the same time, that may have been signed instead of `sent`.
/// None when that is not well-formed.
std::vector<Slip> DateSlips(std::string_view sent);

}  // namespace fake_ice::auth
