#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/http_message.h"

namespace fake_ice::http {

/// What stands in the head of an answer beside the response's own headers.
struct ResponseFraming {
  std::optional<std::size_t> content_length;
  bool keep_alive = true;
};

/// Whether an answer of that status can have a body. Source: RFC 9110, sections 15.3.5 and 15.4.5.
bool MayHaveBody(int status);

/// The length to announce for `response`: that of its body, also where the body is left out, as in
/// the answer to HEAD. None where no body can follow. Source: RFC 9110, section 8.6.
std::optional<std::size_t> ContentLengthOf(const base::HttpResponse& response);

/// Appends all of the head that follows the status line, with the empty line at its end: Date,
/// Content-Type, Content-Length, Connection and Keep-Alive, then the other headers as they are, as
/// in the service's answers. Source: answers of its gateway that were pasted in public in 2024 and
/// 2025.
void AppendHeaders(std::string& head, const base::HttpHeaders& headers,
                   const ResponseFraming& framing);

}  // namespace fake_ice::http
