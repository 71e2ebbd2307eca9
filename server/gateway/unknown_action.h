#pragma once

#include <string_view>

#include "gateway/error_table.h"

namespace fake_ice::gateway {

/// The error for an action that is not emulated: NotEmulated when ICE has it (assumption:
/// not-emulated), else that it does not exist, with the nearest one that does for the person who
/// mistyped it.
ApiError UnknownAction(std::string_view action, std::string_view version);

}  // namespace fake_ice::gateway
