#pragma once

#include <string>
#include <vector>

#include "cli/outline.h"

namespace fake_ice::cli {

/// The manual page fake-ice(1), in the macros of man(7).
std::string ManualPage(const std::vector<CommandOutline>& commands);

}  // namespace fake_ice::cli
