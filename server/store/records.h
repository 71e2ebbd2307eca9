#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

/// What the store keeps, as plain data: fixtures are read into these records and operations read
/// them back.
namespace fake_ice::store {

/// The states of a Yike AI App job; Finished and Failed are final.
/// Source: help.aliyun.com, API reference of GetYikeAIAppJob, response field Status.
enum class JobStatus { kCreated, kQueuing, kExecuting, kFinished, kFailed };

/// The names of JobStatus on the wire, in its order.
inline constexpr std::array<std::string_view, 5> kJobStatusNames{"Created", "Queuing", "Executing",
                                                                 "Finished", "Failed"};

constexpr std::string_view NameOf(JobStatus status) {
  return kJobStatusNames.at(static_cast<std::size_t>(status));
}

constexpr std::optional<JobStatus> ParseJobStatus(std::string_view name) {
  for (std::size_t i = 0; i < kJobStatusNames.size(); ++i) {
    if (kJobStatusNames.at(i) == name) return static_cast<JobStatus>(i);
  }
  return std::nullopt;
}

/// One element of a job's Result.
struct Output {
  std::optional<std::string> media_id;
  std::optional<std::string> output_url;
};

struct JobRecord {
  std::string job_id;
  std::optional<std::string> app_id;
  std::optional<std::string> app_params;  ///< the text that the service returns: serialised JSON
  JobStatus status = JobStatus::kCreated;
  std::optional<std::string> production_id;
  std::optional<std::string> folder_id;
  std::optional<base::Moment> execution_start_time;
  std::optional<base::Moment> execution_finish_time;
  std::vector<Output> images;
  std::vector<Output> videos;
  std::vector<Output> audios;
};

struct AccessKeyRecord {
  std::string access_key_id;
  std::string access_key_secret;
  bool active = true;
  std::string account_id;
};

/// An account with what a fixture says belongs to it.
struct AccountRecord {
  std::string account_id;
  std::vector<AccessKeyRecord> access_keys;
  std::vector<JobRecord> jobs;
};

}  // namespace fake_ice::store
