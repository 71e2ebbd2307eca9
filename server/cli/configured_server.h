#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/expected.h"
#include "base/ids.h"
#include "cli/command_line.h"
#include "cli/fixture_reload.h"
#include "emulator.h"

namespace fake_ice::cli {

/// Sockets that listen already, in place of the addresses of a configuration; none: -1.
struct ListeningSockets {
  int plain = -1;
  int tls = -1;
};

/// A server as the command line describes it, which serves for as long as it lives. Needs a Log.
class ConfiguredServer {
 public:
  /// Reads the fixtures, makes certificates and serves; warns in the log of what is odd. Takes the
  /// sockets. Or one sentence that says why it cannot start: then nothing has changed.
  static base::Expected<std::unique_ptr<ConfiguredServer>, std::string> Start(
      const ServeConfig& config, const ListeningSockets& sockets = {});

  Emulator& Get() { return *emulator_; }
  /// Has the fixtures read anew, soon and once. Thread-safe.
  void ReadFixturesAnew() { reload_->Ask(); }
  /// Where clients speak TLS, and what they are shown.
  [[nodiscard]] const std::optional<TlsOptions>& Tls() const { return tls_; }

 private:
  ConfiguredServer() = default;

  base::SystemClock clock_;
  base::RandomIds ids_;
  std::optional<TlsOptions> tls_;
  std::optional<Emulator> emulator_;
  std::optional<FixtureReload> reload_;
};

}  // namespace fake_ice::cli
