#include "media/preconditions.h"

#include <chrono>
#include <optional>

#include "base/text.h"
#include "base/time_text.h"

namespace fake_ice::media {
namespace {

constexpr std::string_view kIfMatch = "If-Match";
constexpr std::string_view kIfUnmodifiedSince = "If-Unmodified-Since";

/// Clients send the tag with its quotes or, as OSS's SDKs show it, without them.
bool Names(std::string_view list, std::string_view etag) {
  const std::string_view bare = etag.substr(1, etag.size() - 2);
  for (const std::string_view piece : base::Split(list, ',')) {
    const std::string_view tag = base::Trim(piece);
    if (tag == "*" || tag == etag || tag == bare) return true;
  }
  return false;
}

std::optional<base::Moment> TimeIn(const base::HttpHeaders& headers, std::string_view name) {
  const auto value = base::FindHeader(headers, name);
  return value ? base::ParseHttpDate(*value) : std::nullopt;
}

}  // namespace

PreconditionCheck CheckPreconditions(const base::HttpHeaders& headers, std::string_view etag,
                                     base::Moment last_modified) {
  const base::Moment modified = std::chrono::floor<std::chrono::seconds>(last_modified);
  if (const auto wanted = base::FindHeader(headers, kIfMatch)) {
    if (!Names(*wanted, etag)) return {Outcome::kFailed, kIfMatch};
  } else if (const auto since = TimeIn(headers, kIfUnmodifiedSince); since && modified > *since) {
    return {Outcome::kFailed, kIfUnmodifiedSince};
  }
  if (const auto known = base::FindHeader(headers, "If-None-Match")) {
    return {Names(*known, etag) ? Outcome::kNotModified : Outcome::kMet};
  }
  const auto since = TimeIn(headers, "If-Modified-Since");
  return {since && modified <= *since ? Outcome::kNotModified : Outcome::kMet};
}

}  // namespace fake_ice::media
