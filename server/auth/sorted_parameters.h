#pragma once

#include <algorithm>

#include "base/parameters.h"

namespace fake_ice::auth {

/// By name, byte by byte, as both schemes sign them; those of one name in the order in which they
/// came.
inline base::Parameters SortedByName(base::Parameters parameters) {
  std::stable_sort(parameters.begin(), parameters.end(),
                   [](const auto& a, const auto& b) { return a.name < b.name; });
  return parameters;
}

/// Whether SortedByName would change nothing, as SDKs sort before they sign.
inline bool IsSortedByName(const base::Parameters& parameters) {
  return std::ranges::is_sorted(parameters, {}, &base::Parameter::name);
}

}  // namespace fake_ice::auth
