#include "yike/submit_yike_ai_app_job.h"

#include "store/limits.h"
#include "yike/app.h"

namespace fake_ice::yike {
namespace {

std::optional<std::string> Given(const OperationCall& call, std::string_view name) {
  const std::string* value = call.find_parameter(name);
  return value == nullptr || value->empty() ? std::nullopt : std::optional(*value);
}

store::JobRecord NewJob(const OperationCall& call, store::AppRecord app, const AppParams& params) {
  store::JobRecord job{.job_id = call.ids.JobId(),
                       .app_id = std::move(app.app_id),
                       .app_params = Given(call, "AppParams"),
                       .timeline = std::move(app.timeline),
                       .created_at = call.now,
                       .production_id = Given(call, "ProductionId"),
                       .folder_id = Given(call, "FolderId"),
                       .images = std::move(app.images),
                       .videos = std::move(app.videos),
                       .audios = std::move(app.audios)};
  FillOutputs(job.images, params, job.job_id);
  FillOutputs(job.videos, params, job.job_id);
  FillOutputs(job.audios, params, job.job_id);
  return job;
}

}  // namespace

OperationResult SubmitYikeAIAppJob(const OperationCall& call) {
  const auto app_id = Given(call, "AppId");
  if (!app_id) return base::Unexpected<Failure>({Problem::kMissingParameter, "AppId"});
  auto app = FindApp(call, *app_id);
  if (!app) return base::Unexpected<Failure>(app.error());
  for (const char* name : {"ProductionId", "FolderId"}) {
    const auto too_long =
        CheckLength(name, Given(call, name).value_or(""), store::kMaxIdCharacters);
    if (too_long) return base::Unexpected<Failure>(*too_long);
  }
  const auto params = ReadAppParams(call);
  if (!params) return base::Unexpected<Failure>(params.error());
  if (const auto problems = CheckAppParams(*app, *params); !problems.empty()) {
    return base::Unexpected<Failure>(
        {Problem::kInvalidParameter, "AppParams." + problems.front().key});
  }
  const store::JobRecord job = NewJob(call, std::move(*app), *params);
  // The account can go away in the middle of a call.
  if (!call.store.CreateJob(call.account_id, job)) {
    return base::Unexpected<Failure>({Problem::kAccountGone, {}});
  }
  return base::Value::Object{{"JobId", {job.job_id}}};
}

}  // namespace fake_ice::yike
