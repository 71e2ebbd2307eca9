#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/policy.h"
#include "base/clock.h"
#include "base/value.h"
#include "gateway/api_request.h"
#include "gateway/policy_memory.h"
#include "store/records.h"
#include "yike/api_versions.h"

namespace fake_ice::gateway {

/// What a call under `version` asks of policies. `now` is real time.
auth::AccessRequest AccessRequestOf(const ApiRequest& request, const yike::ApiVersion& version,
                                    const std::string& account_id, base::Moment now);

/// Every action that policies may name, such as `ice:GetYikeAIAppJob`.
std::vector<std::string> PolicyActions();

/// Asks the caller's `policies`. Nothing when they allow the request or when the caller is an
/// account itself; else the fields of AccessDeniedDetail in their order. Source: help.aliyun.com,
/// RAM "Error message for no permission" and RAM "Policy evaluation"; responses pasted in public.
std::optional<base::Value::Object> Deny(const store::CallerRecord& caller,
                                        const CallerPolicies& policies,
                                        const auth::AccessRequest& request);

/// What Deny would say if no policy of the caller allowed the request; empty for an account itself,
/// which needs none.
base::Value::Object DescribeImplicitDeny(const store::CallerRecord& caller,
                                         const auth::AccessRequest& request);

}  // namespace fake_ice::gateway
