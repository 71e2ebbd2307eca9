#include "watched_accounts.h"

#include <utility>

#include "account_state.h"

namespace fake_ice::kit {

WatchedAccounts& WatchedAccounts::All() {
  static WatchedAccounts all;
  return all;
}

void WatchedAccounts::Enter(const AccountState& account) {
  const std::scoped_lock lock(mutex_);
  living_.push_back(&account);
}

void WatchedAccounts::Leave(const AccountState& account) {
  const std::scoped_lock lock(mutex_);
  living_.remove(&account);
  if (watches_ > 0) ended_.push_back(account.Journal());
}

void WatchedAccounts::BeginWatch() {
  const std::scoped_lock lock(mutex_);
  ++watches_;
}

void WatchedAccounts::EndWatch() {
  const std::scoped_lock lock(mutex_);
  if (--watches_ == 0) ended_.clear();
}

std::string WatchedAccounts::Take() {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> journals = std::exchange(ended_, {});
  for (const AccountState* account : living_) journals.push_back(account->Journal());
  std::string text;
  for (const std::string& journal : journals) text += (text.empty() ? "" : "\n") + journal;
  return text;
}

}  // namespace fake_ice::kit
