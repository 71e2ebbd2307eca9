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

}  // namespace

CallerPolicies ParsePolicies(const store::CallerRecord& caller) {
  CallerPolicies policies{.own = ParseList(caller.policies), .of_session = {}};
  if (caller.session_policies) policies.of_session = ParseList(*caller.session_policies);
  return policies;
}

std::shared_ptr<const CallerPolicies> PolicyMemory::Of(const Credential& credential) {
  const std::scoped_lock lock(mutex_);
  const auto known = entries_.find(credential.get());
  if (known != entries_.end()) return known->second.policies;
  auto policies = std::make_shared<const CallerPolicies>(ParsePolicies(credential->caller));
  if (entries_.size() >= kMaxEntries) entries_.clear();
  entries_.try_emplace(credential.get(), Entry{credential, policies});
  return policies;
}

}  // namespace fake_ice::gateway
