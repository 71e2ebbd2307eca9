#pragma once

#include "auth/claim.h"
#include "gateway/error_table.h"
#include "store/store.h"

namespace fake_ice::gateway {

/// The error for a claim whose AccessKeyId the store does not have: that it is malformed
/// (assumption: malformed-access-key), what is wrong with a session's token, which is judged first
/// (source: functional tests of aliyun-openapi-python-sdk against ECS; assumption:
/// security-token-errors), or that it does not exist.
ApiError UnknownAccessKey(const auth::Claim& claim, store::Store& store);

}  // namespace fake_ice::gateway
