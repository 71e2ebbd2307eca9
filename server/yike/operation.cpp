#include "yike/operation.h"

#include <algorithm>
#include <array>

#include "yike/batch_get_yike_ai_app_job.h"
#include "yike/get_yike_ai_app_job.h"
#include "yike/precheck_yike_ai_app_job.h"
#include "yike/submit_yike_ai_app_job.h"

namespace fake_ice::yike {
namespace {

constexpr std::array<std::string_view, 2> kVersions{"2020-11-09", "2026-03-19"};

// Source of the RAM actions: help.aliyun.com, "RAM authorization" of ICE. No page has one for the
// version 2026-03-19 (assumption: ram-actions).
constexpr std::array kOperations{
    Operation{"GetYikeAIAppJob", "ice:GetYikeAIAppJob", "JobId", &GetYikeAIAppJob},
    Operation{"BatchGetYikeAIAppJob", "ice:BatchGetYikeAIAppJob", "JobIds", &BatchGetYikeAIAppJob},
    Operation{"SubmitYikeAIAppJob", "ice:SubmitYikeAIAppJob", "AppId", &SubmitYikeAIAppJob},
    Operation{"PrecheckYikeAIAppJob", "ice:PrecheckYikeAIAppJob", "AppId", &PrecheckYikeAIAppJob}};

}  // namespace

std::span<const std::string_view> KnownVersions() {
  return kVersions;
}

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
