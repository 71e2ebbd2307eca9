#include "yike/batch_get_yike_ai_app_job.h"

#include "base/text.h"
#include "yike/job_fields.h"
#include "yike/job_ids.h"
#include "yike/timeline.h"

namespace fake_ice::yike {

OperationResult BatchGetYikeAIAppJob(const OperationCall& call) {
  const std::string* job_ids = call.find_parameter("JobIds");
  if (job_ids == nullptr || base::Trim(*job_ids).empty()) {
    return base::Unexpected<Failure>({Problem::kInvalidParameter, "JobIds"});
  }
  base::Value::List jobs;
  for (const std::string& job_id : SplitJobIds(*job_ids)) {
    const auto job = PollJob(call, job_id);
    if (job) jobs.push_back({JobFields(*job, "AppInputConfig", call)});
  }
  return base::Value::Object{{"JobList", {std::move(jobs)}}};
}

}  // namespace fake_ice::yike
