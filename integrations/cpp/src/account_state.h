#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core.h"

namespace fake_ice::kit {

/// What an Account is made of. It enters itself for the runners' watches while it lives, and leaves
/// them its journal when it ends. Thread-safe: nothing of it changes.
class AccountState {
 public:
  /// `made` says whether the account is to be given back.
  AccountState(std::shared_ptr<Core> core, const Json& keys, bool made);
  ~AccountState();
  AccountState(const AccountState&) = delete;
  AccountState& operator=(const AccountState&) = delete;

  [[nodiscard]] Core& Server() const { return *core_; }
  /// The same for a part of the account, such as `clock`.
  Json Ask(const std::string& method, const std::string& part, const Json& body = nullptr) const;
  /// `jobs/{JobId}`.
  static std::string JobPath(std::string_view job_id);

  /// Since this was made; never throws.
  [[nodiscard]] std::string Journal() const;

  const std::string account_id;
  const std::string access_key_id;
  const std::string access_key_secret;

 private:
  const std::shared_ptr<Core> core_;
  const bool made_;
  const std::string since_;
  const std::size_t warnings_;  // of the servers of this library, before this was made
};

}  // namespace fake_ice::kit
