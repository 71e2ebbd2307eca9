#pragma once

#include <cstddef>
#include <string>

#include "core.h"

namespace fake_ice::kit {

/// When an account was made: the time, and how many warnings there were (see CountWarnings).
struct Beginning {
  const std::string& time;
  std::size_t warnings;
};

/// The account's requests in words, oldest first, and those that came since with keys of nobody:
/// what a failing test prints. Without any, what the client is to have and what the server warned
/// of. Throws testing::Error when the server refuses.
std::string JournalText(Core& core, const std::string& account_id, const std::string& access_key_id,
                        const Beginning& since);

}  // namespace fake_ice::kit
