#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/http_message.h"

namespace fake_ice::media {

/// An error as OSS answers it: `Error` in XML with Code, Message, RequestId, HostId and, for some,
/// more. Source: help.aliyun.com, OSS "Error responses".
struct OssError {
  int status = 404;
  std::string code;
  std::string message;
  std::vector<std::pair<std::string, std::string>> more{};  ///< elements behind HostId
};

base::HttpResponse ErrorResponse(const OssError& error, const base::HttpRequest& request,
                                 const std::string& request_id);

}  // namespace fake_ice::media
