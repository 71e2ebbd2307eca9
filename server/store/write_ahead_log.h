#pragma once

#include <cstddef>
#include <string>

namespace fake_ice::store {

/// Changes that stand in a write-ahead log and are not read.
struct LostChanges {
  std::size_t count = 0;
  /// It is one, of which the last page alone is damaged: so it looks as well when the program was
  /// killed while it wrote that page over an older one. Nobody has been told of such a change.
  bool may_be_unfinished = false;
};

/// The changes in the write-ahead log at `path` behind a damaged place, where SQLite stops reading
/// without a word when it opens the store. None when the log is whole, is not there, or ends in a
/// change that was never finished. Reads the file only.
/// Source: sqlite.org/fileformat.html#the_write_ahead_log.
LostChanges FindLostChanges(const std::string& path);

}  // namespace fake_ice::store
