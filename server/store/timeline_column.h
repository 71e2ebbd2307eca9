#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/records.h"

namespace fake_ice::store {

/// A timeline as one column: its steps separated by blanks, as in
/// `Created Queuing+2000 Finished*8` (2,000 ms after creation; after 8 reads). No steps are null.
std::optional<std::string> WriteTimeline(const std::vector<TimelineStep>& timeline);

/// The other way round. Throws DamagedStore for a text that WriteTimeline never writes.
std::vector<TimelineStep> ReadTimeline(const std::optional<std::string>& column);

}  // namespace fake_ice::store
