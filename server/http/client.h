#pragma once

#include <chrono>
#include <string>

#include "base/expected.h"
#include "base/http_message.h"

namespace fake_ice::http {

/// How long Send waits when it is not told: longer than any answer that no fault holds back.
inline constexpr std::chrono::seconds kDefaultSendTimeout{60};

/// Sends one request to `endpoint`, `http://host:port` or `https://…`, and waits for the answer, no
/// longer than `timeout` in all. The error is a sentence for the person at the terminal that says
/// what happened: a name that nobody knows, a connection that was refused, a TLS handshake with a
/// port that speaks plain HTTP, an end without an answer, no answer in time. Any status is an
/// answer, not an error. Thread-safe.
base::Expected<base::HttpResponse, std::string> Send(
    const std::string& endpoint, const base::HttpRequest& request,
    std::chrono::milliseconds timeout = kDefaultSendTimeout);

}  // namespace fake_ice::http
