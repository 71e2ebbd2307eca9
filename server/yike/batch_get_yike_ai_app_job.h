#pragma once

#include "yike/operation.h"

namespace fake_ice::yike {

/// BatchGetYikeAIAppJob: the jobs of a list of ids, in its order, each once. Ids that the account
/// does not have are left out (assumption: batch-unknown-jobs). The jobs' input is named
/// AppInputConfig here. Source: help.aliyun.com, API reference of BatchGetYikeAIAppJob.
OperationResult BatchGetYikeAIAppJob(const OperationCall& call);

}  // namespace fake_ice::yike
