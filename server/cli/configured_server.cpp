#include "cli/configured_server.h"

#include <malloc.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "base/address.h"
#include "base/memory_reserve.h"
#include "cli/tls.h"
#include "fixtures/loader.h"
#include "gateway/authorization.h"

namespace fake_ice::cli {
namespace {

using Failure = base::Unexpected<std::string>;

// What a large document needs on its way out of memory: nlohmann/json flattens a tree into a list
// to destroy it.
constexpr std::size_t kMemoryReserve = 64UL * 1024 * 1024;

std::string Describe(const fixtures::Problems& problems) {
  std::string line = fixtures::ToLine(problems.front());
  if (problems.size() > 1) {
    line += " (and " + std::to_string(problems.size() - 1) + " more; fake-ice check lists all)";
  }
  return line;
}

/// The beginning of a sentence about a value that a variable gave.
std::string From(const std::string& variable) {
  return variable.empty() ? std::string() : variable + ": ";
}

std::string InUse(const std::string& reason, const std::string& option, const std::string& host) {
  return reason + "; " + option + ' ' + base::UrlHost(host) + ":0 takes a port that is free";
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
    case StartFailure::Of::kBeforeServing:
      return failure.reason;
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

base::Expected<std::unique_ptr<ConfiguredServer>, std::string> ConfiguredServer::Start(
    const ServeConfig& config, const ListeningSockets& sockets) {
  GiveMemoryBack();
  base::memory_reserve::SetAside(kMemoryReserve);
  auto fixtures = fixtures::LoadFixtures(config.fixtures, gateway::PolicyActions());
  if (!fixtures) return Failure(From(config.fixtures_variable) + Describe(fixtures.error()));
  for (const fixtures::Problem& warning : fixtures->warnings) {
    spdlog::warn("{}", fixtures::ToLine(warning));
  }
  FixtureReload::Fixtures to_reload{.paths = config.fixtures, .watch = config.watch};
  if (config.watch) to_reload.accounts = fixtures->accounts;
  std::unique_ptr<ConfiguredServer> server(new ConfiguredServer);
  if (!config.tls.host.empty()) {
    auto made = MakeTls(config.tls, server->clock_.Now());
    if (!made) return Failure(made.error());
    server->tls_ = *std::move(made);
    server->tls_->socket = sockets.tls;
  }
  // Whoever gets an answer finds what makes it trusted.
  const auto write_env = [&]() -> base::Expected<void, std::string> {
    if (!server->tls_ || config.tls.write_env.empty()) return {};
    return WriteEnv(config.tls.write_env, server->tls_->ca_certificate)
        .map([](const std::string& warning) {
          if (!warning.empty()) spdlog::warn("{}", warning);
        });
  };
  server->emulator_.emplace(EmulatorOptions{.host = config.host,
                                            .port = config.port,
                                            .socket = sockets.plain,
                                            .tls = server->tls_,
                                            .store_path = config.store,
                                            .max_store_bytes = config.max_store_bytes,
                                            .enforce_signatures = config.enforce_signatures,
                                            .clock_skew = config.clock_skew,
                                            .strict_apps = config.strict_apps,
                                            .control_hosts = config.control_hosts,
                                            .control_token = config.control_token,
                                            .accounts = std::move(fixtures->accounts),
                                            .before_serving = write_env},
                            server->clock_, server->ids_);
  if (const auto started = server->emulator_->Start(); !started) {
    return Failure(Describe(started.error(), config));
  }
  server->reload_.emplace(*server->emulator_, std::move(to_reload));
  return server;
}

}  // namespace fake_ice::cli
