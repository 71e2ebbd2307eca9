#include "control/journal.h"

#include <limits>
#include <utility>

#include "base/text.h"

namespace fake_ice::control {
namespace {

/// How many entries a reader takes each time that it holds the lock: some microseconds' worth.
constexpr std::size_t kBatchEntries = 128;

/// About what the log and the allocator take for one entry.
constexpr std::size_t kBytesBesideEntry = 160;

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

/// Whether a list of a batch names the job.
bool Names(std::string_view job_ids, std::string_view job_id) {
  for (const std::string_view piece : base::Split(job_ids, ',')) {
    if (base::Trim(piece) == job_id) return true;
  }
  return false;
}

bool Matches(const JournalEntry& entry, const JournalFilter& filter) {
  const auto fits = [](const std::string& wanted, const std::string& text) {
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

void Journal::Add(JournalEntry entry) {
  entry.request_body_bytes = entry.request.body.size();
  entry.response_body_bytes = entry.response.body.size();
  for (std::string* text :
       {&entry.request.body, &entry.response.body, &entry.string_to_sign, &entry.canonical_request,
        &entry.action, &entry.access_key_id, &entry.job_id, &entry.job_ids, &entry.explanation}) {
    Cut(*text);
  }
  const std::size_t bytes = BytesOf(entry);
  const std::string account_id = entry.account_id;
  Entry kept = std::make_shared<const JournalEntry>(std::move(entry));

  std::vector<Entry> dropped;  // outlives the lock, so that nothing is destroyed under it
  dropped.reserve(1);          // as many as are dropped when requests are about the same size
  const std::lock_guard lock(mutex_);
  if (!log_.Fits(bytes)) return;
  log_.Push(account_id, std::move(kept), bytes,
            [&](Entry old) { dropped.push_back(std::move(old)); });
}

std::optional<std::vector<Journal::Entry>> Journal::Read(const JournalFilter& filter) const {
  std::vector<Entry> found;
  bool started = filter.before.empty();
  bool ended = filter.after.empty();
  Visit([&](const Entry& entry) {
    if (!filter.after.empty() && entry->request_id == filter.after) {
      ended = true;
      return false;
    }
    if (!started) {
      started = entry->request_id == filter.before;
    } else if (found.size() < filter.limit && Matches(*entry, filter)) {
      found.push_back(entry);
    }
    // Whether After is still there is known at its place alone.
    return !started || !filter.after.empty() || found.size() < filter.limit;
  });
  if (!started || !ended) return std::nullopt;
  return found;
}

Journal::Entry Journal::Find(std::string_view request_id) const {
  Entry found;
  Visit([&](const Entry& entry) {
    if (entry->request_id == request_id) found = entry;
    return found == nullptr;
  });
  return found;
}

void Journal::Clear() {
  Log dropped{base::FairLimits{}};
  const std::lock_guard lock(mutex_);
  log_.Swap(dropped);
}

void Journal::Clear(std::string_view account_id) {
  std::vector<Entry> dropped;
  const std::lock_guard lock(mutex_);
  log_.EraseHolder(account_id, [&](Entry entry) { dropped.push_back(std::move(entry)); });
}

std::size_t Journal::Size() const {
  const std::lock_guard lock(mutex_);
  return log_.Size();
}

std::size_t Journal::Bytes() const {
  const std::lock_guard lock(mutex_);
  return log_.Cost();
}

std::size_t Journal::BytesOf(const JournalEntry& entry) {
  std::size_t bytes = sizeof(JournalEntry) + kBytesBesideEntry +
                      BytesOfHeaders(entry.request.headers) +
                      BytesOfHeaders(entry.response.headers);
  for (const std::string* text :
       {&entry.request_id, &entry.account_id, &entry.access_key_id, &entry.action, &entry.job_id,
        &entry.job_ids, &entry.step, &entry.fault, &entry.code, &entry.explanation,
        &entry.string_to_sign, &entry.canonical_request, &entry.remote_address,
        &entry.request.method, &entry.request.target, &entry.request.body, &entry.response.body}) {
    bytes += text->capacity();
  }
  return bytes;
}

void Journal::Visit(const Visitor& visit) const {
  std::vector<Entry> batch;
  batch.reserve(kBatchEntries);
  Log::Number number = std::numeric_limits<Log::Number>::max();
  for (;;) {
    number = CopyBatch(number, batch);
    if (batch.empty()) return;
    for (const Entry& entry : batch) {
      if (!visit(entry)) return;
    }
  }
}

Journal::Log::Number Journal::CopyBatch(Log::Number number, std::vector<Entry>& batch) const {
  batch.clear();
  const std::lock_guard lock(mutex_);
  log_.VisitBefore(number, [&](Log::Number at, const Entry& entry) {
    batch.push_back(entry);
    number = at;
    return batch.size() < kBatchEntries;
  });
  return number;
}

}  // namespace fake_ice::control
