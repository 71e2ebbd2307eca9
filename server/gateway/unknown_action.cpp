#include "gateway/unknown_action.h"

#include "yike/ice_actions.h"
#include "yike/operation.h"

namespace fake_ice::gateway {

ApiError UnknownAction(std::string_view action, std::string_view version) {
  // The list of names is of ICE's own version.
  const bool of_ice = version == yike::KnownVersions().front();
  if (of_ice && yike::IsIceAction(action)) {
    std::string detail = std::string(action) + "; it emulates ";
    for (const yike::Operation& operation : yike::Operations()) {
      if (&operation != &yike::Operations().front()) detail += ", ";
      detail += operation.action;
    }
    return MakeError(ErrorId::kNotEmulated, detail);
  }
  ApiError error = MakeError(ErrorId::kActionNotFound);
  const std::string_view nearest = yike::NearestIceAction(action);
  if (nearest == action) {
    error.explanation = "version " + std::string(version) + " has no such action; " +
                        std::string(yike::KnownVersions().front()) + " has it.";
  } else if (!nearest.empty()) {
    error.explanation = "ICE has no such action; did you mean " + std::string(nearest) +
                        "? Names are case-sensitive.";
  }
  return error;
}

}  // namespace fake_ice::gateway
