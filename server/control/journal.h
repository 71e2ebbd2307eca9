#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fair_log.h"
#include "base/spinning_mutex.h"
#include "control/journal_entry.h"

namespace fake_ice::control {

/// What the journal keeps of one account, and of all together; requests without an account count as
/// one more. Which are dropped first: see base::FairLog.
inline constexpr base::FairLimits kJournalLimits{
    .items_of_holder = 10'000, .cost_of_holder = 32 * 1024 * 1024, .cost = 128 * 1024 * 1024};

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

/// The last requests, newest first. Thread-safe. Entries are kept packed, and looked at outside of
/// the lock: a reader sees what was there when it began, less what was dropped meanwhile, and never
/// makes a request wait for it.
class Journal {
 public:
  using Entry = std::unique_ptr<const JournalEntry>;

  explicit Journal(base::FairLimits limits = kJournalLimits);

  /// Adds what PackedEntry keeps of the entry, and drops others past a limit. An entry that alone
  /// takes more than the limit is not kept.
  void Add(const JournalEntry& entry);

  /// Nothing when `filter.before` or `filter.after` names no entry that is still there.
  [[nodiscard]] std::optional<std::vector<PackedEntry>> Read(const JournalFilter& filter) const;
  [[nodiscard]] Entry Find(std::string_view request_id) const;  ///< null when there is none

  void Clear();
  void Clear(std::string_view account_id);  ///< the entries of one account

  [[nodiscard]] std::size_t Size() const;
  [[nodiscard]] std::size_t Bytes() const;  ///< of memory that the entries take

 private:
  using Log = base::FairLog<PackedEntry>;

  /// Takes entries newest first and says whether it wants more.
  using Visitor = std::function<bool(const PackedEntry&)>;

  /// Shows every entry to `visit`, which runs outside of the lock.
  void Visit(const Visitor& visit) const;
  /// Replaces `batch` with the newest entries older than `number`, as many as a batch has room for,
  /// and returns the number of the last one.
  Log::Number CopyBatch(Log::Number number, std::vector<PackedEntry>& batch) const;

  mutable base::SpinningMutex mutex_;
  Log log_;
};

}  // namespace fake_ice::control
