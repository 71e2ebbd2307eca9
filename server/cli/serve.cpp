#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <iostream>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "cli/commands.h"
#include "emulator.h"
#include "fixtures/loader.h"
#include "gateway/authorization.h"

namespace fake_ice::cli {
namespace {

constexpr int kCannotStart = 2;

int CannotStart(const std::string& reason) {
  std::cerr << "fake-ice: " << reason << std::endl;
  return kCannotStart;
}

/// Keeps the signals that stop the server for the one thread that waits for them. Must run before
/// any other thread starts, because threads inherit the mask.
sigset_t HoldStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void SetUpLog(const std::string& level) {
  auto logger = spdlog::stderr_logger_mt("fake-ice");
  logger->set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v", spdlog::pattern_time_type::utc);
  logger->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(logger));
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

/// The beginning of a sentence about a value that a variable gave.
std::string From(const std::string& variable) {
  return variable.empty() ? std::string() : variable + ": ";
}

std::string Describe(const StartFailure& failure, const ServeConfig& config) {
  switch (failure.what) {
    case StartFailure::Of::kStore:
      return From(config.store_variable) + failure.reason;
    case StartFailure::Of::kAddress:
      return From(config.listen_variable) + failure.reason;
    case StartFailure::Of::kAddressInUse:
      return From(config.listen_variable) + failure.reason + "; --listen " + UrlHost(config.host) +
             ":0 takes a port that is free";
  }
  return failure.reason;
}

}  // namespace

int Serve(const ServeConfig& config) {
  const sigset_t stop_signals = HoldStopSignals();
  SetUpLog(config.log_level);
  for (const std::string& sentence : UnknownVariables()) spdlog::warn("{}", sentence);
  auto fixtures = fixtures::LoadFixtures(config.fixtures, gateway::PolicyActions());
  if (!fixtures) {
    return CannotStart(From(config.fixtures_variable) + Describe(fixtures.error()));
  }
  for (const fixtures::Problem& warning : fixtures->warnings) {
    spdlog::warn("{}", fixtures::ToLine(warning));
  }

  const base::SystemClock clock;
  base::RandomIds ids;
  Emulator emulator({.host = config.host,
                     .port = config.port,
                     .store_path = config.store,
                     .enforce_signatures = config.enforce_signatures,
                     .clock_skew = config.clock_skew,
                     .strict_apps = config.strict_apps,
                     .control_hosts = config.control_hosts,
                     .accounts = std::move(fixtures->accounts)},
                    clock, ids);
  if (const auto started = emulator.Start(); !started) {
    return CannotStart(Describe(started.error(), config));
  }
  std::cout << "fake-ice " << FAKE_ICE_VERSION << " listening on http://" << UrlHost(config.host)
            << ':' << emulator.Port() << std::endl;

  int signal = 0;
  sigwait(&stop_signals, &signal);
  spdlog::info("stopping on signal {}", signal);
  emulator.Stop();
  return 0;
}

}  // namespace fake_ice::cli
