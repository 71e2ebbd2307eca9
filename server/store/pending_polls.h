#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "store/job_names.h"

namespace fake_ice::store {

/// How often jobs were read, as far as the table of jobs does not say it yet. A count here is the
/// whole count, not what is to be added. Not thread-safe; Store guards it.
class PendingPolls {
 public:
  /// What they may take up, by an estimate that is rather too high.
  static constexpr std::size_t kMaxBytes = 64 * 1024;

  [[nodiscard]] bool IsEmpty() const { return counts_.empty(); }
  [[nodiscard]] std::size_t Size() const { return counts_.size(); }
  [[nodiscard]] std::size_t Bytes() const { return bytes_; }

  /// The count of a job, to read or to raise; null when the table says it. Good until the next
  /// Forget or Clear.
  [[nodiscard]] std::int64_t* Find(std::string_view account_id, std::string_view job_id) {
    const auto found = counts_.find(JobNames::Seen{account_id, job_id});
    return found == counts_.end() ? nullptr : &found->second;
  }

  /// Whether one more job may be added.
  [[nodiscard]] bool HasRoomFor(std::string_view account_id, std::string_view job_id) const {
    return bytes_ + BytesOf({account_id, job_id}) <= kMaxBytes;
  }

  /// Adds a job that Find does not find.
  void Add(std::string_view account_id, std::string_view job_id, std::int64_t polls) {
    counts_.emplace(JobNames::Owned{account_id, job_id}, polls);
    bytes_ += BytesOf({account_id, job_id});
  }

  /// Drops a job's count, which the table says now; nothing when there is none.
  void Forget(std::string_view account_id, std::string_view job_id) {
    const auto found = counts_.find(JobNames::Seen{account_id, job_id});
    if (found == counts_.end()) return;
    counts_.erase(found);
    bytes_ -= BytesOf({account_id, job_id});
  }
  void Clear() {
    counts_.clear();
    bytes_ = 0;
  }

  /// Calls `take` with account, job and count of each.
  template <typename Take>
  void ForEach(Take take) const {
    for (const auto& [key, polls] : counts_) take(key.first, key.second, polls);
  }

 private:
  /// An entry, what the allocator adds to its three pieces, and its place in the table of entries.
  static constexpr std::size_t kBytesBesideNames = 192;
  static std::size_t BytesOf(const JobNames::Seen& names) {
    return names.first.size() + names.second.size() + kBytesBesideNames;
  }

  std::unordered_map<JobNames::Owned, std::int64_t, JobNames::Hash, JobNames::Equal> counts_;
  std::size_t bytes_ = 0;
};

}  // namespace fake_ice::store
