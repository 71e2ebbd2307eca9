#include "control/journal.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace fake_ice::control {
namespace {

/// How many entries a reader takes each time that it holds the lock: some microseconds' worth.
constexpr std::size_t kBatchEntries = 128;

/// A new string, because cutting in place would keep the memory of the whole.
void Cut(std::string& text) {
  if (text.size() > kMaxJournalBodyBytes) text = text.substr(0, kMaxJournalBodyBytes);
}

std::size_t BytesOfHeaders(const base::HttpHeaders& headers) {
  std::size_t bytes = headers.capacity() * sizeof(base::HttpHeader);
  for (const base::HttpHeader& header : headers) {
    bytes += header.name.capacity() + header.value.capacity();
  }
  return bytes;
}

bool Matches(const JournalEntry& entry, const JournalFilter& filter) {
  const auto fits = [](const std::string& wanted, const std::string& text) {
    return wanted.empty() || wanted == text;
  };
  return fits(filter.account_id, entry.account_id) && fits(filter.action, entry.action) &&
         fits(filter.job_id, entry.job_id) && fits(filter.code, entry.code);
}

}  // namespace

Journal::Journal(std::size_t max_entries, std::size_t max_bytes)
    : max_entries_(max_entries), max_bytes_(max_bytes) {}

void Journal::Add(JournalEntry entry) {
  entry.request_body_bytes = entry.request.body.size();
  entry.response_body_bytes = entry.response.body.size();
  for (std::string* text : {&entry.request.body, &entry.response.body, &entry.string_to_sign,
                            &entry.canonical_request}) {
    Cut(*text);
  }
  const std::size_t bytes = BytesOf(entry);
  if (max_entries_ == 0 || bytes > max_bytes_) return;
  Slot slot{.bytes = bytes, .entry = std::make_shared<const JournalEntry>(std::move(entry))};

  std::vector<Slot> dropped;  // outlives the lock, so that nothing is destroyed under it
  dropped.reserve(1);         // as many as are dropped when requests are about the same size
  const std::lock_guard lock(mutex_);
  slot.number = next_number_++;
  bytes_ += slot.bytes;
  oldest_first_.push_back(std::move(slot));
  while (oldest_first_.size() > max_entries_ || bytes_ > max_bytes_) {
    bytes_ -= oldest_first_.front().bytes;
    dropped.push_back(std::move(oldest_first_.front()));
    oldest_first_.pop_front();
  }
}

std::optional<std::vector<Journal::Entry>> Journal::Read(const JournalFilter& filter) const {
  std::vector<Entry> found;
  bool started = filter.before.empty();
  Visit([&](const Slot& slot) {
    if (!started) {
      started = slot.entry->request_id == filter.before;
    } else if (found.size() < filter.limit && Matches(*slot.entry, filter)) {
      found.push_back(slot.entry);
    }
    return !started || found.size() < filter.limit;
  });
  if (!started) return std::nullopt;
  return found;
}

Journal::Entry Journal::Find(std::string_view request_id) const {
  Entry found;
  Visit([&](const Slot& slot) {
    if (slot.entry->request_id == request_id) found = slot.entry;
    return found == nullptr;
  });
  return found;
}

void Journal::Clear() {
  std::deque<Slot> dropped;
  const std::lock_guard lock(mutex_);
  dropped.swap(oldest_first_);
  bytes_ = 0;
}

void Journal::Clear(std::string_view account_id) {
  std::vector<Slot> dropped;
  Visit([&](const Slot& slot) {
    if (slot.entry->account_id == account_id) dropped.push_back(slot);
    return true;
  });

  // Both lists are in the order of the numbers, so that one pass is enough. What was dropped for a
  // limit meanwhile is passed over, and its bytes are not counted twice.
  const std::lock_guard lock(mutex_);
  auto next = dropped.rbegin();
  const auto is_dropped = [&](const Slot& slot) {
    while (next != dropped.rend() && next->number < slot.number) ++next;
    return next != dropped.rend() && next->number == slot.number;
  };
  auto kept = oldest_first_.begin();
  for (auto slot = kept; slot != oldest_first_.end(); ++slot) {
    if (is_dropped(*slot)) {
      bytes_ -= slot->bytes;
    } else {
      if (kept != slot) *kept = std::move(*slot);
      ++kept;
    }
  }
  oldest_first_.erase(kept, oldest_first_.end());
}

std::size_t Journal::Size() const {
  const std::lock_guard lock(mutex_);
  return oldest_first_.size();
}

std::size_t Journal::Bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t Journal::BytesOf(const JournalEntry& entry) {
  std::size_t bytes = sizeof(JournalEntry) + sizeof(Slot) + BytesOfHeaders(entry.request.headers) +
                      BytesOfHeaders(entry.response.headers);
  for (const std::string* text :
       {&entry.request_id, &entry.account_id, &entry.access_key_id, &entry.action, &entry.job_id,
        &entry.step, &entry.fault, &entry.code, &entry.explanation, &entry.string_to_sign,
        &entry.canonical_request, &entry.remote_address, &entry.request.method,
        &entry.request.target, &entry.request.body, &entry.response.body}) {
    bytes += text->capacity();
  }
  return bytes;
}

void Journal::Visit(const Visitor& visit) const {
  std::vector<Slot> batch;
  batch.reserve(kBatchEntries);
  std::uint64_t number = std::numeric_limits<std::uint64_t>::max();
  for (;;) {
    CopyBatch(number, batch);
    if (batch.empty()) return;
    for (const Slot& slot : batch) {
      if (!visit(slot)) return;
    }
    number = batch.back().number;
  }
}

void Journal::CopyBatch(std::uint64_t number, std::vector<Slot>& batch) const {
  batch.clear();
  const std::lock_guard lock(mutex_);
  auto slot = std::lower_bound(
      oldest_first_.begin(), oldest_first_.end(), number,
      [](const Slot& candidate, std::uint64_t limit) { return candidate.number < limit; });
  while (slot != oldest_first_.begin() && batch.size() < kBatchEntries) batch.push_back(*--slot);
}

}  // namespace fake_ice::control
