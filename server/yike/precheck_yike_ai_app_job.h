#pragma once

#include "yike/operation.h"

namespace fake_ice::yike {

/// PrecheckYikeAIAppJob: whether an app takes these parameters, and which it does not. Source:
/// help.aliyun.com, API reference of PrecheckYikeAIAppJob, whose only documented ErrorCode is
/// ImageCheckFailed (assumption: precheck-error-codes).
OperationResult PrecheckYikeAIAppJob(const OperationCall& call);

}  // namespace fake_ice::yike
