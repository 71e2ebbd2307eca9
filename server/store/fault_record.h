#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/http_message.h"
#include "store/enum_names.h"

namespace fake_ice::store {

/// The requests that a fault is for. What is not given may be anything.
struct FaultMatch {
  std::optional<std::string> action;
  std::optional<std::string> job_id;  ///< a job that the request reads
  std::optional<std::string> access_key_id;
  std::optional<std::string> app_id;  ///< named by the request, or that of a job that it reads

  bool operator==(const FaultMatch&) const = default;
};

/// An error of the emulated API, by its code.
struct FaultError {
  std::string code;
  std::optional<std::string> message;  ///< instead of the documented one
  std::optional<int> http_status;      ///< instead of the documented one
  std::optional<std::chrono::milliseconds> retry_after;

  bool operator==(const FaultError&) const = default;
};

/// How the connection fails: a TCP reset, an end without an answer, half a body and an end, the
/// head and then nothing, a fatal TLS alert without an answer.
enum class ConnectionFault { kReset, kClose, kTruncate, kStall, kTlsReject };

/// The names of ConnectionFault in fixtures and in the store, in its order.
inline constexpr std::array<std::string_view, 5> kConnectionFaultNames{"Reset", "Close", "Truncate",
                                                                       "Stall", "TlsReject"};

constexpr std::string_view NameOf(ConnectionFault fault) {
  return kConnectionFaultNames.at(static_cast<std::size_t>(fault));
}

constexpr std::optional<ConnectionFault> ParseConnectionFault(std::string_view name) {
  return FindName<ConnectionFault>(kConnectionFaultNames, name);
}

/// What stands in place of the answer's body: a proxy's page, nothing, or its first half.
enum class BodyFault { kHtml, kEmpty, kMalformed };

/// The names of BodyFault in fixtures and in the store, in its order.
inline constexpr std::array<std::string_view, 3> kBodyFaultNames{"Html", "Empty", "Malformed"};

constexpr std::string_view NameOf(BodyFault fault) {
  return kBodyFaultNames.at(static_cast<std::size_t>(fault));
}

constexpr std::optional<BodyFault> ParseBodyFault(std::string_view name) {
  return FindName<BodyFault>(kBodyFaultNames, name);
}

/// What goes wrong with requests of an account, and with which of them.
struct FaultRecord {
  FaultMatch match;
  std::int64_t skip = 0;              ///< requests that match and are spared at first
  std::optional<std::int64_t> times;  ///< how often it acts; nothing: always
  double probability = 1;             ///< with which it acts, above 0
  std::int64_t seed = 0;              ///< of that chance: the same seed, the same requests
  std::chrono::milliseconds delay{0};
  std::optional<FaultError> error{};
  std::optional<ConnectionFault> connection{};
  std::optional<BodyFault> body{};
  base::HttpHeaders headers{};  ///< added to the answer, in place of those of the same name
  std::int64_t matched = 0;     ///< requests that it was for so far, spared ones included
  std::int64_t fired = 0;       ///< requests on which it acted

  bool operator==(const FaultRecord&) const = default;
};

}  // namespace fake_ice::store
