#pragma once

#include <string>

#include "base/expected.h"
#include "base/http_message.h"

namespace fake_ice::http {

/// Sends one request to `endpoint`, `http://host:port` or `https://…`, and waits for the answer.
/// The error is a sentence for the person at the terminal. Any status is an answer, not an error.
base::Expected<base::HttpResponse, std::string> Send(const std::string& endpoint,
                                                     const base::HttpRequest& request);

}  // namespace fake_ice::http
