#include "gateway/pipeline.h"

#include <algorithm>
#include <array>

#include "auth/explain.h"
#include "auth/security_token.h"
#include "auth/signature_v1.h"
#include "auth/signature_v3.h"
#include "gateway/authorization.h"
#include "gateway/envelope.h"
#include "gateway/explain_denial.h"
#include "gateway/failures.h"
#include "gateway/faults.h"
#include "gateway/unknown_access_key.h"
#include "gateway/unknown_action.h"
#include "yike/job_ids.h"

namespace fake_ice::gateway {
namespace {

base::Unexpected<ApiError> Fail(ErrorId id, std::string_view detail = {}) {
  return base::Unexpected<ApiError>(MakeError(id, detail));
}

base::Unexpected<ApiError> Fail(ApiError error) {
  return base::Unexpected<ApiError>(std::move(error));
}

std::size_t CountParameters(const ApiRequest& request) {
  return request.parts.query.size() + request.parts.form.size() + request.json_members.size();
}

ApiError FromAuth(const auth::Failure& failure) {
  return ToApiError(failure);
}
ApiError FromYike(const yike::Failure& failure) {
  return ToApiError(failure);
}

}  // namespace

Pipeline::Pipeline(store::Store& store, const base::Clock& clock, base::IdSource& ids,
                   PipelineOptions options)
    : store_(store),
      clock_(clock),
      ids_(ids),
      options_(std::move(options)),
      nonces_(2 * options_.clock_skew) {}

base::Expected<base::Value::Object, ApiError> Pipeline::Run(const ApiRequest& request,
                                                            CallRecord& record) {
  constexpr std::array kProtocol{Step{"Method", &Pipeline::CheckMethod},
                                 Step{"Action", &Pipeline::CheckAction}};
  constexpr std::array kCredential{Step{"Credential", &Pipeline::ReadClaim},
                                   Step{"AccessKey", &Pipeline::FindCredential},
                                   Step{"SecurityToken", &Pipeline::CheckSecurityToken},
                                   Step{"Timestamp", &Pipeline::CheckTimestamp},
                                   Step{"Signature", &Pipeline::CheckSignature},
                                   Step{"Nonce", &Pipeline::UseNonce}};
  constexpr std::array kAnyCredential{Step{"Credential", &Pipeline::AcceptAnyCredential}};
  constexpr std::array kOperation{
      Step{"Caller", &Pipeline::NoteCaller},      Step{"Fault", &Pipeline::TakeFault},
      Step{"Throttle", &Pipeline::CheckThrottle}, Step{"Policy", &Pipeline::CheckPolicies},
      Step{"Service", &Pipeline::CheckService},   Step{"Operation", &Pipeline::RunOperation}};
  Call call{.request = request, .record = record};
  return RunSteps(kProtocol, call)
      .and_then([&] {
        return options_.enforce_signatures ? RunSteps(kCredential, call)
                                           : RunSteps(kAnyCredential, call);
      })
      .and_then([&] { return RunSteps(kOperation, call); })
      .map([&] {
        record.explanation = Explain(call, {});
        return std::move(call.answer);
      })
      .map_error([&](ApiError error) {
        if (error.explanation.empty()) error.explanation = Explain(call, error.code);
        return error;
      });
}

Pipeline::CheckResult Pipeline::RunSteps(std::span<const Step> steps, Call& call) {
  for (const Step& step : steps) {
    call.record.step = step.name;
    if (CheckResult result = (this->*step.check)(call); !result) return result;
  }
  return {};
}

void Pipeline::Reset() {
  nonces_.Forget();
  throttle_.Reset();
}

void Pipeline::Reset(std::string_view account_id) {
  nonces_.Forget(account_id);
  throttle_.Reset(account_id);
}

Pipeline::CheckResult Pipeline::CheckMethod(Call& call) {
  const std::string& method = call.request.parts.method;
  if (method != "GET" && method != "POST") return Fail(ErrorId::kUnsupportedHttpMethod);
  return {};
}

Pipeline::CheckResult Pipeline::CheckAction(Call& call) {
  const ApiRequest& request = call.request;
  if (request.parts.path != "/") {
    return Fail(NoApiThere("every action is called at the path /; the request's is another"));
  }
  if (CountParameters(request) > kMaxParameters) {
    return Fail(ErrorId::kTooManyParameters, std::to_string(kMaxParameters) + " at the most");
  }
  if (request.action.empty()) {
    return Fail(
        NoApiThere("the request names no action: V3 has it in the header x-acs-action, "
                   "V1 in the parameter Action"));
  }
  if (request.version.empty()) return Fail(ErrorId::kMissingParameter, "Version");
  if (AsksForUnknownFormat(request)) return Fail(ErrorId::kInvalidFormat);
  call.version = yike::FindApiVersion(request.version);
  if (call.version == nullptr) return Fail(ErrorId::kInvalidVersion);
  call.operation = call.version->emulated ? yike::FindOperation(request.action) : nullptr;
  if (call.operation == nullptr) return Fail(UnknownAction(request.action, *call.version));
  return {};
}

Pipeline::CheckResult Pipeline::ReadClaim(Call& call) {
  auto claim = auth::ReadClaim(call.request.parts);
  if (!claim) return Fail(ToApiError(claim.error()));
  call.claim = std::move(*claim);
  call.record.access_key_id = call.claim.access_key_id;
  return {};
}

Pipeline::CheckResult Pipeline::FindCredential(Call& call) {
  auto credential = store_.FindAccessKey(call.claim.access_key_id);
  if (!credential) return Fail(UnknownAccessKey(call.claim, store_));
  call.credential = std::move(credential);
  call.record.knows_access_key = true;
  call.record.account_id = call.credential->caller.account_id;
  if (!call.credential->access_key.active) return Fail(ErrorId::kAccessKeyInactive);
  return {};
}

Pipeline::CheckResult Pipeline::CheckSecurityToken(Call& call) {
  auth::SecurityTokenFacts facts{.given = call.claim.security_token,
                                 .expiration = call.credential->expiration};
  if (call.credential->security_token) facts.needed = *call.credential->security_token;
  if (!facts.given.empty() && facts.given != facts.needed) {
    facts.of_another_key = store_.KnowsSecurityToken(facts.given);
  }
  return auth::CheckSecurityToken(facts, clock_.Now()).map_error(FromAuth);
}

Pipeline::CheckResult Pipeline::CheckTimestamp(Call& call) {
  const base::Moment now = clock_.Now();
  return auth::CheckTimestamp(call.claim.scheme, call.claim.timestamp, now, options_.clock_skew)
      .map_error([&](const auth::Failure& failure) {
        ApiError error = ToApiError(failure);
        error.explanation = auth::ExplainTimestamp(call.claim.timestamp, now);
        return error;
      });
}

Pipeline::CheckResult Pipeline::CheckSignature(Call& call) {
  const store::AccessKeyRecord& access_key = call.credential->access_key;
  const std::string& key = call.claim.algorithm == auth::Algorithm::kRsaSha256
                               ? access_key.public_key
                               : access_key.access_key_secret;
  if (key.empty()) {
    ApiError error = MakeError(ErrorId::kAccessKeyOfAnotherType);
    error.explanation =
        access_key.public_key.empty()
            ? "this access key has a secret: sign with HMAC, not with RSA"
            : "this access key has a public key: sign with RSA-SHA256, not with HMAC";
    return Fail(std::move(error));
  }
  const auto verify = call.claim.scheme == auth::Scheme::kV3 ? &auth::VerifyV3 : &auth::VerifyV1;
  return verify(call.request.parts, call.claim, key).map_error([&](const auth::Failure& failure) {
    ApiError error = ToApiError(failure);
    ExplainSignature(call, failure, error);
    return error;
  });
}

Pipeline::CheckResult Pipeline::UseNonce(Call& call) {
  if (nonces_.Use(call.claim.access_key_id, call.claim.nonce, clock_.Now(),
                  call.record.account_id)) {
    return {};
  }
  return Fail(ErrorId::kNonceUsed);
}

Pipeline::CheckResult Pipeline::AcceptAnyCredential(Call& call) {
  call.record.access_key_id = auth::ReadAccessKeyId(call.request.parts);
  if (auto key = store_.FindAccessKey(call.record.access_key_id)) {
    call.credential = std::move(key);
    call.record.knows_access_key = true;
  } else {
    auto account = store_.FindAccount(options_.default_account_id);
    call.credential = std::make_shared<const store::CredentialRecord>(
        store::CredentialRecord{.caller = std::move(account).value_or(store::CallerRecord{})});
  }
  call.record.account_id = call.credential->caller.account_id;
  return {};
}

Pipeline::CheckResult Pipeline::NoteCaller(Call& call) {
  const auto find = [&](std::string_view name) { return call.request.Find(name); };
  call.now = call.credential->caller.clock.Now(clock_.Now());
  call.record.account_time = call.now;
  yike::VisitJobIds(*call.operation, find, [&](std::string_view job_id) {
    call.record.polls.push_back({.job_id = std::string(job_id)});
  });
  return {};
}

Pipeline::CheckResult Pipeline::TakeFault(Call& call) {
  const store::CallerRecord& caller = call.credential->caller;
  if (!caller.has_faults) return {};
  call.record.fault =
      gateway::TakeFault(store_, caller.account_id, SubjectOf(call.request, call.record, store_));
  if (!call.record.fault) return {};
  const FaultedCall faulted{call.request,    call.claim, *call.version,
                            *call.operation, caller,     clock_.Now()};
  auto error = ErrorOf(*call.record.fault, faulted);
  return error ? Fail(std::move(*error)) : CheckResult();
}

Pipeline::CheckResult Pipeline::CheckThrottle(Call& call) {
  const store::CallerRecord& caller = call.credential->caller;
  if (!caller.throttle) return {};
  const auto wait =
      throttle_.Take(*caller.throttle, caller.account_id, call.request.action, clock_.Elapsed());
  if (!wait) return {};
  ApiError error = MakeError(ErrorId::kThrottled);
  error.retry_after = wait;
  error.explanation = ExplainThrottle(*caller.throttle, caller.account_id);
  return Fail(std::move(error));
}

Pipeline::CheckResult Pipeline::CheckPolicies(Call& call) {
  const store::CallerRecord& caller = call.credential->caller;
  if (caller.kind == store::PrincipalKind::kAccount) return {};
  const auth::AccessRequest asked =
      AccessRequestOf(call.request, *call.version, caller.account_id, clock_.Now());
  auto detail = Deny(caller, *policies_.Of(call.credential), asked);
  if (!detail) return {};
  ApiError error = MakeError(ErrorId::kForbidden);
  error.access_denied_detail = std::move(*detail);
  error.explanation = ExplainDenial(caller, asked);
  return Fail(std::move(error));
}

Pipeline::CheckResult Pipeline::CheckService(Call& call) {
  switch (call.credential->caller.service) {
    case store::ServiceState::kActive:
      return {};
    case store::ServiceState::kNotOpened:
      return Fail(ErrorId::kServiceNotOpened);
    case store::ServiceState::kSuspended:
      return Fail(ErrorId::kServiceSuspended);
    case store::ServiceState::kYikeNotActivated:
      return Fail(ErrorId::kYikeNotActivated);
  }
  return Fail(ErrorId::kInternalError);
}

Pipeline::CheckResult Pipeline::RunOperation(Call& call) {
  // Jobs are read in the order in which the request names them, so that none is looked for twice.
  auto next = call.record.polls.begin();
  const auto note_seen = [&](const store::JobRecord& job) {
    const auto poll =
        std::ranges::find(next, call.record.polls.end(), job.job_id, &PolledJob::job_id);
    if (poll == call.record.polls.end()) return;
    poll->seen = job.status;
    poll->counted = true;
    next = std::next(poll);
  };
  const yike::OperationCall operation_call{
      .store = store_,
      .account_id = call.credential->caller.account_id,
      .now = call.now,
      .scheme = call.request.secure ? "https" : "http",
      .host = call.request.host,
      .strict_apps = call.credential->caller.strict_apps.value_or(options_.strict_apps),
      .ids = ids_,
      .find_parameter = [&](std::string_view name) { return call.request.Find(name); },
      .on_poll = note_seen};
  return call.operation->run(operation_call)
      .map([&](base::Value::Object answer) { call.answer = std::move(answer); })
      .map_error(FromYike);
}

}  // namespace fake_ice::gateway
