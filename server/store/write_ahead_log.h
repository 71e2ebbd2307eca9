#pragma once

#include <cstddef>
#include <string>

namespace fake_ice::store {

/// How many changes stand in the write-ahead log at `path` behind a damaged place, where SQLite
/// stops reading without a word when it opens the store. 0 when the log is whole, is not there, or
/// ends in a change that was never finished. Reads the file only.
/// Source: sqlite.org/fileformat.html#the_write_ahead_log.
std::size_t CountLostChanges(const std::string& path);

}  // namespace fake_ice::store
