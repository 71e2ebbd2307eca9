#include "media/link_check.h"

#include <charconv>
#include <chrono>

#include "base/digest.h"
#include "base/time_text.h"
#include "yike/signed_links.h"

namespace fake_ice::media {
namespace {

constexpr int kForbidden = 403;

std::string Get(const LinkUse& use, std::string_view name) {
  const std::string* value = base::FindParameter(use.query, name);
  return value == nullptr ? std::string() : *value;
}

std::optional<base::Moment> ReadExpires(std::string_view text) {
  // Ten thousand years and a few.
  constexpr std::int64_t kMaxSeconds = 300'000'000'000;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (seconds < 0 || seconds > kMaxSeconds) return std::nullopt;
  return base::Moment(std::chrono::seconds(seconds));
}

/// `2017-02-07T01:30:29.000Z`.
std::string OssTime(base::Moment moment) {
  std::string text = base::FormatProtocolTime(moment);
  return text.insert(text.size() - 1, ".000");
}

}  // namespace

std::optional<OssError> CheckLink(const yike::OutputPlace& place, const LinkUse& use) {
  const std::string expires_text = Get(use, "Expires");
  const std::string signature = Get(use, "Signature");
  const std::string access_key_id = Get(use, "OSSAccessKeyId");
  if (expires_text.empty() || signature.empty() || access_key_id.empty()) {
    return OssError{kForbidden, "AccessDenied",
                    "You have no right to access this object because of bucket acl."};
  }
  const auto expires = ReadExpires(expires_text);
  if (!expires) {
    return OssError{kForbidden, "AccessDenied",
                    "Invalid date (should be seconds since epoch): " + expires_text};
  }
  if (use.now > *expires) {
    return OssError{kForbidden,
                    "AccessDenied",
                    "Request has expired.",
                    {{"Expires", OssTime(*expires)}, {"ServerTime", OssTime(use.now)}}};
  }
  if (access_key_id != yike::LinkAccessKeyId(place.account_id)) {
    return OssError{kForbidden, "InvalidAccessKeyId",
                    "The OSS Access Key Id you provided does not exist in our records."};
  }
  const std::string right =
      yike::LinkSignature(place.account_id, use.method, yike::MediaPath(place), expires_text);
  if (base::EqualInConstantTime(signature, right)) return std::nullopt;
  return OssError{kForbidden, "SignatureDoesNotMatch",
                  "The request signature we calculated does not match the signature you provided. "
                  "Check your key and signing method."};
}

}  // namespace fake_ice::media
