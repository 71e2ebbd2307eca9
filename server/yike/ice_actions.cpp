#include "yike/ice_actions.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "embedded/ice_actions.h"

namespace fake_ice::yike {
namespace {

/// One name a line, sorted; lines that start with `#` are remarks.
const std::vector<std::string_view>& Actions() {
  static const std::vector<std::string_view> actions = [] {
    std::vector<std::string_view> names;
    for (const std::string_view line : base::Split(embedded::kIceActions, '\n')) {
      if (!line.empty() && !line.starts_with('#')) names.push_back(line);
    }
    std::ranges::sort(names);
    return names;
  }();
  return actions;
}

}  // namespace

bool IsIceAction(std::string_view action) {
  return std::ranges::binary_search(Actions(), action);
}

std::string_view NearestIceAction(std::string_view action) {
  return base::Nearest(action, Actions());
}

}  // namespace fake_ice::yike
