#include "control/journal.h"

#include <limits>
#include <utility>

#include "base/text.h"

namespace fake_ice::control {
namespace {

/// How many entries a reader takes each time that it holds the lock: some microseconds' worth.
constexpr std::size_t kBatchEntries = 128;

/// About what the log and the allocator take for one entry.
constexpr std::size_t kBytesBesideEntry = 192;

/// Whether a list of a batch names the job.
bool Names(std::string_view job_ids, std::string_view job_id) {
  for (const std::string_view piece : base::Split(job_ids, ',')) {
    if (base::Trim(piece) == job_id) return true;
  }
  return false;
}

bool Matches(const JournalKeys& entry, const JournalFilter& filter) {
  const auto fits = [](std::string_view wanted, std::string_view text) {
    return wanted.empty() || wanted == text;
  };
  const auto is_of_job = [&] {
    return fits(filter.job_id, entry.job_id) || Names(entry.job_ids, filter.job_id);
  };
  return fits(filter.account_id, entry.account_id) && fits(filter.action, entry.action) &&
         fits(filter.code, entry.code) && is_of_job();
}

}  // namespace

Journal::Journal(base::FairLimits limits) : log_(limits) {}

void Journal::Add(const JournalEntry& entry) {
  PackedEntry packed(entry);
  const std::size_t bytes = packed.Bytes() + kBytesBesideEntry;
  // They outlive the lock, so that nothing is destroyed under it. When requests are about the same
  // size, one goes for each that comes.
  PackedEntry dropped;
  std::vector<PackedEntry> more_dropped;
  const std::lock_guard lock(mutex_);
  if (!log_.Fits(bytes)) return;
  log_.Push(entry.account_id, std::move(packed), bytes, [&](PackedEntry old) {
    if (dropped.Bytes() == 0) {
      dropped = std::move(old);
    } else {
      more_dropped.push_back(std::move(old));
    }
  });
}

std::optional<std::vector<PackedEntry>> Journal::Read(const JournalFilter& filter) const {
  std::vector<PackedEntry> found;
  bool started = filter.before.empty();
  bool ended = filter.after.empty();
  Visit([&](const PackedEntry& entry) {
    const JournalKeys keys = entry.Keys();
    if (!filter.after.empty() && keys.request_id == filter.after) {
      ended = true;
      return false;
    }
    if (!started) {
      started = keys.request_id == filter.before;
    } else if (found.size() < filter.limit && Matches(keys, filter)) {
      found.push_back(entry);
    }
    // Whether After is still there is known at its place alone.
    return !started || !filter.after.empty() || found.size() < filter.limit;
  });
  if (!started || !ended) return std::nullopt;
  return found;
}

Journal::Entry Journal::Find(std::string_view request_id) const {
  std::optional<PackedEntry> found;
  Visit([&](const PackedEntry& entry) {
    if (entry.Keys().request_id == request_id) found = entry;
    return !found;
  });
  return found ? std::make_unique<const JournalEntry>(found->Unpack()) : nullptr;
}

void Journal::Clear() {
  Log dropped{base::FairLimits{}};
  const std::lock_guard lock(mutex_);
  log_.Swap(dropped);
}

void Journal::Clear(std::string_view account_id) {
  std::vector<PackedEntry> dropped;
  const std::lock_guard lock(mutex_);
  log_.EraseHolder(account_id, [&](PackedEntry entry) { dropped.push_back(std::move(entry)); });
}

std::size_t Journal::Size() const {
  const std::lock_guard lock(mutex_);
  return log_.Size();
}

std::size_t Journal::Bytes() const {
  const std::lock_guard lock(mutex_);
  return log_.Cost();
}

void Journal::Visit(const Visitor& visit) const {
  std::vector<PackedEntry> batch;
  batch.reserve(kBatchEntries);
  Log::Number number = std::numeric_limits<Log::Number>::max();
  for (;;) {
    number = CopyBatch(number, batch);
    if (batch.empty()) return;
    for (const PackedEntry& entry : batch) {
      if (!visit(entry)) return;
    }
  }
}

Journal::Log::Number Journal::CopyBatch(Log::Number number, std::vector<PackedEntry>& batch) const {
  batch.clear();
  const std::lock_guard lock(mutex_);
  log_.VisitBefore(number, [&](Log::Number at, const PackedEntry& entry) {
    batch.push_back(entry);
    number = at;
    return batch.size() < kBatchEntries;
  });
  return number;
}

}  // namespace fake_ice::control
