#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"
#include "emulator.h"
#include "fake_ice/testing.h"

namespace fake_ice::kit {

using Json = nlohmann::ordered_json;

/// The server behind a Server and its Accounts, which lives as long as any of them. Thread-safe.
class Core {
 public:
  /// Throws testing::Error when it cannot start.
  Core(std::string_view fixture, const testing::ServerOptions& options);

  [[nodiscard]] std::uint16_t Port() const { return emulator_.Port(); }
  [[nodiscard]] const std::string& Endpoint() const { return endpoint_; }
  [[nodiscard]] const std::string& Url() const { return url_; }

  /// The text that answers a call of the control API, which needs no socket. Throws
  /// testing::ControlError when it is refused.
  std::string Ask(const std::string& method, const std::string& path, std::string_view body = {});
  /// The same, read.
  Json AskJson(const std::string& method, const std::string& path, const Json& body = nullptr);

  void Stop() { emulator_.Stop(); }
  [[nodiscard]] base::Moment Now() const { return clock_.Now(); }
  std::string NewJobId() { return ids_.JobId(); }

 private:
  base::SystemClock clock_;
  base::RandomIds ids_;
  Emulator emulator_;
  std::string endpoint_;
  std::string url_;
};

}  // namespace fake_ice::kit
