#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/enum_names.h"
#include "store/fault_record.h"

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
  return FindName<JobStatus>(kJobStatusNames, name);
}

/// A file that an output downloads. Its content is a ContentRecord of the account.
struct OutputFile {
  std::string name;    ///< as the fixture calls it
  std::string sha256;  ///< of its content, 64 lower-case hex digits

  bool operator==(const OutputFile&) const = default;
};

/// One element of a job's Result. What is not given is made up when the job is answered.
struct Output {
  std::optional<std::string> media_id{};
  std::optional<std::string> output_url{};
  std::optional<OutputFile> file{};  ///< nothing: a small sample
  /// How long a made-up URL downloads after the answer that has it; nothing: for ever.
  std::optional<std::chrono::milliseconds> expires_after{};

  bool operator==(const Output&) const = default;
};

/// The content of files that outputs of an account have.
struct ContentRecord {
  std::string sha256;
  std::string bytes;

  bool operator==(const ContentRecord&) const = default;
};

/// One state of a job's life and what must have happened before it begins. Steps begin in their
/// order: one whose condition holds waits for those before it.
struct TimelineStep {
  JobStatus status = JobStatus::kCreated;
  std::optional<std::chrono::milliseconds> after;  ///< the job's creation, on its account's clock
  std::optional<std::int64_t> after_polls;         ///< reads of the job

  bool operator==(const TimelineStep&) const = default;
};

/// When a job had been read so often.
struct PollMoment {
  std::int64_t polls = 0;
  base::Moment at;  ///< on its account's clock

  bool operator==(const PollMoment&) const = default;
};

struct JobRecord {
  std::string job_id;
  std::optional<std::string> app_id;
  std::optional<std::string> app_params;   ///< the text that the service returns: serialised JSON
  JobStatus status = JobStatus::kCreated;  ///< of a job without a timeline
  std::vector<TimelineStep> timeline;
  std::optional<base::Moment> created_at;  ///< on its account's clock; nothing: when it is added
  std::int64_t polls = 0;                  ///< how often it was read
  /// Of the reads that steps of the timeline wait for, by their number. A read of which there is
  /// nothing here happened at the job's creation.
  std::vector<PollMoment> poll_moments{};
  std::optional<std::string> production_id;
  std::optional<std::string> folder_id;
  std::optional<base::Moment> execution_start_time;
  std::optional<base::Moment> execution_finish_time;
  std::vector<Output> images;
  std::vector<Output> videos;
  std::vector<Output> audios;

  bool operator==(const JobRecord&) const = default;
};

/// What a value of AppParams must be. An image is the MediaId of one.
enum class ParameterType { kString, kNumber, kInteger, kBoolean, kImage };

/// The names of ParameterType in fixtures and in the store, in its order.
inline constexpr std::array<std::string_view, 5> kParameterTypeNames{"String", "Number", "Integer",
                                                                     "Boolean", "Image"};

constexpr std::string_view NameOf(ParameterType type) {
  return kParameterTypeNames.at(static_cast<std::size_t>(type));
}

constexpr std::optional<ParameterType> ParseParameterType(std::string_view name) {
  return FindName<ParameterType>(kParameterTypeNames, name);
}

/// A parameter that an app declares.
struct AppParameterRecord {
  std::string key;  ///< such as `Extra.4.Prompt`
  ParameterType type = ParameterType::kString;
  bool required = false;
  std::optional<std::string> pattern;  ///< RE2's; the whole text must match
  std::optional<double> minimum;
  std::optional<double> maximum;

  bool operator==(const AppParameterRecord&) const = default;
};

/// An AI app: what a job of it needs, how it lives and what it makes. Texts of outputs may hold
/// `${Key}` for a value of AppParams, and `${JobId}`.
struct AppRecord {
  std::string app_id;
  std::vector<AppParameterRecord> parameters;
  std::vector<TimelineStep> timeline;
  std::vector<Output> images;
  std::vector<Output> videos;
  std::vector<Output> audios;

  bool operator==(const AppRecord&) const = default;
};

/// What an account may use of the service, each with its own error otherwise.
enum class ServiceState { kActive, kNotOpened, kSuspended, kYikeNotActivated };

/// The names of ServiceState in fixtures and in the store, in its order.
inline constexpr std::array<std::string_view, 4> kServiceStateNames{
    "Active", "NotOpened", "Suspended", "YikeNotActivated"};

constexpr std::string_view NameOf(ServiceState state) {
  return kServiceStateNames.at(static_cast<std::size_t>(state));
}

constexpr std::optional<ServiceState> ParseServiceState(std::string_view name) {
  return FindName<ServiceState>(kServiceStateNames, name);
}

/// The clock of an account: real time moved, or a moment at which it stands. It moves jobs only;
/// signatures are checked against real time. It never leaves the range of moments: one that runs to
/// an end of it stands there.
struct AccountClock {
  std::chrono::milliseconds offset{0};
  std::optional<base::Moment> frozen_at;

  [[nodiscard]] base::Moment Now(base::Moment real) const {
    return std::clamp(frozen_at.value_or(real + offset), base::kFirstMoment, base::kLastMoment);
  }

  bool operator==(const AccountClock&) const = default;
};

/// How often an account may call each action.
struct ThrottleRecord {
  double per_second = 0;
  double burst = 1;                  ///< calls that may come at once, at least 1
  std::vector<std::string> actions;  ///< none: every action

  bool operator==(const ThrottleRecord&) const = default;
};

/// A key that signs, of an account itself, a RAM user or a session.
struct AccessKeyRecord {
  std::string access_key_id;
  std::string access_key_secret;  ///< empty when there is a public key
  std::string public_key;         ///< PEM, for ACS3-RSA-SHA256; else empty
  bool active = true;

  bool operator==(const AccessKeyRecord&) const = default;
};

/// A RAM user. Policies are a JSON list of policy documents.
struct UserRecord {
  std::string user_id;
  std::string user_name;
  std::string policies;
  std::vector<AccessKeyRecord> access_keys;

  bool operator==(const UserRecord&) const = default;
};

/// The RoleSessionName of a session of which nobody said one.
inline constexpr std::string_view kDefaultRoleSessionName = "fake-ice";

/// An STS session: a role that was assumed. Policies are JSON lists of policy documents.
struct SessionRecord {
  AccessKeyRecord access_key;  ///< its AccessKeyId is also the session's id
  std::string security_token;
  std::optional<base::Moment> expiration;
  std::string role_name;
  std::string role_session_name{kDefaultRoleSessionName};
  std::string policies;                         ///< of the role
  std::optional<std::string> session_policies;  ///< narrow the role's

  bool operator==(const SessionRecord&) const = default;
};

/// An account with what a fixture says belongs to it.
struct AccountRecord {
  std::string account_id;
  std::optional<ServiceState> service;     ///< nothing said: as before, at first Active
  std::optional<ThrottleRecord> throttle;  ///< nothing said: as before, at first none
  std::optional<AccountClock> clock;       ///< nothing said: as before, at first real time
  std::optional<bool> strict_apps;         ///< nothing said: as before, at first as the server says
  std::vector<AccessKeyRecord> access_keys;
  std::vector<UserRecord> users;
  std::vector<SessionRecord> sessions;
  std::vector<AppRecord> apps;
  std::vector<JobRecord> jobs;
  std::vector<ContentRecord> contents;             ///< of the files of apps' and jobs' outputs
  std::optional<std::vector<FaultRecord>> faults;  ///< nothing said: as before, at first none

  bool operator==(const AccountRecord&) const = default;
};

/// Who calls. The account itself has neither id nor policies: it may do everything.
enum class PrincipalKind { kAccount, kUser, kRole };

/// A caller with what the checks after the signature need to know of its account.
struct CallerRecord {
  std::string account_id;
  ServiceState service = ServiceState::kActive;
  std::optional<ThrottleRecord> throttle;
  AccountClock clock;
  bool has_faults = false;
  std::optional<bool> strict_apps;  ///< nothing: as the server says
  PrincipalKind kind = PrincipalKind::kAccount;
  std::string principal_id;    ///< the UserId; of a session, the store's own name for it
  std::string principal_name;  ///< UserName, or RoleName
  std::string session_name;    ///< RoleSessionName; of a user empty
  std::string policies;
  std::optional<std::string> session_policies;
};

/// A credential as a request names it, and whose it is.
struct CredentialRecord {
  AccessKeyRecord access_key;
  std::optional<std::string> security_token;  ///< the one a session's requests must carry
  std::optional<base::Moment> expiration;
  CallerRecord caller;
};

}  // namespace fake_ice::store
