#include "yike/batch_get_yike_ai_app_job.h"

#include "base/text.h"
#include "yike/job_fields.h"
#include "yike/job_ids.h"
#include "yike/timeline.h"

namespace fake_ice::yike {

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
  for (const std::string& job_id : *job_ids) {
    const auto job = PollJob(call, job_id);
    if (job) jobs.push_back({JobFields(*job, "AppInputConfig", call)});
  }
  return base::Value::Object{{"JobList", {std::move(jobs)}}};
}

}  // namespace fake_ice::yike
