#include <algorithm>

#include "auth/explain.h"
#include "gateway/explain_request.h"
#include "gateway/pipeline.h"

namespace fake_ice::gateway {
namespace {

/// How many access keys of the store are tried when a signature is explained.
constexpr std::size_t kMaxKeysToTry = 1000;

/// The first job that the operation looked for in vain; empty when it found all.
std::string_view MissingJob(const CallRecord& record, std::string_view code) {
  if (record.step != "Operation" || (!code.empty() && code != "JobNotFound")) return {};
  const auto missing = std::ranges::find(record.polls, false, &PolledJob::counted);
  return missing == record.polls.end() ? std::string_view() : missing->job_id;
}

}  // namespace

std::string Pipeline::Explain(const Call& call, std::string_view code) {
  return ExplainRequest({.request = call.request,
                         .operation = call.operation,
                         .account_id = call.record.account_id,
                         .step = call.record.step,
                         .code = code,
                         .strict_apps = StrictAppsSetting(call),
                         .missing_job = MissingJob(call.record, code)},
                        store_);
}

std::string_view Pipeline::StrictAppsSetting(const Call& call) const {
  if (call.credential == nullptr) return {};
  if (const auto& own = call.credential->caller.strict_apps) return *own ? "its StrictApps" : "";
  return options_.strict_apps ? "--strict-apps" : "";
}

void Pipeline::ExplainSignature(Call& call, const auth::Failure& failure, ApiError& error) {
  std::vector<auth::OtherKey> others;
  for (store::AccessKeyRecord& key : store_.ListAccessKeys(kMaxKeysToTry)) {
    if (key.access_key_id == call.claim.access_key_id) continue;
    others.push_back({std::move(key.access_key_id), std::move(key.access_key_secret)});
  }
  error.explanation = auth::ExplainMismatch(call.request.parts, call.claim,
                                            call.credential->access_key.access_key_secret, others);
  call.record.string_to_sign = failure.string_to_sign;
  call.record.canonical_request = failure.canonical_request;
}

}  // namespace fake_ice::gateway
