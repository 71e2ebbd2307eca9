#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace fake_ice::cli {

/// One entry of the journal as `tail` shows it: a line with the local time, account, action, job,
/// status and code, and below it, indented, why it was refused. Ends with a newline. What clients
/// sent is escaped, so that no terminal obeys it. `entry` is one of GET /_fake-ice/requests.
std::string JournalLine(const nlohmann::ordered_json& entry, bool coloured);

}  // namespace fake_ice::cli
