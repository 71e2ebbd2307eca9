#include "gateway/unknown_action.h"

#include "yike/operation.h"

namespace fake_ice::gateway {
namespace {

/// `product version`, as in `Yike 2026-03-19`.
std::string NameOf(const yike::ApiVersion& version) {
  return std::string(version.product) + ' ' + std::string(version.version);
}

ApiError NotEmulated(std::string_view action, const yike::ApiVersion& version) {
  std::string detail = std::string(action) + " of " + NameOf(version) + "; it emulates ";
  for (const yike::Operation& operation : yike::Operations()) {
    if (&operation != &yike::Operations().front()) detail += ", ";
    detail += operation.action;
  }
  std::string_view between = " of ";
  for (const yike::ApiVersion& other : yike::ApiVersions()) {
    if (!other.emulated) continue;
    detail.append(between).append(NameOf(other));
    between = " and ";
  }
  return MakeError(ErrorId::kNotEmulated, detail);
}

/// The versions that have the action, as in `ICE 2020-11-09 and Yike 2026-03-19`; empty: none.
std::string VersionsWith(std::string_view action) {
  std::string names;
  for (const yike::ApiVersion& version : yike::ApiVersions()) {
    if (!yike::HasAction(version, action)) continue;
    if (!names.empty()) names += " and ";
    names += NameOf(version);
  }
  return names;
}

}  // namespace

ApiError UnknownAction(std::string_view action, const yike::ApiVersion& version) {
  if (yike::HasAction(version, action)) return NotEmulated(action, version);
  ApiError error = MakeError(ErrorId::kActionNotFound);
  const std::string_view nearest = yike::NearestAction(version, action);
  if (const std::string others = VersionsWith(action); !others.empty()) {
    error.explanation = NameOf(version) + " has no such action; it is one of " + others;
  } else if (!nearest.empty()) {
    error.explanation = NameOf(version) + " has no such action; did you mean " +
                        std::string(nearest) + "? Names are case-sensitive.";
  }
  return error;
}

ApiError NoApiThere(std::string_view explanation) {
  ApiError error = MakeError(ErrorId::kActionNotFound);
  error.always_xml = true;
  error.explanation = explanation;
  return error;
}

}  // namespace fake_ice::gateway
