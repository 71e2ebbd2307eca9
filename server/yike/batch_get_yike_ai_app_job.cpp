#include "yike/batch_get_yike_ai_app_job.h"

#include <set>

#include "base/text.h"
#include "yike/job_fields.h"
#include "yike/timeline.h"

namespace fake_ice::yike {

OperationResult BatchGetYikeAIAppJob(const OperationCall& call) {
  const std::string* job_ids = call.find_parameter("JobIds");
  if (job_ids == nullptr || base::Trim(*job_ids).empty()) {
    return base::Unexpected<Failure>({Problem::kInvalidParameter, "JobIds"});
  }
  std::set<std::string_view> seen;
  base::Value::List jobs;
  for (const std::string_view piece : base::Split(*job_ids, ',')) {
    const std::string_view job_id = base::Trim(piece);
    if (job_id.empty() || !seen.insert(job_id).second) continue;
    const auto job = PollJob(call, job_id);
    if (job) jobs.push_back({JobFields(*job, "AppInputConfig", call)});
  }
  return base::Value::Object{{"JobList", {std::move(jobs)}}};
}

}  // namespace fake_ice::yike
