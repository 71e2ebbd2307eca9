#pragma once

#include <cstddef>

/// The memory of this process, which fails when it is told to: operator new throws, and SQLite's
/// allocator gives nothing. What operator new gives of less than kLeast bytes always succeeds, as
/// from the program's reserve, and so does what a thread asks for that is spared; neither is
/// counted. Thread-safe.
namespace fake_ice::test::failing_memory {

/// nlohmann/json takes memory to destroy an array or object, where nothing can be thrown.
inline constexpr std::size_t kLeast = 1024;

/// Spares the calling thread from now on.
void SpareThisThread();

/// Has SQLite allocate through this; before its first use in the process.
void TakeSqlite();

/// Of the allocations from now on, the one after `first` others fails, and `times - 1` after it.
void Fail(std::size_t first, std::size_t times);

/// Nothing fails any more. How many have failed since Fail.
std::size_t Heal();

}  // namespace fake_ice::test::failing_memory
