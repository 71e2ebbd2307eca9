#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/http_headers.h"

namespace fake_ice::base {

/// One request as it came over the wire. Nothing is decoded: signatures cover these bytes.
struct HttpRequest {
  std::string method;                   ///< as sent, any token
  std::string target;                   ///< as sent, with the query string
  HttpHeaders headers;                  ///< as sent and in that order, values trimmed of blanks
  std::string body;                     ///< after chunked transfer coding was taken off
  std::string remote_address;           ///< of the client, without its port; empty when unknown
  std::chrono::milliseconds waited{0};  ///< for something to tell: see HttpResponse::again
  bool secure = false;                  ///< it came over TLS
};

/// `target` without scheme and authority, in case a client sends it in absolute form, as proxies
/// do. A view into `target`, or `/`.
std::string_view WithoutAuthority(std::string_view target);

/// How a response reaches the client. All but kWhole end the connection.
enum class Delivery {
  kWhole,
  kReset,     ///< not at all: the connection is reset (TCP RST)
  kClose,     ///< not at all: the connection is closed in good order
  kTruncate,  ///< its head and half of its body, then the connection is closed
  kStall,     ///< its head, then nothing until the client gives up
  kTlsAlert,  ///< not at all: TLS breaks off with a fatal alert; without TLS as kClose
};

/// Bytes that need no copy for each who sends them, such as a file that many clients download.
struct SharedBytes {
  std::shared_ptr<const std::string> owner{};  ///< of `bytes`; null if the program is
  std::string_view bytes{};
};

struct HttpResponse {
  int status = 200;
  HttpHeaders headers{};
  std::string body{};
  std::chrono::milliseconds delay{0};  ///< before any of it is sent
  Delivery delivery = Delivery::kWhole;
  SharedBytes shared{};  ///< the body in place of `body`, when there are any
  /// What is to be handled after `delay`, while no thread waits; this answer is sent only to a
  /// client that finishes before. Null for an answer that is the last one, as most are.
  std::shared_ptr<HttpRequest> again{};
};

}  // namespace fake_ice::base
