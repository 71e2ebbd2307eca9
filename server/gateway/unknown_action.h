#pragma once

#include <string_view>

#include "gateway/error_table.h"
#include "yike/api_versions.h"

namespace fake_ice::gateway {

/// The error for an action that is not emulated under `version`: NotEmulated when the version has
/// it (assumption: not-emulated), else that it does not exist, with the version that has it or the
/// nearest one that does exist for the person who mistyped it.
ApiError UnknownAction(std::string_view action, const yike::ApiVersion& version);

/// The error for a request that names no action, or a path where there is none. It is in XML,
/// whatever format was asked for (assumption: no-api-is-xml).
ApiError NoApiThere(std::string_view explanation);

}  // namespace fake_ice::gateway
