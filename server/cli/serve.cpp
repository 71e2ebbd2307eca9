#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>
#include <optional>
#include <string>

#include "base/address.h"
#include "cli/commands.h"
#include "cli/configured_server.h"
#include "cli/log.h"
#include "cli/stop.h"
#include "emulator.h"

namespace fake_ice::cli {
namespace {

constexpr int kCannotStart = 2;

int CannotStart(const std::string& reason) {
  Log::Flush();
  std::cerr << "fake-ice: " << reason << std::endl;
  return kCannotStart;
}

bool IsThisMachineAlone(const std::string& host) {
  return host == "localhost" || base::IsLoopback(host);
}

std::string UrlOf(const std::string& scheme, const std::string& host, std::uint16_t port) {
  return scheme + "://" + base::UrlHost(host) + ':' + std::to_string(port);
}

/// Without a token whoever reaches an address that others can reach may use the control API.
void WarnOfReach(const ServeConfig& config, const std::string& host, std::uint16_t port) {
  if (!config.control_token.empty() || IsThisMachineAlone(host)) return;
  spdlog::warn(
      "control API: whoever reaches {}:{} may use it, and read all but secrets; --control-token "
      "TOKEN asks other machines for a token",
      base::UrlHost(host), port);
}

}  // namespace

int Serve(const ServeConfig& config) {
  const Log log(config.log_level, STDERR_FILENO);
  StopSignals stop_signals;
  for (const std::string& sentence : UnknownVariables()) spdlog::warn("{}", sentence);
  const auto server = ConfiguredServer::Start(config);
  if (!server) return CannotStart(server.error());
  Emulator& emulator = (*server)->Get();
  const std::optional<TlsOptions>& tls = (*server)->Tls();
  WarnOfReach(config, config.host, emulator.Port());
  std::string urls = UrlOf("http", config.host, emulator.Port());
  if (tls) {
    WarnOfReach(config, tls->host, emulator.TlsPort());
    urls += " and " + UrlOf("https", tls->host, emulator.TlsPort());
  }
  stop_signals.Hold([&server] { (*server)->ReadFixturesAnew(); });
  std::cout << "fake-ice " << FAKE_ICE_VERSION << " listening on " << urls << std::endl;

  spdlog::info("stopping on {}", stop_signals.Wait());
  emulator.Stop();
  return 0;
}

}  // namespace fake_ice::cli
