#pragma once

#include <string>

#include "core.h"

namespace fake_ice::kit {

/// The account's requests in words, oldest first, and those that came since `since` with keys of
/// nobody: what a failing test prints. Throws testing::Error when the server refuses.
std::string JournalText(Core& core, const std::string& account_id, const std::string& access_key_id,
                        const std::string& since);

}  // namespace fake_ice::kit
