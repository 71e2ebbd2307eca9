#include "yike/precheck_yike_ai_app_job.h"

#include "yike/app.h"

namespace fake_ice::yike {
namespace {

std::string_view ErrorCodeOf(AppParamsProblem::Kind kind) {
  switch (kind) {
    case AppParamsProblem::Kind::kMissing:
      return "ParameterMissing";
    case AppParamsProblem::Kind::kInvalid:
      return "ParameterInvalid";
    case AppParamsProblem::Kind::kNoImage:
      return "ImageCheckFailed";
  }
  return "ParameterInvalid";
}

}  // namespace

OperationResult PrecheckYikeAIAppJob(const OperationCall& call) {
  const std::string* app_id = call.find_parameter("AppId");
  const auto app = FindApp(call, app_id == nullptr ? std::string() : *app_id);
  if (!app) return base::Unexpected<Failure>(app.error());
  const auto params = ReadAppParams(call);
  if (!params) return base::Unexpected<Failure>(params.error());
  base::Value::List failed;
  for (const AppParamsProblem& problem : CheckAppParams(*app, *params)) {
    failed.push_back({base::Value::Object{
        {"Key", {problem.key}}, {"ErrorCode", {std::string(ErrorCodeOf(problem.kind))}}}});
  }
  if (failed.empty()) return base::Value::Object{{"Status", {"Success"}}};
  return base::Value::Object{{"Status", {"Failed"}}, {"Result", {std::move(failed)}}};
}

}  // namespace fake_ice::yike
