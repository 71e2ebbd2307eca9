#pragma once

#include <string>
#include <string_view>

#include "base/http_message.h"

namespace fake_ice::control {

/// Where the control API lives; everything else is the emulated API.
inline constexpr std::string_view kControlPrefix = "/_fake-ice/";

/// The control API: what a test asks of fake-ice itself. JSON, no signature. Thread-safe.
class Control {
 public:
  explicit Control(std::string version);

  /// Answers a request whose path starts with kControlPrefix.
  [[nodiscard]] base::HttpResponse Handle(const base::HttpRequest& request) const;

 private:
  const std::string version_;
};

}  // namespace fake_ice::control
