#pragma once

#include <string>

#include "auth/policy.h"
#include "store/records.h"

namespace fake_ice::gateway {

/// Which statement of the caller's policies denied `request`, or which one comes nearest to
/// allowing it and what it lacks. `request` must have been denied. One line of printable ASCII,
/// naming places in the caller's fixture such as `/Policies/0/Statement/1`. The first 100
/// statements are looked at. Thread-safe.
std::string ExplainDenial(const store::CallerRecord& caller, const auth::AccessRequest& request);

}  // namespace fake_ice::gateway
