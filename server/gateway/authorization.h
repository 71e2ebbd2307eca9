#pragma once

#include <optional>

#include "auth/policy.h"
#include "base/value.h"
#include "store/records.h"

namespace fake_ice::gateway {

/// Asks the caller's policies. Nothing when they allow the request or when the caller is an account
/// itself; else the fields of AccessDeniedDetail in their order.
/// Source: help.aliyun.com, RAM "Error message for no permission" and RAM "Policy evaluation";
/// responses pasted in public.
std::optional<base::Value::Object> Deny(const store::CallerRecord& caller,
                                        const auth::AccessRequest& request);

}  // namespace fake_ice::gateway
