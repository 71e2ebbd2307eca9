#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fake_ice::kit {

/// Has this library's servers log to nobody but this memory of their newest warnings. The library
/// has a logger of its own, of which the tests see nothing. Thread-safe.
void KeepWarnings();

/// How many warnings there were so far.
std::size_t CountWarnings();

/// The newest different ones of those after the first `count`, in words for people. Thread-safe.
std::vector<std::string> WarningsAfter(std::size_t count);

}  // namespace fake_ice::kit
