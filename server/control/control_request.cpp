#include "control/control_request.h"

#include <charconv>

#include "base/text.h"
#include "base/time_text.h"
#include "control/control.h"

namespace fake_ice::control {
std::string ControlRequest::Query(std::string_view name) const {
  const std::string* value = base::FindParameter(query, name);
  return value == nullptr ? std::string() : *value;
}

std::optional<std::size_t> ParseLimit(std::string_view text) {
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (limit < 1 || limit > kMaxListed) return std::nullopt;
  return limit;
}

std::optional<std::chrono::milliseconds> ParseWait(std::string_view text) {
  const auto wait = base::ParseDuration(text);
  return wait && *wait <= kMaxWait ? wait : std::nullopt;
}

std::size_t LimitOf(const ControlRequest& request) {
  return ParseLimit(request.Query("Limit")).value_or(kDefaultListed);
}

ControlRequest ReadControlRequest(const base::HttpRequest& request) {
  const std::string_view target = base::WithoutAuthority(request.target);
  const auto question = target.find('?');
  ControlRequest read{.method = request.method, .body = request.body, .waited = request.waited};
  const std::string_view path = target.substr(0, question).substr(kControlPrefix.size());
  for (const std::string_view segment : base::Split(path, '/')) {
    read.path.push_back(base::DecodePathSegment(segment));
  }
  if (question != std::string_view::npos) read.query = base::ParseForm(target.substr(question + 1));
  return read;
}

}  // namespace fake_ice::control
