#include "control/poll_history.h"

#include <algorithm>

namespace fake_ice::control {
namespace {

/// About what containers and the allocator take for one poll.
constexpr std::size_t kBytesBesidePoll = 160;

std::size_t BytesOf(const Poll& poll) {
  return sizeof(Poll) + kBytesBesidePoll + poll.request_id.capacity() + poll.code.capacity() +
         poll.fault.capacity();
}

/// Of the entry of a job.
std::size_t BytesOf(const std::string& account_id, const std::string& job_id) {
  return 2 * kBytesBesidePoll + account_id.size() + job_id.size();
}

}  // namespace

PollHistory::PollHistory(base::FairLimits limits) : log_(limits) {}

void PollHistory::Add(const std::string& account_id, const std::string& job_id, Poll poll) {
  const std::size_t bytes = BytesOf(poll);
  const std::size_t with_entry = bytes + BytesOf(account_id, job_id);
  const std::scoped_lock lock(mutex_);
  if (!log_.Fits(with_entry)) {
    forgot_unread_.insert(account_id);
    return;
  }
  auto found = entries_.find(KeyView(account_id, job_id));
  if (found == entries_.end()) found = entries_.try_emplace(Key(account_id, job_id)).first;
  auto& entry = *found;
  auto& polls = entry.second.polls;
  ++entry.second.total;
  if (poll.counted) ++entry.second.counted;
  if (polls.size() == kMaxPollsOfJob) {
    log_.Erase(polls.front().first);
    polls.pop_front();
  }
  // The first poll of an entry pays for it.
  const std::size_t cost = polls.empty() ? with_entry : bytes;
  polls.emplace_back(log_.NextNumber(), std::move(poll));
  log_.Push(account_id, &entry, cost, [this](Entries::value_type* old) { ForgetOldest(*old); });
}

void PollHistory::ForgetOldest(Entries::value_type& entry) {
  entry.second.polls.pop_front();
  if (!entry.second.polls.empty()) return;
  if (entry.second.counted == 0) forgot_unread_.insert(entry.first.first);
  entries_.erase(entry.first);
}

PollsOfJob PollHistory::Read(const std::string& account_id, const std::string& job_id,
                             std::uint64_t reads) const {
  const std::scoped_lock lock(mutex_);
  PollsOfJob polls{.last = {}, .may_have_forgotten = forgot_unread_.contains(account_id)};
  std::uint64_t counted = 0;
  if (const auto found = entries_.find(Key(account_id, job_id)); found != entries_.end()) {
    const Entry& entry = found->second;
    for (const auto& [number, poll] : entry.polls) polls.last.push_back(poll);
    polls.forgotten = entry.total - entry.polls.size();
    counted = entry.counted;
  }
  if (reads > counted) {
    // Those that were answered with an error are not in the store's count.
    polls.forgotten += reads - counted;
    polls.may_have_forgotten = true;
  }
  return polls;
}

void PollHistory::Clear() {
  const std::scoped_lock lock(mutex_);
  log_.Clear();
  entries_.clear();
  forgot_unread_.clear();
}

void PollHistory::Clear(const std::string& account_id) {
  const std::scoped_lock lock(mutex_);
  log_.EraseHolder(account_id, [](Entries::value_type*) {});
  const auto of_account = [&](const auto& entry) { return entry.first.first == account_id; };
  const auto first = entries_.lower_bound(Key(account_id, ""));
  entries_.erase(first, std::find_if_not(first, entries_.end(), of_account));
  forgot_unread_.erase(account_id);
}

void PollHistory::Clear(const std::string& account_id, const std::string& job_id) {
  const std::scoped_lock lock(mutex_);
  const auto entry = entries_.find(Key(account_id, job_id));
  if (entry == entries_.end()) return;
  for (const auto& [number, poll] : entry->second.polls) log_.Erase(number);
  entries_.erase(entry);
}

}  // namespace fake_ice::control
