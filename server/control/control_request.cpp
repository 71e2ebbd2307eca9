#include "control/control_request.h"

#include "base/text.h"
#include "control/control.h"

namespace fake_ice::control {
namespace {

/// Percent-decoding of a path segment, where `+` is itself.
std::string DecodeSegment(std::string_view segment) {
  std::string escaped;
  for (const char c : segment) escaped += c == '+' ? std::string("%2B") : std::string(1, c);
  return base::FormDecode(escaped);
}

}  // namespace

std::string ControlRequest::Query(std::string_view name) const {
  const std::string* value = base::FindParameter(query, name);
  return value == nullptr ? std::string() : *value;
}

ControlRequest ReadControlRequest(const base::HttpRequest& request) {
  const std::string_view target = base::WithoutAuthority(request.target);
  const auto question = target.find('?');
  ControlRequest read{.method = request.method, .body = request.body};
  const std::string_view path = target.substr(0, question).substr(kControlPrefix.size());
  for (const std::string_view segment : base::Split(path, '/')) {
    read.path.push_back(DecodeSegment(segment));
  }
  if (question != std::string_view::npos) read.query = base::ParseForm(target.substr(question + 1));
  return read;
}

}  // namespace fake_ice::control
