#pragma once

#include <cstddef>
#include <cstdint>

namespace fake_ice::store {

/// What everything together may take up, in memory or in a file, unless the user says otherwise.
inline constexpr std::uint64_t kMaxStoreBytes = 4ULL * 1024 * 1024 * 1024;

// How long texts of a job may be, in characters. schema/fixture.schema.json says the same, so that
// whatever the store holds can be written as a fixture and read again.

/// JobId, AppId, ProductionId, FolderId and MediaId.
inline constexpr std::size_t kMaxIdCharacters = 255;
inline constexpr std::size_t kMaxAppParamsCharacters = 8'388'608;
inline constexpr std::size_t kMaxUrlCharacters = 8192;

}  // namespace fake_ice::store
