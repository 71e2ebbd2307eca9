#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "store/records.h"

namespace fake_ice::control {

/// The limits of the history; past the second, the jobs that were not polled for longest are
/// forgotten first.
inline constexpr std::size_t kMaxPollsOfJob = 1000;
inline constexpr std::size_t kMaxPollHistoryBytes = 16 * 1024 * 1024;

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

/// The last polls of a job, oldest first, and how many there were in all since start.
struct PollsOfJob {
  std::vector<Poll> last;
  std::uint64_t total = 0;
};

/// When jobs were polled, in memory: counts that survive are in the store. Thread-safe.
class PollHistory {
 public:
  explicit PollHistory(std::size_t max_bytes = kMaxPollHistoryBytes);

  void Add(const std::string& account_id, const std::string& job_id, Poll poll);
  [[nodiscard]] PollsOfJob Read(const std::string& account_id, const std::string& job_id) const;

  void Clear();
  void Clear(const std::string& account_id);
  void Clear(const std::string& account_id, const std::string& job_id);

 private:
  using Key = std::pair<std::string, std::string>;  // account and job
  struct Entry {
    std::deque<Poll> polls;
    std::uint64_t total = 0;
    std::size_t bytes = 0;
    std::list<Key>::iterator place;  // in longest_ago_first_
  };
  using Entries = std::map<Key, Entry>;

  Entries::iterator Erase(Entries::iterator entry);  // with mutex_ held

  const std::size_t max_bytes_;
  mutable std::mutex mutex_;
  Entries entries_;
  std::list<Key> longest_ago_first_;
  std::size_t bytes_ = 0;
};

}  // namespace fake_ice::control
