#pragma once

#include "yike/operation.h"

namespace fake_ice::yike {

/// GetYikeAIAppJob: the state and the results of one job of the caller's account.
/// Source: help.aliyun.com, API reference of GetYikeAIAppJob. Its errors are not documented; those
/// of its sibling GetMediaProducingJob stand in (assumption: get-job-errors).
OperationResult GetYikeAIAppJob(const OperationCall& call);

}  // namespace fake_ice::yike
