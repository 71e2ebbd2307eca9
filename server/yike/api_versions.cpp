#include "yike/api_versions.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "embedded/ice_actions.h"
#include "embedded/yike_actions_2026_03_19.h"
#include "embedded/yike_actions_2026_07_07.h"

namespace fake_ice::yike {
namespace {

// Source of the RAM codes: help.aliyun.com, "RAM authorization" of ICE, and RAM's system policies
// AliyunYikeFullAccess (`yike:*`) and AliyunYikeReadOnlyAccess.
constexpr std::array kVersions{ApiVersion{"2020-11-09", "ICE", "ice", true},
                               ApiVersion{"2026-03-19", "Yike", "yike", true},
                               ApiVersion{"2026-07-07", "Yike", "yike", false}};

/// The names in `list`: one a line; lines that start with `#` are remarks.
std::vector<std::string_view> ReadNames(std::string_view list) {
  std::vector<std::string_view> names;
  for (const std::string_view line : base::Split(list, '\n')) {
    if (!line.empty() && !line.starts_with('#')) names.push_back(line);
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace

std::span<const ApiVersion> ApiVersions() {
  return kVersions;
}

std::span<const std::string_view> ActionsOf(const ApiVersion& version) {
  static const std::array lists{ReadNames(embedded::kIceActions),
                                ReadNames(embedded::kYikeActions20260319),
                                ReadNames(embedded::kYikeActions20260707)};
  static_assert(std::tuple_size_v<decltype(lists)> == kVersions.size());
  return lists.at(static_cast<std::size_t>(&version - kVersions.data()));
}

const ApiVersion* FindApiVersion(std::string_view version) {
  const auto found = std::ranges::find(kVersions, version, &ApiVersion::version);
  return found == kVersions.end() ? nullptr : &*found;
}

bool HasAction(const ApiVersion& version, std::string_view action) {
  return std::ranges::binary_search(ActionsOf(version), action);
}

std::string_view NearestAction(const ApiVersion& version, std::string_view action) {
  const auto actions = ActionsOf(version);
  return base::Nearest(action, {actions.begin(), actions.end()});
}

bool IsAction(std::string_view action) {
  return std::ranges::any_of(kVersions,
                             [&](const ApiVersion& version) { return HasAction(version, action); });
}

}  // namespace fake_ice::yike
