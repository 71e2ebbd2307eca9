#include "http/response_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "base/text.h"
#include "http/limits.h"
#include "http/request_head.h"

namespace fake_ice::http {
namespace {

/// What every head begins with, or may not have twice.
bool StandsFirst(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames{"Date", "Content-Type", "Content-Length",
                                                   "Connection", "Keep-Alive"};
  return std::ranges::any_of(kNames, [&](std::string_view first) {
    // Most have another length, and are not worth a call.
    return first.size() == name.size() && base::EqualsIgnoringCase(first, name);
  });
}

/// A value never ends its line, whatever it was made of.
void AppendValue(std::string& head, std::string_view value) {
  const std::size_t start = head.size();
  head += value;
  if (!HasControlCharacter(value)) return;
  for (std::size_t at = start; at < head.size(); ++at) {
    if (head[at] == '\r' || head[at] == '\n') head[at] = ' ';
  }
}

void AppendHeader(std::string& head, std::string_view name, std::string_view value) {
  head += name;
  head += ": ";
  AppendValue(head, value);
  head += "\r\n";
}

/// Whether `headers` have one of that name.
bool AppendIfThere(std::string& head, const base::HttpHeaders& headers, std::string_view name) {
  const auto value = base::FindHeader(headers, name);
  if (value) AppendHeader(head, name, *value);
  return value.has_value();
}

void AppendNumber(std::string& head, std::string_view name, std::size_t number) {
  std::array<char, 24> digits{};
  const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  AppendHeader(head, name, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

}  // namespace

bool MayHaveBody(int status) {
  constexpr int kNoContent = 204;
  constexpr int kNotModified = 304;
  return status != kNoContent && status != kNotModified;
}

std::optional<std::size_t> ContentLengthOf(const base::HttpResponse& response) {
  if (!MayHaveBody(response.status)) return std::nullopt;
  return response.shared.bytes.empty() ? response.body.size() : response.shared.bytes.size();
}

void AppendHeaders(std::string& head, const base::HttpHeaders& headers,
                   const ResponseFraming& framing) {
  AppendIfThere(head, headers, "Date");
  AppendIfThere(head, headers, "Content-Type");
  if (framing.content_length) {
    // The handler's own is that of a body which was not even read, for HEAD.
    const bool has_length = AppendIfThere(head, headers, "Content-Length");
    if (!has_length) AppendNumber(head, "Content-Length", *framing.content_length);
  }
  if (framing.keep_alive) {
    head += "Connection: keep-alive\r\n";
    head += "Keep-Alive: timeout=";
    head += std::to_string(kAdvertisedIdleTime.count());
    head += "\r\n";
  } else {
    head += "Connection: close\r\n";
  }
  for (const base::HttpHeader& header : headers) {
    if (!StandsFirst(header.name)) AppendHeader(head, header.name, header.value);
  }
  head += "\r\n";
}

}  // namespace fake_ice::http
