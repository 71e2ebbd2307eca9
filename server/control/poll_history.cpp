#include "control/poll_history.h"

namespace fake_ice::control {
namespace {

std::size_t BytesOf(const Poll& poll) {
  return sizeof(Poll) + poll.request_id.capacity() + poll.code.capacity() + poll.fault.capacity();
}

}  // namespace

PollHistory::PollHistory(std::size_t max_bytes) : max_bytes_(max_bytes) {}

void PollHistory::Add(const std::string& account_id, const std::string& job_id, Poll poll) {
  const std::scoped_lock lock(mutex_);
  const Key key(account_id, job_id);
  const auto [found, added] = entries_.try_emplace(key);
  Entry& entry = found->second;
  if (added) {
    entry.place = longest_ago_first_.insert(longest_ago_first_.end(), key);
    entry.bytes = 2 * (sizeof(Key) + account_id.size() + job_id.size()) + sizeof(Entry);
    bytes_ += entry.bytes;
  }
  longest_ago_first_.splice(longest_ago_first_.end(), longest_ago_first_, entry.place);
  const auto change = [&](std::size_t more, std::size_t less) {
    entry.bytes += more - less;
    bytes_ += more - less;
  };
  change(BytesOf(poll), 0);
  ++entry.total;
  entry.polls.push_back(std::move(poll));
  if (entry.polls.size() > kMaxPollsOfJob) {
    change(0, BytesOf(entry.polls.front()));
    entry.polls.pop_front();
  }
  while (bytes_ > max_bytes_) Erase(entries_.find(longest_ago_first_.front()));
}

PollsOfJob PollHistory::Read(const std::string& account_id, const std::string& job_id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(Key(account_id, job_id));
  if (found == entries_.end()) return {};
  const Entry& entry = found->second;
  return {.last = {entry.polls.begin(), entry.polls.end()}, .total = entry.total};
}

void PollHistory::Clear() {
  const std::scoped_lock lock(mutex_);
  entries_.clear();
  longest_ago_first_.clear();
  bytes_ = 0;
}

void PollHistory::Clear(const std::string& account_id) {
  const std::scoped_lock lock(mutex_);
  auto entry = entries_.lower_bound(Key(account_id, ""));
  while (entry != entries_.end() && entry->first.first == account_id) entry = Erase(entry);
}

void PollHistory::Clear(const std::string& account_id, const std::string& job_id) {
  const std::scoped_lock lock(mutex_);
  const auto entry = entries_.find(Key(account_id, job_id));
  if (entry != entries_.end()) Erase(entry);
}

PollHistory::Entries::iterator PollHistory::Erase(Entries::iterator entry) {
  bytes_ -= entry->second.bytes;
  longest_ago_first_.erase(entry->second.place);
  return entries_.erase(entry);
}

}  // namespace fake_ice::control
