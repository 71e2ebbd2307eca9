#pragma once

#include <nlohmann/json.hpp>

#include <atomic>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/clock.h"
#include "support/api_client.h"

namespace fake_ice::test {

/// The server answered what it must not.
struct WrongAnswer : std::logic_error {
  using std::logic_error::logic_error;
};

/// Counts the answers that clients have read, and lets somebody wait for them.
class Countdown {
 public:
  explicit Countdown(int answers) : left_(answers) {}
  /// One answer more was read.
  void Acknowledge();
  /// Nobody need wait any longer.
  void Abandon();
  void Wait() const;

  /// From now on the server may be gone.
  void AllowEnd() { may_end_ = true; }
  [[nodiscard]] bool MayEnd() const { return may_end_; }

 private:
  std::atomic<int> left_;
  std::atomic<bool> may_end_ = false;
};

/// A number that grows with each request; a server that was killed may have done what it did not
/// answer any more.
struct Counted {
  std::int64_t acknowledged = 0;
  std::int64_t sent = 0;

  [[nodiscard]] bool Allows(std::int64_t value) const {
    return acknowledged <= value && value <= sent;
  }
  void Settle(std::int64_t value) { acknowledged = sent = value; }
};

/// Somebody with an account of his own who changes it while the server may be killed at any moment,
/// and knows what must have survived.
class CrashClient {
 public:
  CrashClient(int number, unsigned seed);

  /// The account as a fixture.
  [[nodiscard]] nlohmann::json Account() const;

  /// Sets the account's clock; the server must live.
  void SetUp(std::uint16_t port);
  /// Sends requests until the server is gone.
  void Work(std::uint16_t port, Countdown& countdown);
  /// Holds a server that was started again against everything that was acknowledged up to now, and
  /// finds out what became of what was not.
  void Check(std::uint16_t port);

  [[nodiscard]] std::size_t Jobs() const { return jobs_.size(); }
  /// Submits that were stored and never answered.
  [[nodiscard]] int Unanswered() const { return unanswered_; }

 private:
  struct Job {
    std::string app_params;
    Counted polls;
  };

  void DoAnything(ApiClient& client);
  void Submit(ApiClient& client);
  void Read(ApiClient& client);
  void ReadBatch(ApiClient& client);
  void AdvanceClock(ApiClient& client);
  void CreateAccount(ApiClient& client);
  void ReplaceSet(ApiClient& client);

  void CheckJobs(ApiClient& client);
  void CheckJob(const std::string& job_id, Job& job, const nlohmann::json& found) const;
  void CheckSet(std::map<std::string, nlohmann::json>& found);
  void CheckClock(ApiClient& client);
  void CheckCreated(ApiClient& client);

  nlohmann::json Control(ApiClient& client, const std::string& method, const std::string& path,
                         const std::string& body = "", int status = 200) const;
  void Expect(bool holds, const std::string& what, const nlohmann::json& got) const;
  std::map<std::string, Job>::iterator AnyJob();

  const base::SystemClock real_time_;
  const std::string account_id_;
  const Key key_;
  const bool frozen_;  ///< the account's clock stands, or else is moved from real time
  std::mt19937 random_;
  std::map<std::string, Job> jobs_;  ///< by JobId
  int submitted_ = 0;
  std::optional<std::string> lost_submit_;  ///< AppParams of the one that was not answered
  int unanswered_ = 0;
  Counted hours_;             ///< by which the clock was moved
  Counted generation_;        ///< of the jobs that are always replaced together
  std::vector<Key> created_;  ///< keys of accounts that it made
};

}  // namespace fake_ice::test
