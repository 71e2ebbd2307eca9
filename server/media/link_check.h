#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/parameters.h"
#include "media/oss_error.h"
#include "yike/output_links.h"

namespace fake_ice::media {

/// How a link was used.
struct LinkUse {
  std::string_view method;
  base::Parameters query;
  base::Moment now;  ///< on the clock of the output's account
};

/// Why OSS would refuse the download of an output whose links are signed; nothing when it would
/// not. A link is signed for one method. Source: help.aliyun.com, OSS "Include a V1 signature in
/// the URL" and its error codes 0002-00000069 and 0002-00000070; the form of the expired error is
/// from answers pasted in public (johnlui/AliyunOSS issue 20; assumption: signed-output-urls).
[[nodiscard]] std::optional<OssError> CheckLink(const yike::OutputPlace& place, const LinkUse& use);

}  // namespace fake_ice::media
