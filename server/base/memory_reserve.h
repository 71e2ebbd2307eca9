#pragma once

#include <cstddef>

/// Memory of the process that is set aside for when there is no other, so that what must not fail,
/// such as destroying a JSON tree or closing a connection, has some. Thread-safe.
namespace fake_ice::base::memory_reserve {

/// Sets `bytes` aside, where there are as many, and from now on has operator new fall back to them
/// before it throws std::bad_alloc. They are addresses only, and take no memory before they are
/// used. Once per process.
void SetAside(std::size_t bytes);

/// Whether a request of so many bytes may be begun: a small one always, a large one while the
/// reserve is whole or was never asked for. One that was used is made whole again when it can be.
bool MayTake(std::size_t bytes);

}  // namespace fake_ice::base::memory_reserve
