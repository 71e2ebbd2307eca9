#include "yike/operation.h"

#include <algorithm>
#include <array>

#include "yike/batch_get_yike_ai_app_job.h"
#include "yike/get_yike_ai_app_job.h"
#include "yike/precheck_yike_ai_app_job.h"
#include "yike/submit_yike_ai_app_job.h"

namespace fake_ice::yike {
namespace {

constexpr std::array kOperations{Operation{"GetYikeAIAppJob", "JobId", &GetYikeAIAppJob},
                                 Operation{"BatchGetYikeAIAppJob", "JobIds", &BatchGetYikeAIAppJob},
                                 Operation{"SubmitYikeAIAppJob", "AppId", &SubmitYikeAIAppJob},
                                 Operation{"PrecheckYikeAIAppJob", "AppId", &PrecheckYikeAIAppJob}};

}  // namespace

std::span<const Operation> Operations() {
  return kOperations;
}

std::span<const std::string_view> ParametersOf(const Operation& operation) {
  static constexpr std::array<std::string_view, 4> kOfApps{"AppId", "AppParams", "ProductionId",
                                                           "FolderId"};
  const std::span<const std::string_view> of_apps(kOfApps);
  if (operation.run == &SubmitYikeAIAppJob) return of_apps;
  if (operation.run == &PrecheckYikeAIAppJob) return of_apps.first(2);
  return {&operation.main_parameter, 1};
}

const Operation* FindOperation(std::string_view action) {
  const auto found =
      std::find_if(kOperations.begin(), kOperations.end(),
                   [&](const Operation& operation) { return operation.action == action; });
  return found == kOperations.end() ? nullptr : &*found;
}

}  // namespace fake_ice::yike
