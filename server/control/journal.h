#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/fair_log.h"
#include "base/http_message.h"

namespace fake_ice::control {

/// What the journal keeps of one account, and of all together; requests without an account count as
/// one more. Which are dropped first: see base::FairLog.
inline constexpr base::FairLimits kJournalLimits{
    .items_of_holder = 10'000, .cost_of_holder = 32 * 1024 * 1024, .cost = 128 * 1024 * 1024};
/// What is kept of one request's body, of one answer's, and of any other text of theirs.
inline constexpr std::size_t kMaxJournalBodyBytes = 64 * 1024;

/// One request of the emulated API and what became of it. Nothing is masked yet.
struct JournalEntry {
  std::string request_id;
  base::Moment time;  ///< when it came
  std::chrono::microseconds duration{};
  std::string account_id;      ///< empty when no account was found
  std::string access_key_id;   ///< as claimed
  std::string action;          ///< as claimed
  std::string job_id;          ///< the parameter JobId, or the job that a submit made; may be empty
  std::string job_ids;         ///< the parameter JobIds of a batch; may be empty
  std::string step;            ///< the check that answered, such as `Signature`
  std::string fault;           ///< what a fault did to it, in words; may be empty
  std::string code;            ///< of the error; empty on success
  std::string explanation;     ///< what x-fake-ice-explain said; may be empty
  std::string string_to_sign;  ///< the server's, when a signature failed
  std::string canonical_request;  ///< the server's, when a V3 signature failed
  std::string remote_address;
  base::HttpRequest request;
  base::HttpResponse response;
  std::size_t request_body_bytes = 0;   ///< before a long body was cut; set by Journal::Add
  std::size_t response_body_bytes = 0;  ///< likewise
};

/// What a reader of the journal asks for; an empty text asks for everything.
struct JournalFilter {
  std::string account_id;
  std::string action;
  std::string job_id;  ///< requests for it, alone or in a batch, and the one that made it
  std::string code;
  std::string before;  ///< a RequestId: only entries older than it
  std::string after;   ///< a RequestId: only entries newer than it
  std::size_t limit = 100;
};

/// The last requests, newest first. Thread-safe. Entries are shared, not copied, to readers, and
/// looked at outside of the lock: a reader sees what was there when it began, less what was dropped
/// meanwhile, and never makes a request wait for it.
class Journal {
 public:
  using Entry = std::shared_ptr<const JournalEntry>;

  explicit Journal(base::FairLimits limits = kJournalLimits);

  /// Notes the sizes of the bodies, cuts texts that are too long, adds the entry and drops others
  /// past a limit. An entry that alone takes more than the limit is not kept.
  void Add(JournalEntry entry);

  /// Nothing when `filter.before` or `filter.after` names no entry that is still there.
  [[nodiscard]] std::optional<std::vector<Entry>> Read(const JournalFilter& filter) const;
  [[nodiscard]] Entry Find(std::string_view request_id) const;  ///< null when there is none

  void Clear();
  void Clear(std::string_view account_id);  ///< the entries of one account

  [[nodiscard]] std::size_t Size() const;
  [[nodiscard]] std::size_t Bytes() const;  ///< of memory that the entries take

 private:
  using Log = base::FairLog<Entry>;

  /// Takes entries newest first and says whether it wants more.
  using Visitor = std::function<bool(const Entry&)>;

  static std::size_t BytesOf(const JournalEntry& entry);

  /// Shows every entry to `visit`, which runs outside of the lock.
  void Visit(const Visitor& visit) const;
  /// Replaces `batch` with the newest entries older than `number`, as many as a batch has room for,
  /// and returns the number of the last one.
  Log::Number CopyBatch(Log::Number number, std::vector<Entry>& batch) const;

  mutable std::mutex mutex_;
  Log log_;
};

}  // namespace fake_ice::control
