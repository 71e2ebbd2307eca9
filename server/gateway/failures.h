#pragma once

#include "auth/failure.h"
#include "gateway/error_table.h"
#include "yike/operation.h"

namespace fake_ice::gateway {

/// What the rooms below report, as wire errors.
ApiError ToApiError(const auth::Failure& failure);
ApiError ToApiError(const yike::Failure& failure);

}  // namespace fake_ice::gateway
