#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/fair_log.h"
#include "base/spinning_mutex.h"
#include "store/records.h"

namespace fake_ice::control {

/// How many polls of one job are kept, and how many bytes of one account and of all together. Which
/// are forgotten first: see base::FairLog.
inline constexpr std::size_t kMaxPollsOfJob = 1000;
inline constexpr base::FairLimits kPollLimits{.cost_of_holder = 16 * 1024 * 1024,
                                              .cost = 64 * 1024 * 1024};

/// One request that asked for a job, alone or in a batch.
struct Poll {
  std::string request_id;
  base::Moment time;                       ///< real time
  base::Moment account_time;               ///< the same on the account's clock
  bool counted = false;                    ///< the job was there and was read
  std::optional<store::JobStatus> seen{};  ///< what the client was told; nothing of an error
  std::string code{};                      ///< of the error; empty on success
  std::optional<std::chrono::milliseconds> retry_after{};
  std::string fault{};  ///< what a fault did to it, in words; may be empty
};

/// The last polls of a job, oldest first, and what is known of those before.
struct PollsOfJob {
  std::vector<Poll> last;
  std::uint64_t forgotten = 0;      ///< older ones, as far as they were counted
  bool may_have_forgotten = false;  ///< whether there may have been others beside

  [[nodiscard]] std::uint64_t Total() const { return last.size() + forgotten; }
  [[nodiscard]] bool IsWhole() const { return forgotten == 0 && !may_have_forgotten; }
};

/// When jobs were polled, in memory: counts of reads that survive are in the store. Thread-safe.
class PollHistory {
 public:
  explicit PollHistory(base::FairLimits limits = kPollLimits);

  /// The job must be one that there is: others would only take room.
  void Add(const std::string& account_id, const std::string& job_id, Poll poll);
  /// `reads`: how often the job was read by the store's count, which knows of more than the history
  /// when the server was restarted.
  [[nodiscard]] PollsOfJob Read(const std::string& account_id, const std::string& job_id,
                                std::uint64_t reads = 0) const;

  void Clear();
  void Clear(const std::string& account_id);
  void Clear(const std::string& account_id, const std::string& job_id);

 private:
  using Key = std::pair<std::string, std::string>;  // account and job
  struct Entry;
  using KeyView = std::pair<std::string_view, std::string_view>;
  struct InOrder {
    using is_transparent = void;
    bool operator()(const KeyView& a, const KeyView& b) const { return a < b; }
  };
  using Entries = std::map<Key, Entry, InOrder>;
  using Log = base::FairLog<Entries::value_type*>;
  struct Entry {
    std::deque<std::pair<Log::Number, Poll>> polls;
    std::uint64_t total = 0;
    std::uint64_t counted = 0;  // of them
  };

  void ForgetOldest(Entries::value_type& entry);  // with mutex_ held

  mutable base::SpinningMutex mutex_;
  Entries entries_;  // those that have polls
  Log log_;          // each poll, by its entry
  /// Accounts of which a job was forgotten that nobody had read, so that no count tells of it.
  std::set<std::string> forgot_unread_;
};

}  // namespace fake_ice::control
