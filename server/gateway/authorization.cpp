#include "gateway/authorization.h"

#include <vector>

#include "base/time_text.h"
#include "gateway/diagnostic_message.h"

namespace fake_ice::gateway {
namespace {

using auth::Decision;

struct Verdict {
  auth::Judgment judgment;
  std::string_view policy_type;
  std::string_view fixture_key;  ///< under which the policies stand
};

constexpr std::string_view kIdentityPolicy = "AccountLevelIdentityBasedPolicy";

/// A session's own policies can only narrow what the role may do: both must allow. The first kind
/// to deny is the one named.
Verdict Judge(const CallerPolicies& policies, const auth::AccessRequest& request) {
  const auth::Judgment identity = auth::Judge(policies.own, request);
  if (identity.decision != Decision::kAllow || !policies.of_session) {
    return {identity, kIdentityPolicy, "Policies"};
  }
  return {auth::Judge(*policies.of_session, request), "SessionPolicy", "SessionPolicies"};
}

/// What policies may ask about a request. Source: help.aliyun.com, RAM "Policy elements", common
/// condition keys.
auth::ConditionContext ConditionsOf(const ApiRequest& request, base::Moment now) {
  auth::ConditionContext context{{"acs:CurrentTime", {base::FormatProtocolTime(now)}},
                                 {"acs:SecureTransport", {request.secure ? "true" : "false"}}};
  if (!request.remote_address.empty()) context["acs:SourceIp"] = {request.remote_address};
  return context;
}

/// A user goes by its id, a session by role and session name.
/// Source: help.aliyun.com, RAM "Error message for no permission".
Principal PrincipalOf(const store::CallerRecord& caller) {
  if (caller.kind == store::PrincipalKind::kUser) {
    return {"SubUser", caller.account_id, caller.principal_id};
  }
  return {"AssumedRoleUser", caller.account_id, caller.principal_name + ':' + caller.session_name};
}

/// The statement that denied; nothing when none did.
std::optional<MatchedPolicy> DenyingPolicy(const store::CallerRecord& caller,
                                           const Verdict& verdict) {
  if (verdict.judgment.decision != Decision::kExplicitDeny) return std::nullopt;
  const auth::StatementPlace place = verdict.judgment.by.value();
  const std::string policy =
      '/' + std::string(verdict.fixture_key) + '/' + std::to_string(place.policy);
  return MatchedPolicy{
      .policy = policy,
      .statement = policy + "/Statement/" + std::to_string(place.statement),
      .attached_to = caller.kind == store::PrincipalKind::kUser ? "RamUser" : "RamRole"};
}

base::Value::Object Describe(const store::CallerRecord& caller, const auth::AccessRequest& request,
                             const Verdict& verdict) {
  const Denial denial{.policy_type = std::string(verdict.policy_type),
                      .principal = PrincipalOf(caller),
                      .action = request.action,
                      .resource = request.resource,
                      .context = request.context,
                      .denied_by = DenyingPolicy(caller, verdict)};
  return base::Value::Object{
      {"PolicyType", {denial.policy_type}},
      {"AuthPrincipalOwnerId", {denial.principal.owner_id}},
      {"EncodedDiagnosticMessage", {EncodeDiagnosticMessage(denial)}},
      {"AuthPrincipalType", {denial.principal.type}},
      {"AuthPrincipalDisplayName", {denial.principal.display_name}},
      {"NoPermissionType", {denial.denied_by ? "ExplicitDeny" : "ImplicitDeny"}},
      {"AuthAction", {denial.action}}};
}

}  // namespace

auth::AccessRequest AccessRequestOf(const ApiRequest& request, const yike::ApiVersion& version,
                                    const std::string& account_id, base::Moment now) {
  // The operations have no resource of their own (assumption: ram-actions; assumption:
  // ram-resource).
  const std::string code(version.ram_code);
  return {.action = code + ':' + request.action,
          .resource = "acs:" + code + ":*:" + account_id + ":*",
          .context = ConditionsOf(request, now)};
}

std::vector<std::string> PolicyActions() {
  std::vector<std::string> actions;
  for (const yike::ApiVersion& version : yike::ApiVersions()) {
    for (const std::string_view action : yike::ActionsOf(version)) {
      actions.push_back(std::string(version.ram_code) + ':' + std::string(action));
    }
  }
  return actions;
}

std::optional<base::Value::Object> Deny(const store::CallerRecord& caller,
                                        const CallerPolicies& policies,
                                        const auth::AccessRequest& request) {
  if (caller.kind == store::PrincipalKind::kAccount) return std::nullopt;
  const Verdict verdict = Judge(policies, request);
  if (verdict.judgment.decision == Decision::kAllow) return std::nullopt;
  return Describe(caller, request, verdict);
}

base::Value::Object DescribeImplicitDeny(const store::CallerRecord& caller,
                                         const auth::AccessRequest& request) {
  if (caller.kind == store::PrincipalKind::kAccount) return {};
  return Describe(caller, request, {{}, kIdentityPolicy, "Policies"});
}

}  // namespace fake_ice::gateway
