#pragma once

#include <string_view>

#include "base/value.h"
#include "store/records.h"
#include "yike/operation.h"

namespace fake_ice::yike {

/// A job's fields as the service writes them, in the documented order; a field without a value is
/// left out (assumption: absent-fields). `input_name` is the field that holds the job's parameters:
/// `AppParams` in GetYikeAIAppJob, another in its siblings. Source: help.aliyun.com, API reference
/// of GetYikeAIAppJob. MediaIds and OutputUrls that the job does not give are made up for the
/// account and the host of `call`.
base::Value::Object JobFields(store::JobRecord job, std::string_view input_name,
                              const OperationCall& call);

}  // namespace fake_ice::yike
