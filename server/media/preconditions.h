#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/http_message.h"

namespace fake_ice::media {

enum class Outcome {
  kMet,
  kNotModified,  ///< 304: the client has the object as it is
  kFailed,       ///< 412
};

struct PreconditionCheck {
  Outcome outcome = Outcome::kMet;
  std::string_view header{};  ///< the one that failed
};

/// Holds If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since against an object; the
/// two about times count in whole seconds, and a time that cannot be read counts as not sent.
/// Source: help.aliyun.com, OSS API reference, GetObject; where several are sent, RFC 9110, section
/// 13.2.2 (assumption: media-downloads). `etag` has its quotes.
PreconditionCheck CheckPreconditions(const base::HttpHeaders& headers, std::string_view etag,
                                     base::Moment last_modified);

}  // namespace fake_ice::media
