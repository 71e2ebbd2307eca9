#include "gateway/policy_memory.h"

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace fake_ice::gateway {
namespace {

std::vector<auth::Policy> ParseList(const std::string& json_list) {
  std::vector<auth::Policy> policies;
  for (const nlohmann::json& document : nlohmann::json::parse(json_list)) {
    auto policy = auth::Policy::Parse(document.dump());
    if (!policy) throw std::runtime_error("a stored policy is broken: " + policy.error());
    policies.push_back(std::move(*policy));
  }
  return policies;
}

CallerPolicies ParsePolicies(const store::CallerRecord& caller) {
  CallerPolicies policies{.own = ParseList(caller.policies), .of_session = {}};
  if (caller.session_policies) policies.of_session = ParseList(*caller.session_policies);
  return policies;
}

}  // namespace

std::shared_ptr<const CallerPolicies> PolicyMemory::Of(const Credential& credential) {
  if (auto known = Find(credential)) return known;
  auto policies = std::make_shared<const CallerPolicies>(ParsePolicies(credential->caller));
  Keep({.credential = credential, .policies = policies});
  return policies;
}

std::shared_ptr<const CallerPolicies> PolicyMemory::Find(const Credential& credential) {
  const std::scoped_lock lock(mutex_);
  const auto known = entries_.find(credential.get());
  return known == entries_.end() ? nullptr : known->second.policies;
}

void PolicyMemory::Keep(const Entry& entry) {
  Entries dropped;  // outlives the lock, so that nothing large is destroyed under it
  const std::scoped_lock lock(mutex_);
  for (auto next = entries_.begin(); next != entries_.end();) {
    // Nobody else has a credential that was read anew, or will have it.
    const auto known = next++;
    if (known->second.credential.use_count() == 1) dropped.insert(entries_.extract(known));
  }
  if (entries_.size() >= kMaxEntries) dropped.merge(entries_);
  entries_.try_emplace(entry.credential.get(), entry);
}

}  // namespace fake_ice::gateway
