#include "http/request_head.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/byte_scan.h"
#include "base/text.h"
#include "http/limits.h"

namespace fake_ice::http {
namespace {

using base::Unexpected;
using Failure = Unexpected<std::string>;

constexpr std::string_view kTokenSymbols = "!#$%&'*+-.^_`|~";

constexpr bool IsAlphanumeric(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

constexpr unsigned char kDelete = 0x7F;

/// For each byte whether a token may have it, looked up because every byte of a head is.
constexpr std::array<bool, 256> kInToken = [] {
  std::array<bool, 256> in_token{};
  for (std::size_t byte = 0; byte < in_token.size(); ++byte) {
    const char c = static_cast<char>(byte);
    in_token[byte] = IsAlphanumeric(c) || kTokenSymbols.find(c) != std::string_view::npos;
  }
  return in_token;
}();

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return kInToken[static_cast<unsigned char>(c)];
  });
}

/// Takes the next line, without its line end, off the front of `rest`.
std::string_view TakeLine(std::string_view& rest) {
  std::string_view line = base::TakePiece(rest, '\n');
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool IsNamed(const base::HttpHeader& header, std::string_view name) {
  // Most have another length, and are not worth a call.
  return header.name.size() == name.size() && base::EqualsIgnoringCase(header.name, name);
}

/// Whether a comma-separated header of that name holds `token`.
bool HasToken(const base::HttpHeaders& headers, std::string_view name, std::string_view token) {
  return std::ranges::any_of(headers, [&](const base::HttpHeader& header) {
    if (!IsNamed(header, name)) return false;
    for (std::string_view rest = header.value; !rest.empty();) {
      if (base::EqualsIgnoringCase(base::Trim(base::TakePiece(rest, ',')), token)) return true;
    }
    return false;
  });
}

base::Expected<void, std::string> ParseRequestLine(std::string_view line, RequestHead& head) {
  if (std::ranges::count(line, ' ') != 2) {
    return Failure("the request line is not \"METHOD TARGET VERSION\"");
  }
  const std::string_view method = base::TakePiece(line, ' ');
  const std::string_view target = base::TakePiece(line, ' ');
  if (!IsToken(method)) return Failure("the method is not a token");
  if (target.empty() || target.find('\t') != std::string_view::npos ||
      HasControlCharacter(target)) {
    return Failure("the target is not valid");
  }
  if (line != "HTTP/1.1" && line != "HTTP/1.0") {
    return Failure("the version is neither HTTP/1.1 nor HTTP/1.0");
  }
  head.method = method;
  head.target = target;
  head.version_1_1 = head.keep_alive = line == "HTTP/1.1";
  return {};
}

/// Whether a head has control characters beside tabs and line ends. One look at all of it costs
/// less than one at each line; the compiler makes it one at many bytes at a time.
bool HasOddCharacter(std::string_view head) {
  unsigned char odd = 0;
  for (const char c : head) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_allowed = (byte == '\t') | (byte == '\r') | (byte == '\n');
    odd |= static_cast<unsigned char>(((byte < ' ') & !is_allowed) | (byte == kDelete));
  }
  return odd != 0;
}

base::Expected<void, std::string> ParseHeaders(std::string_view rest, RequestHead& head) {
  const bool has_odd = HasOddCharacter(rest);
  head.headers.Reserve(rest.size());
  std::size_t count = 0;
  for (std::string_view line = TakeLine(rest); !line.empty(); line = TakeLine(rest)) {
    const auto colon = line.find(':');
    const bool has_control = has_odd ? HasControlCharacter(line) : line.find('\r') != line.npos;
    if (colon == std::string_view::npos || !IsToken(line.substr(0, colon)) || has_control) {
      return Failure("a header line is not \"Name: value\" without control characters");
    }
    if (count++ == kMaxHeaders) return Failure("there are too many headers");
    head.headers.push_back({line.substr(0, colon), base::Trim(line.substr(colon + 1))});
  }
  return {};
}

/// Whether `text` is `host` or `host:port`, not empty. Source: RFC 9112, section 3.2, by RFC 3986,
/// section 3.2.2; addresses in brackets are not looked into.
bool IsAuthority(std::string_view text) {
  constexpr std::string_view kNameSymbols = "-._~%!$&'()*+,;=";
  const auto in_name = [&](char c) {
    return IsAlphanumeric(c) || kNameSymbols.find(c) != std::string_view::npos;
  };
  const auto in_address = [](char c) { return IsAlphanumeric(c) || c == ':' || c == '.'; };
  std::string_view port = text;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || end == 1) return false;
    const std::string_view address = text.substr(1, end - 1);
    if (!std::all_of(address.begin(), address.end(), in_address)) return false;
    port.remove_prefix(end + 1);
  } else {
    const std::string_view name = text.substr(0, text.find(':'));
    if (name.empty() || !std::all_of(name.begin(), name.end(), in_name)) return false;
    port.remove_prefix(name.size());
  }
  return port.empty() || (port.starts_with(':') &&
                          port.find_first_not_of("0123456789", 1) == std::string_view::npos);
}

base::Expected<void, std::string> CheckHost(const RequestHead& head) {
  const auto is_host = [](const base::HttpHeader& header) { return IsNamed(header, "Host"); };
  const auto count = std::ranges::count_if(head.headers, is_host);
  if (count == 0 && !head.version_1_1) return {};
  if (count == 0) return Failure("there is no Host header");
  if (count > 1) return Failure("there is more than one Host header");
  std::string_view host = base::FindHeader(head.headers, "Host").value();
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (host.starts_with(scheme)) host.remove_prefix(scheme.size());
  }
  if (!IsAuthority(host)) return Failure("the Host header is not \"host\" or \"host:port\"");
  return {};
}

base::Expected<void, std::string> ReadFraming(RequestHead& head) {
  const auto length = base::FindHeader(head.headers, "Content-Length");
  for (const base::HttpHeader& header : head.headers) {
    if (IsNamed(header, "Transfer-Encoding")) {
      if (head.framing.chunked || !base::EqualsIgnoringCase(header.value, "chunked")) {
        return Failure("the only Transfer-Encoding understood is chunked");
      }
      head.framing.chunked = true;
    } else if (length && header.value != *length && IsNamed(header, "Content-Length")) {
      return Failure("two Content-Length headers differ");
    }
  }
  if (head.framing.chunked && length) {
    return Failure("Transfer-Encoding and Content-Length contradict");
  }
  if (!length) return {};
  const char* end = length->data() + length->size();
  const auto [rest, error] = std::from_chars(length->data(), end, head.framing.length);
  if (error != std::errc() || rest != end) return Failure("Content-Length is not a number");
  return {};
}

}  // namespace

bool HasControlCharacter(std::string_view text) {
  const auto first = base::FindSpecial(
      text, 0,
      [](std::uint64_t eight) { return base::AnyBelow(eight, ' ') | base::AnyIs(eight, kDelete); },
      [](unsigned char byte) { return (byte < ' ' && byte != '\t') || byte == kDelete; });
  return first != text.size();
}

bool IsHeaderLine(std::string_view line) {
  const auto colon = line.find(':');
  return colon != std::string_view::npos && IsToken(line.substr(0, colon)) &&
         !HasControlCharacter(line);
}

std::optional<std::size_t> HeadEndFinder::Find(std::string_view received) {
  if (!HasBegun()) {
    start_ = std::min(received.find_first_not_of("\r\n", start_), received.size());
    next_ = start_;
  }
  for (;;) {
    const std::size_t end = std::min(received.find('\n', next_), received.size());
    const std::string_view following = received.substr(std::min(end + 1, received.size()), 2);
    if (following.starts_with('\n')) return end + 2;
    if (following == "\r\n") return end + 3;
    next_ = end;
    if (following.empty() || following == "\r") return std::nullopt;
    ++next_;
  }
}

base::HttpRequest GuessRequestLine(std::string_view text) {
  constexpr std::size_t kMaxBytes = 8 * 1024;
  const std::string_view line = text.substr(0, std::min(text.find_first_of("\r\n"), kMaxBytes));
  const auto pieces = base::Split(line, ' ');
  if (pieces.size() != 3 || !pieces[2].starts_with("HTTP/")) return {};
  return {.method = std::string(pieces[0]), .target = std::string(pieces[1])};
}

base::Expected<RequestHead, std::string> ParseRequestHead(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  RequestHead head;
  const std::string_view request_line = TakeLine(text);
  return ParseRequestLine(request_line, head)
      .and_then([&] { return ParseHeaders(text, head); })
      .and_then([&] { return CheckHost(head); })
      .and_then([&] { return ReadFraming(head); })
      .map([&] {
        if (HasToken(head.headers, "Connection", "keep-alive")) head.keep_alive = true;
        if (HasToken(head.headers, "Connection", "close")) head.keep_alive = false;
        // An HTTP/1.0 client knows neither chunks nor interim answers (RFC 9112, 6.1; RFC
        // 9110, 10.1.1).
        if (!head.version_1_1 && head.framing.chunked) head.keep_alive = false;
        head.expects_continue =
            head.version_1_1 && HasToken(head.headers, "Expect", "100-continue");
        return std::move(head);
      });
}

}  // namespace fake_ice::http
