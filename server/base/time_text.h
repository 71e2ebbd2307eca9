#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace fake_ice::base {

/// Reads the protocol's date, exactly `yyyy-MM-ddTHH:mm:ssZ` (UTC); nothing else is well-formed.
/// Source: help.aliyun.com "V3 request structure and signature", x-acs-date.
std::optional<Moment> ParseProtocolTime(std::string_view text);

/// The same, or with exactly three digits of a second: `yyyy-MM-ddTHH:mm:ss.SSSZ`.
std::optional<Moment> ParseProtocolTimeWithFraction(std::string_view text);

/// `2026-02-06T10:53:34Z`.
std::string FormatProtocolTime(Moment moment);

/// Reads an ISO 8601 time as people write it in fixtures: seconds, an optional fraction of up to
/// three digits, and `Z` or an offset such as `+08:00`.
std::optional<Moment> ParseIsoTime(std::string_view text);

/// `2026-02-06T18:53:34.001+08:00`: the form of every time in the documented examples of
/// GetYikeAIAppJob (its text says UTC, its examples say this; assumption: job-time-form). The last
/// eight hours before kLastMoment end in `+00:00`, because it would be the year 10000 in China.
std::string FormatJobTime(Moment moment);

/// `from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z`: what messages say of the range.
inline constexpr const char* kRangeOfMoments =
    "from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z";

/// Whether a moment is one that a clock, a job or a fixture can have.
constexpr bool IsInRange(Moment moment) {
  return moment >= kFirstMoment && moment <= kLastMoment;
}

/// RFC 1123, for the HTTP `Date` header: `Fri, 06 Feb 2026 10:53:34 GMT`.
std::string FormatHttpDate(Moment moment);

/// Reads what FormatHttpDate writes, and nothing else.
std::optional<Moment> ParseHttpDate(std::string_view text);

/// As in schema/fixture.schema.json, definition Duration.
inline constexpr std::size_t kMaxDurationBytes = 64;

/// Reads a duration such as `250ms`, `2s`, `5m`, `36h` or `1m30s`: whole numbers with a unit each,
/// larger units first, in kMaxDurationBytes at the most. Nullopt for anything else, a value past a
/// thousand years included.
std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text);

/// The shortest text that ParseDuration reads as `duration`, which must not be negative.
std::string FormatDuration(std::chrono::milliseconds duration);

}  // namespace fake_ice::base
