#include "yike/get_yike_ai_app_job.h"

#include "yike/job_fields.h"
#include "yike/timeline.h"

namespace fake_ice::yike {

OperationResult GetYikeAIAppJob(const OperationCall& call) {
  const std::string* job_id = call.find_parameter("JobId");
  if (job_id == nullptr || job_id->empty()) {
    return base::Unexpected<Failure>({Problem::kInvalidParameter, "JobId"});
  }
  auto job = PollJob(call, *job_id);
  if (!job) return base::Unexpected<Failure>({Problem::kJobNotFound, "JobId"});
  return JobFields(*std::move(job), "AppParams", call);
}

}  // namespace fake_ice::yike
