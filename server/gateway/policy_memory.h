#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "auth/policy.h"
#include "base/spinning_mutex.h"
#include "store/records.h"

namespace fake_ice::gateway {

/// A caller's policies, parsed.
struct CallerPolicies {
  std::vector<auth::Policy> own;
  std::optional<std::vector<auth::Policy>> of_session;
};

/// Parses the policies of each caller once, however often it calls, and forgets them with the
/// credential. Thread-safe.
class PolicyMemory {
 public:
  using Credential = std::shared_ptr<const store::CredentialRecord>;

  /// Throws std::runtime_error for policies that were checked when they came in and no longer
  /// parse.
  [[nodiscard]] std::shared_ptr<const CallerPolicies> Of(const Credential& credential);

 private:
  static constexpr std::size_t kMaxEntries = 256;

  struct Entry {
    Credential credential;  ///< held, so that no other can have its address
    std::shared_ptr<const CallerPolicies> policies;
  };

  using Entries = std::unordered_map<const store::CredentialRecord*, Entry>;

  [[nodiscard]] std::shared_ptr<const CallerPolicies> Find(const Credential& credential);
  void Keep(const Entry& entry);

  base::SpinningMutex mutex_;
  Entries entries_;
};

}  // namespace fake_ice::gateway
