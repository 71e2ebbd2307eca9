#include "gateway/authorization.h"

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <vector>

#include "base/time_text.h"
#include "gateway/diagnostic_message.h"

namespace fake_ice::gateway {
namespace {

using auth::Decision;

/// The stored policies were checked when they came in; one that no longer parses is a fault.
std::vector<auth::Policy> ParsePolicies(const std::string& json_list) {
  std::vector<auth::Policy> policies;
  for (const nlohmann::json& document : nlohmann::json::parse(json_list)) {
    auto policy = auth::Policy::Parse(document.dump());
    if (!policy) throw std::runtime_error("a stored policy is broken: " + policy.error());
    policies.push_back(std::move(*policy));
  }
  return policies;
}

struct Verdict {
  Decision decision = Decision::kAllow;
  std::string_view policy_type;
};

constexpr std::string_view kIdentityPolicy = "AccountLevelIdentityBasedPolicy";

/// A session's own policies can only narrow what the role may do: both must allow. The first kind
/// to deny is the one named.
Verdict Judge(const store::CallerRecord& caller, const auth::AccessRequest& request) {
  const Decision identity = Evaluate(ParsePolicies(caller.policies), request);
  if (identity != Decision::kAllow) return {identity, kIdentityPolicy};
  if (!caller.session_policies) return {};
  return {Evaluate(ParsePolicies(*caller.session_policies), request), "SessionPolicy"};
}

/// What policies may ask about a request. Source: help.aliyun.com, RAM "Policy elements", common
/// condition keys.
auth::ConditionContext ConditionsOf(const ApiRequest& request, base::Moment now) {
  auth::ConditionContext context{{"acs:CurrentTime", {base::FormatProtocolTime(now)}},
                                 {"acs:SecureTransport", {"false"}}};
  if (!request.remote_address.empty()) context["acs:SourceIp"] = {request.remote_address};
  return context;
}

base::Value::Object Describe(const store::CallerRecord& caller, const auth::AccessRequest& request,
                             const Verdict& verdict) {
  const bool is_user = caller.kind == store::PrincipalKind::kUser;
  // What a role's display name is, no source shows (assumption: role-display-name).
  const Denial denial{
      .policy_type = std::string(verdict.policy_type),
      .owner_id = caller.account_id,
      .principal_type = is_user ? "SubUser" : "AssumedRoleUser",
      .principal_name = is_user ? caller.principal_id : caller.principal_name,
      .reason = verdict.decision == Decision::kExplicitDeny ? "ExplicitDeny" : "ImplicitDeny",
      .action = request.action,
      .resource = request.resource,
      .context = request.context};
  return base::Value::Object{{"PolicyType", {denial.policy_type}},
                             {"AuthPrincipalOwnerId", {denial.owner_id}},
                             {"EncodedDiagnosticMessage", {EncodeDiagnosticMessage(denial)}},
                             {"AuthPrincipalType", {denial.principal_type}},
                             {"AuthPrincipalDisplayName", {denial.principal_name}},
                             {"NoPermissionType", {denial.reason}},
                             {"AuthAction", {denial.action}}};
}

}  // namespace

auth::AccessRequest AccessRequestOf(const ApiRequest& request, const yike::Operation& operation,
                                    const std::string& account_id, base::Moment now) {
  // The operations have no resource of their own (assumption: ram-resource).
  return {.action = std::string(operation.ram_action),
          .resource = "acs:ice:*:" + account_id + ":*",
          .context = ConditionsOf(request, now)};
}

std::optional<base::Value::Object> Deny(const store::CallerRecord& caller,
                                        const auth::AccessRequest& request) {
  if (caller.kind == store::PrincipalKind::kAccount) return std::nullopt;
  const Verdict verdict = Judge(caller, request);
  if (verdict.decision == Decision::kAllow) return std::nullopt;
  return Describe(caller, request, verdict);
}

base::Value::Object DescribeImplicitDeny(const store::CallerRecord& caller,
                                         const auth::AccessRequest& request) {
  if (caller.kind == store::PrincipalKind::kAccount) return {};
  return Describe(caller, request, {Decision::kImplicitDeny, kIdentityPolicy});
}

}  // namespace fake_ice::gateway
