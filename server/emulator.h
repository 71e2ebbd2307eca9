#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "auth/timestamp.h"
#include "base/clock.h"
#include "base/expected.h"
#include "base/ids.h"
#include "store/limits.h"
#include "store/records.h"
#include "store/revision.h"

namespace fake_ice {

namespace http {
class Handler;
}  // namespace http

/// Where clients speak TLS, and what they are shown. All but the host is in PEM.
struct TlsOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;         ///< 0: the system chooses
  int socket = -1;                ///< as that of EmulatorOptions
  std::string certificate_chain;  ///< the server's own first
  std::string private_key;
  std::string ca_certificate;  ///< what clients are to trust; empty: they do already
};

struct EmulatorOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;         ///< 0: the system chooses
  int socket = -1;                ///< one that listens already, to be taken over; -1: none does
  std::optional<TlsOptions> tls;  ///< beside plain HTTP
  std::string store_path;         ///< empty: in memory
  std::uint64_t max_store_bytes = store::kMaxStoreBytes;
  bool enforce_signatures = true;
  std::chrono::milliseconds clock_skew = auth::kDefaultClockSkew;
  bool strict_apps = false;                ///< apps that an account does not have are refused
  std::vector<std::string> control_hosts;  ///< more names by which the control API may be called
  std::string control_token;               ///< asked of callers from elsewhere; empty: none
  std::vector<store::AccountRecord> accounts;  ///< from fixtures; added to the store at start
  /// Called by Start once nothing else can fail, before anything is answered; null: nothing is. Its
  /// error, a sentence, is that of Start.
  std::function<base::Expected<void, std::string>()> before_serving;
};

/// Why a server cannot start.
struct StartFailure {
  enum class Of { kAddress, kAddressInUse, kTls, kTlsAddressInUse, kStore, kBeforeServing };
  Of what;
  std::string reason;  ///< one sentence
};

/// A whole server: store, gateway, control API and HTTP, put together. Log lines go to the spdlog
/// default logger. Not thread-safe itself; what it serves is.
class Emulator {
 public:
  /// `clock` and `ids` must outlive the emulator.
  Emulator(EmulatorOptions options, const base::Clock& clock, base::IdSource& ids);
  ~Emulator();
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  /// Takes the addresses, opens the store, adds the fixtures and serves. After a failure neither
  /// addresses nor store has changed.
  base::Expected<void, StartFailure> Start();

  /// Finishes the requests in flight and stops. Also done on destruction.
  void Stop();

  /// Changes what the fixtures said, after Start: see store::Store::Revise. Thread-safe.
  [[nodiscard]] base::Expected<void, std::string> Revise(store::Revision revision);
  /// Has the server's health tell what keeps the newest fixtures from being used; empty: nothing.
  /// Thread-safe.
  void TellMistakeInFixtures(std::string mistake);

  /// What answers requests, after Start: a test may ask it without a socket. Thread-safe.
  [[nodiscard]] http::Handler& Handler();

  /// The port in use, after Start.
  [[nodiscard]] std::uint16_t Port() const;
  /// The port for TLS; 0 when there is none.
  [[nodiscard]] std::uint16_t TlsPort() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fake_ice
