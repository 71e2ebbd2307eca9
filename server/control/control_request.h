#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http_message.h"
#include "base/parameters.h"

namespace fake_ice::control {

/// A request of the control API, taken apart.
struct ControlRequest {
  std::string method;
  std::vector<std::string> path;  ///< decoded segments after `/_fake-ice/`
  base::Parameters query;
  std::string body;

  /// The value of a query parameter, or an empty text.
  [[nodiscard]] std::string Query(std::string_view name) const;
};

ControlRequest ReadControlRequest(const base::HttpRequest& request);

}  // namespace fake_ice::control
