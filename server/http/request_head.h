#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/expected.h"
#include "base/http_message.h"

namespace fake_ice::http {

/// The first byte of a client that speaks TLS: its ClientHello is a record of this type. No request
/// begins with it. Source: RFC 8446, section 5.1.
inline constexpr char kTlsHandshake = 0x16;

/// How a request's body is delimited.
struct BodyFraming {
  bool chunked = false;
  std::size_t length = 0;  ///< bytes; unused when chunked
};

/// A request line with its headers, every byte as sent. cpp-httplib's own parser percent-decodes
/// header values, mixes others in and stops at 8 KiB, so that signatures could not be checked.
struct RequestHead {
  std::string method;
  std::string target;
  base::HttpHeaders headers;
  BodyFraming framing;
  bool version_1_1 = true;
  bool keep_alive = true;
  bool expects_continue = false;
};

/// Finds where a head ends that comes piece by piece, and looks at every byte once. Blank lines
/// before the request line count as part of the head.
class HeadEndFinder {
 public:
  /// The number of bytes of the head at the front of `received`, its blank line included, or
  /// nullopt when that has not come yet. Each call gives what the one before gave, and what came
  /// since.
  std::optional<std::size_t> Find(std::string_view received);

  /// Whether Find has seen anything of the request line.
  [[nodiscard]] bool HasBegun() const { return next_ > start_; }

 private:
  std::size_t start_ = 0;  // of the request line
  std::size_t next_ = 0;   // before which no line end is that of the last header
};

/// The method and target of a head that may be broken or cut short, as far as its first line has
/// them: enough to tell whom the request was meant for.
base::HttpRequest GuessRequestLine(std::string_view text);

/// Whether a text has a control character other than a tab.
bool HasControlCharacter(std::string_view text);

/// Whether `line`, without its line end, is `Name: value`: a token, a colon, and a value without
/// control characters. Source: RFC 9112, section 5.
bool IsHeaderLine(std::string_view line);

/// Parses a complete head. The error is a phrase for the client.
/// Source: RFC 9112; folded lines and contradictory framing are refused as it allows. A Host with
/// its scheme in front is taken: Python SDKs with an endpoint such as `http://127.0.0.1:20201` send
/// it.
base::Expected<RequestHead, std::string> ParseRequestHead(std::string_view text);

}  // namespace fake_ice::http
