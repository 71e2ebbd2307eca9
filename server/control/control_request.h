#pragma once

#include <chrono>
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
  std::chrono::milliseconds waited{0};  ///< for something to tell: see Control::ReadJournal
  bool knows_host = false;              ///< it names one of this server: see OriginRule

  /// The value of a query parameter, or an empty text.
  [[nodiscard]] std::string Query(std::string_view name) const;
};

/// How many elements one answer lists at the most, and without a Limit.
inline constexpr std::size_t kMaxListed = 1000;
inline constexpr std::size_t kDefaultListed = 100;

/// How long a client may wait for something to tell.
inline constexpr std::chrono::seconds kMaxWait{60};

/// A value of the query parameter Wait; nothing when it is no duration up to kMaxWait.
std::optional<std::chrono::milliseconds> ParseWait(std::string_view text);

/// A value of the query parameter Limit; nothing when it is no number from 1 to kMaxListed.
std::optional<std::size_t> ParseLimit(std::string_view text);
/// How many elements the request asks for; its query was checked (see CheckQuery).
std::size_t LimitOf(const ControlRequest& request);

ControlRequest ReadControlRequest(const base::HttpRequest& request);

}  // namespace fake_ice::control
