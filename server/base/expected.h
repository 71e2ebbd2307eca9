#pragma once

#include <tl/expected.hpp>

namespace fake_ice::base {

/// A value, or what the caller of the program did wrong. Exceptions are kept for faults of the
/// program itself; whatever a request, a flag or a fixture can cause is one of these.
template <typename T, typename E>
using Expected = tl::expected<T, E>;

template <typename E>
using Unexpected = tl::unexpected<E>;

}  // namespace fake_ice::base
