// fake-ice in the process of a C++ test: a server on a free port, and an account for each test.
// JSON goes in and comes out as text, so that this needs nothing but the standard library.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fake_ice::kit {
class AccountState;
class Core;
}  // namespace fake_ice::kit

#pragma GCC visibility push(default)
namespace fake_ice::testing {

/// What went wrong, and what to do about it.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  ~Error() override;
};

/// The control API refused a call; what() says why.
class ControlError : public Error {
 public:
  ControlError(const std::string& call, int status, std::string code, const std::string& message);
  ~ControlError() override;
  /// Of HTTP.
  [[nodiscard]] int Status() const { return status_; }
  /// Such as `InvalidFixture`.
  [[nodiscard]] const std::string& Code() const { return code_; }

 private:
  int status_;
  std::string code_;
};

/// Names and values, such as the parameters of a call.
using Parameters = std::map<std::string, std::string>;

/// An answer of the emulated API.
struct Response {
  int status = 0;
  std::string body;
};

/// Signs one call of API version 2020-11-09 as the official SDKs do and sends it over HTTP; for
/// what a test asks itself. `config` has what Account::SdkConfig has. Throws Error when no answer
/// comes, which a fault may cause; any status is an answer.
Response Call(const Parameters& config, const std::string& action,
              const Parameters& parameters = {});

/// Narrows Account::Requests; what is empty does not.
struct RequestFilter {
  std::string action{};
  std::string job_id{};
  std::string code{};
  int limit = 1000;  ///< of the newest, 1000 at the most
};

/// What came of Account::Verify.
struct Verdict {
  bool passed = false;
  std::vector<std::string> failures;  ///< in words, each with its rule
};

/// An account that a test has for itself: its jobs, clock, faults, journal and keys. Given back
/// with everything that belongs to it when this is destroyed. Thread-safe, but for moves.
class Account {
 public:
  Account(Account&& other) noexcept;
  Account& operator=(Account&& other) noexcept;
  ~Account();

  [[nodiscard]] const std::string& AccountId() const;
  [[nodiscard]] const std::string& AccessKeyId() const;
  [[nodiscard]] const std::string& AccessKeySecret() const;
  /// `127.0.0.1:PORT`.
  [[nodiscard]] const std::string& Endpoint() const;
  /// `http://127.0.0.1:PORT`.
  [[nodiscard]] const std::string& Url() const;

  /// accessKeyId, accessKeySecret, endpoint and protocol, as the official SDK's Config names them.
  [[nodiscard]] Parameters SdkConfig() const;

  /// Calls an operation with this account's keys; see fake_ice::testing::Call.
  [[nodiscard]] Response Call(const std::string& action, const Parameters& parameters = {}) const;

  /// Moves the account's clock, by `10s` or `1m30s`; returns `Now` and `Frozen` in a JSON object.
  std::string Advance(std::string_view duration);

  /// Stops the account's clock, so that only Advance moves it, or lets it go on.
  void Freeze(bool frozen = true);

  /// Sets or replaces a job, which is the JSON of a fixture's; returns its JobId, which is made up
  /// when the job has none.
  std::string PutJob(std::string_view job);

  /// Answers the next requests, of one action or of any, with that error.
  void FailNext(const std::string& code, int times = 1, const std::string& action = {});

  /// Adds a fault, which is the JSON of a fixture's: errors, delays, broken connections, spoilt
  /// bodies.
  void Fault(std::string_view fault);

  /// What came with this account's keys, newest first, each a JSON object of the journal.
  [[nodiscard]] std::vector<std::string> Requests(const RequestFilter& filter = {}) const;

  /// Holds the polls of a job against rules, such as `{"MinInterval": "2s", "MaxPolls": 60}`.
  [[nodiscard]] Verdict Verify(std::string_view job_id, std::string_view rules) const;

  /// Back to the account as it was made; its journal is empty then.
  void Reset();

  /// The account's requests in words, oldest first, as a failing test prints them.
  [[nodiscard]] std::string Journal() const;

 private:
  friend class Server;
  explicit Account(std::shared_ptr<kit::AccountState> state);
  std::shared_ptr<kit::AccountState> state_;
};

/// How a server is started; as the options of the program.
struct ServerOptions {
  bool strict_apps = false;        ///< apps that an account does not have are refused
  bool enforce_signatures = true;  ///< false: any or no signature is taken
  std::string clock_skew = "15m";  ///< how far a signature's time may lie from real time
};

/// A server in this process, on a free port of 127.0.0.1, with its store in memory. Any number of
/// tests and threads may use one at once, each with an account of its own; several are independent.
/// It writes no log. Thread-safe.
class Server {
 public:
  /// Serves what `fixture` says, which is the JSON text of a fixture, and the default account.
  /// Throws Error, with place, reason and remedy, when that is no fixture.
  explicit Server(std::string_view fixture = "{}", const ServerOptions& options = {});
  /// Finishes the requests in flight and stops. Accounts that are left over can still be asked for
  /// their journals.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t Port() const;
  /// `127.0.0.1:PORT`.
  [[nodiscard]] const std::string& Endpoint() const;
  /// `http://127.0.0.1:PORT`.
  [[nodiscard]] const std::string& Url() const;

  /// A new account that no other test sees. `fixture` is the JSON of an account of a fixture
  /// without its ids: apps, users, a throttle and the rest.
  [[nodiscard]] Account NewAccount(std::string_view fixture = "{}");

  /// An account of the server's fixture, or the default one, with the first of its keys; it stays
  /// when the Account is destroyed.
  [[nodiscard]] Account FixtureAccount(std::string_view account_id = "1000000000000001");

  /// Calls the control API, for what has no word of its own here: its answer to a path below
  /// `/_fake-ice/`. Throws ControlError when it refuses.
  std::string Control(const std::string& method, const std::string& path,
                      std::string_view body = {});

 private:
  std::shared_ptr<kit::Core> core_;
};

/// For runners: while one lives, accounts that end leave their journals to it. A listener takes
/// them at the start of each test and again when it has failed; fake_ice/doctest.h and
/// fake_ice/gtest.h have one each. Thread-safe.
class JournalWatch {
 public:
  JournalWatch();
  ~JournalWatch();
  JournalWatch(const JournalWatch&) = delete;
  JournalWatch& operator=(const JournalWatch&) = delete;

  /// The journals of accounts that live, or ended since the last call; empty when there is none.
  std::string Take();
};

}  // namespace fake_ice::testing
#pragma GCC visibility pop
