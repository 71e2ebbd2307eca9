#pragma once

#include <string>

namespace fake_ice::http {

/// Why `host` and `port` cannot be connected to, as the end of a sentence, found out by trying once
/// more: httplib says no more than that it failed. Thread-safe.
std::string ConnectFailure(const std::string& host, const std::string& port);

}  // namespace fake_ice::http
