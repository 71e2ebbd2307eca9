#include <malloc.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include "base/address.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/memory_reserve.h"
#include "cli/commands.h"
#include "cli/log.h"
#include "cli/stop.h"
#include "cli/tls.h"
#include "emulator.h"
#include "fixtures/loader.h"
#include "gateway/authorization.h"

namespace fake_ice::cli {
namespace {

constexpr int kCannotStart = 2;

// What a large document needs on its way out of memory: nlohmann/json flattens a tree into a list
// to destroy it.
constexpr std::size_t kMemoryReserve = 64UL * 1024 * 1024;

int CannotStart(const std::string& reason) {
  Log::Flush();
  std::cerr << "fake-ice: " << reason << std::endl;
  return kCannotStart;
}

std::string Describe(const fixtures::Problems& problems) {
  std::string line = fixtures::ToLine(problems.front());
  if (problems.size() > 1) {
    line += " (and " + std::to_string(problems.size() - 1) + " more; fake-ice check lists all)";
  }
  return line;
}

std::string UrlHost(const std::string& host) {
  return host.find(':') == std::string::npos ? host : '[' + host + ']';
}

bool IsThisMachineAlone(const std::string& host) {
  return host == "localhost" || base::IsLoopback(host);
}

std::string UrlOf(const std::string& scheme, const std::string& host, std::uint16_t port) {
  return scheme + "://" + UrlHost(host) + ':' + std::to_string(port);
}

/// Without a token whoever reaches an address that others can reach may use the control API.
void WarnOfReach(const ServeConfig& config, const std::string& host, std::uint16_t port) {
  if (!config.control_token.empty() || IsThisMachineAlone(host)) return;
  spdlog::warn(
      "control API: whoever reaches {}:{} may use it, and read all but secrets; --control-token "
      "TOKEN asks other machines for a token",
      UrlHost(host), port);
}

/// The beginning of a sentence about a value that a variable gave.
std::string From(const std::string& variable) {
  return variable.empty() ? std::string() : variable + ": ";
}

std::string InUse(const std::string& reason, const std::string& option, const std::string& host) {
  return reason + "; " + option + ' ' + UrlHost(host) + ":0 takes a port that is free";
}

std::string Describe(const StartFailure& failure, const ServeConfig& config) {
  switch (failure.what) {
    case StartFailure::Of::kStore:
      return From(config.store_variable) + failure.reason;
    case StartFailure::Of::kAddress:
      return From(config.listen_variable) + failure.reason;
    case StartFailure::Of::kAddressInUse:
      return From(config.listen_variable) + InUse(failure.reason, "--listen", config.host);
    case StartFailure::Of::kTls:
      return From(config.tls.variable) + failure.reason;
    case StartFailure::Of::kTlsAddressInUse:
      return From(config.tls.variable) + InUse(failure.reason, "--tls-listen", config.tls.host);
  }
  return failure.reason;
}

/// Has large blocks go back to the system when they are freed. By itself glibc keeps what is as
/// large as the largest block that was freed before (mallopt(3), M_MMAP_THRESHOLD).
void GiveMemoryBack() {
#ifdef __GLIBC__
  constexpr int kLargeBytes = 256 * 1024;
  mallopt(M_MMAP_THRESHOLD, kLargeBytes);
#endif
}

}  // namespace

int Serve(const ServeConfig& config) {
  GiveMemoryBack();
  base::memory_reserve::SetAside(kMemoryReserve);
  const Log log(config.log_level, STDERR_FILENO);
  StopSignals stop_signals;
  for (const std::string& sentence : UnknownVariables()) spdlog::warn("{}", sentence);
  auto fixtures = fixtures::LoadFixtures(config.fixtures, gateway::PolicyActions());
  if (!fixtures) {
    return CannotStart(From(config.fixtures_variable) + Describe(fixtures.error()));
  }
  for (const fixtures::Problem& warning : fixtures->warnings) {
    spdlog::warn("{}", fixtures::ToLine(warning));
  }

  const base::SystemClock clock;
  std::optional<TlsOptions> tls;
  if (!config.tls.host.empty()) {
    auto made = MakeTls(config.tls, clock.Now());
    if (!made) return CannotStart(made.error());
    tls = *std::move(made);
  }
  base::RandomIds ids;
  Emulator emulator({.host = config.host,
                     .port = config.port,
                     .tls = tls,
                     .store_path = config.store,
                     .max_store_bytes = config.max_store_bytes,
                     .enforce_signatures = config.enforce_signatures,
                     .clock_skew = config.clock_skew,
                     .strict_apps = config.strict_apps,
                     .control_hosts = config.control_hosts,
                     .control_token = config.control_token,
                     .accounts = std::move(fixtures->accounts)},
                    clock, ids);
  if (const auto started = emulator.Start(); !started) {
    return CannotStart(Describe(started.error(), config));
  }
  if (tls && !config.tls.write_env.empty()) {
    const auto warning = WriteEnv(config.tls.write_env, tls->ca_certificate);
    if (!warning) return CannotStart(warning.error());
    if (!warning->empty()) spdlog::warn("{}", *warning);
  }
  WarnOfReach(config, config.host, emulator.Port());
  std::string urls = UrlOf("http", config.host, emulator.Port());
  if (tls) {
    WarnOfReach(config, tls->host, emulator.TlsPort());
    urls += " and " + UrlOf("https", tls->host, emulator.TlsPort());
  }
  stop_signals.Hold();
  std::cout << "fake-ice " << FAKE_ICE_VERSION << " listening on " << urls << std::endl;

  spdlog::info("stopping on {}", stop_signals.Wait());
  emulator.Stop();
  return 0;
}

}  // namespace fake_ice::cli
