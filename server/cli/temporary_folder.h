#pragma once

#include <filesystem>

namespace fake_ice::cli {

/// Makes a directory for temporary files that nobody else can have made or write to; it stays.
/// Throws std::runtime_error with a sentence that says what to change.
std::filesystem::path MakeTemporaryFolder();

}  // namespace fake_ice::cli
