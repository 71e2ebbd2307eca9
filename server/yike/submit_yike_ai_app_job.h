#pragma once

#include "yike/operation.h"

namespace fake_ice::yike {

/// SubmitYikeAIAppJob: adds a job of an app to the caller's account. The job is in the store when
/// the answer leaves. Source: help.aliyun.com, API reference of SubmitYikeAIAppJob; its errors are
/// not documented (assumption: submit-errors).
OperationResult SubmitYikeAIAppJob(const OperationCall& call);

}  // namespace fake_ice::yike
