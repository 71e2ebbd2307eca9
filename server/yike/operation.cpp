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

const Operation* FindOperation(std::string_view action) {
  const auto found =
      std::find_if(kOperations.begin(), kOperations.end(),
                   [&](const Operation& operation) { return operation.action == action; });
  return found == kOperations.end() ? nullptr : &*found;
}

}  // namespace fake_ice::yike
