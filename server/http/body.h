#pragma once

#include <string>

#include "http/connection.h"
#include "http/request_head.h"

namespace fake_ice::http {

enum class BodyResult { kWhole, kTooLarge, kBroken };

/// Appends the body that follows a request's head to `body`, chunked transfer coding taken off, and
/// uses up its bytes. `body` never grows past kMaxBodyBytes. Source: RFC 9112, section 7.1; chunk
/// extensions and trailers are read over.
BodyResult ReadBody(Connection& connection, const BodyFraming& framing, std::string& body);

}  // namespace fake_ice::http
