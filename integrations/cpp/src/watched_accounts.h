#pragma once

#include <list>
#include <mutex>
#include <string>
#include <vector>

namespace fake_ice::kit {

class AccountState;

/// Every account of this process that lives, and the journals of those that ended while somebody
/// watched. Thread-safe.
class WatchedAccounts {
 public:
  static WatchedAccounts& All();

  void Enter(const AccountState& account);
  /// Before the account is given back.
  void Leave(const AccountState& account);

  void BeginWatch();
  void EndWatch();
  /// The journals of those that ended since the last call, then of those that live.
  std::string Take();

 private:
  std::mutex mutex_;
  std::list<const AccountState*> living_;
  std::vector<std::string> ended_;
  int watches_ = 0;
};

}  // namespace fake_ice::kit
