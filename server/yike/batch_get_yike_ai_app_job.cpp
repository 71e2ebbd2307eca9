#include "yike/batch_get_yike_ai_app_job.h"

#include "base/text.h"
#include "yike/job_fields.h"
#include "yike/job_ids.h"
#include "yike/timeline.h"

namespace fake_ice::yike {
namespace {

/// What an answer may hold of AppParams (assumption: batch-limit).
constexpr std::size_t kMaxBatchBytes = 64 * 1024 * 1024;

}  // namespace

OperationResult BatchGetYikeAIAppJob(const OperationCall& call) {
  const std::string* given = call.find_parameter("JobIds");
  if (given == nullptr || base::Trim(*given).empty()) {
    return base::Unexpected<Failure>({Problem::kInvalidParameter, "JobIds"});
  }
  const auto job_ids = SplitJobIds(*given);
  if (!job_ids) {
    return base::Unexpected<Failure>(
        {Problem::kInvalidParameter, "JobIds",
         "a batch names " + std::to_string(kMaxJobIds) + " jobs at the most"});
  }
  base::Value::List jobs;
  std::size_t bytes = 0;
  for (const std::string& job_id : *job_ids) {
    auto job = PollJob(call, job_id);
    if (!job) continue;
    bytes += job->app_params ? job->app_params->size() : 0;
    if (bytes > kMaxBatchBytes) {
      return base::Unexpected<Failure>({Problem::kInvalidParameter, "JobIds",
                                        "the AppParams of the jobs of a batch have 64 MiB at the "
                                        "most: name fewer at once"});
    }
    jobs.push_back({JobFields(*std::move(job), "AppInputConfig", call)});
  }
  return base::Value::Object{{"JobList", {std::move(jobs)}}};
}

}  // namespace fake_ice::yike
