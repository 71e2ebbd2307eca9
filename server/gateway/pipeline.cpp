#include "gateway/pipeline.h"

#include <algorithm>

#include "auth/signature_v1.h"
#include "auth/signature_v3.h"
#include "gateway/envelope.h"
#include "gateway/failures.h"

namespace fake_ice::gateway {
namespace {

base::Unexpected<ApiError> Fail(ErrorId id, std::string_view detail = {}) {
  return base::Unexpected<ApiError>(MakeError(id, detail));
}

base::Unexpected<ApiError> Missing(std::string_view parameter) {
  return Fail(ErrorId::kMissingParameter, parameter);
}

ApiError FromAuth(const auth::Failure& failure) {
  return ToApiError(failure);
}
ApiError FromYike(const yike::Failure& failure) {
  return ToApiError(failure);
}

}  // namespace

Pipeline::Pipeline(store::Store& store, const base::Clock& clock, PipelineOptions options)
    : store_(store),
      clock_(clock),
      options_(std::move(options)),
      nonces_(2 * options_.clock_skew, options_.max_nonces) {}

base::Expected<base::Value::Object, ApiError> Pipeline::Run(const ApiRequest& request) {
  Call call{.request = request};
  return CheckMethod(call)
      .and_then([&] { return CheckAction(call); })
      .and_then([&] {
        return options_.enforce_signatures ? CheckCredential(call) : AcceptAnyCredential(call);
      })
      .and_then([&] { return RunOperation(call); });
}

Pipeline::CheckResult Pipeline::CheckCredential(Call& call) {
  return ReadClaim(call)
      .and_then([&] { return FindAccessKey(call); })
      .and_then([&] { return CheckTimestamp(call); })
      .and_then([&] { return CheckSignature(call); })
      .and_then([&] { return UseNonce(call); });
}

Pipeline::CheckResult Pipeline::CheckMethod(Call& call) const {
  const std::string& method = call.request.parts.method;
  if (method != "GET" && method != "POST") return Fail(ErrorId::kUnsupportedHttpMethod);
  return {};
}

Pipeline::CheckResult Pipeline::CheckAction(Call& call) const {
  const ApiRequest& request = call.request;
  if (request.parts.path != "/") return Fail(ErrorId::kActionNotFound);
  if (request.action.empty()) return Missing("Action");
  if (request.version.empty()) return Missing("Version");
  if (AsksForUnknownFormat(request)) return Fail(ErrorId::kInvalidFormat);
  if (std::ranges::count(yike::KnownVersions(), request.version) == 0) {
    return Fail(ErrorId::kInvalidVersion);
  }
  call.operation = yike::FindOperation(request.action);
  if (call.operation == nullptr) return Fail(ErrorId::kActionNotFound);
  return {};
}

Pipeline::CheckResult Pipeline::ReadClaim(Call& call) const {
  auto claim = auth::ReadClaim(call.request.parts);
  if (!claim) return base::Unexpected<ApiError>(ToApiError(claim.error()));
  call.claim = std::move(*claim);
  return {};
}

Pipeline::CheckResult Pipeline::FindAccessKey(Call& call) const {
  auto key = store_.FindAccessKey(call.claim.access_key_id);
  if (!key) return Fail(ErrorId::kAccessKeyNotFound);
  if (!key->active) return Fail(ErrorId::kAccessKeyInactive);
  call.secret = std::move(key->access_key_secret);
  call.account_id = std::move(key->account_id);
  return {};
}

Pipeline::CheckResult Pipeline::CheckTimestamp(Call& call) const {
  return auth::CheckTimestamp(call.claim.timestamp, clock_.Now(), options_.clock_skew)
      .map_error(FromAuth);
}

Pipeline::CheckResult Pipeline::CheckSignature(Call& call) const {
  const auto verify = call.claim.scheme == auth::Scheme::kV3 ? &auth::VerifyV3 : &auth::VerifyV1;
  return verify(call.request.parts, call.claim, call.secret).map_error(FromAuth);
}

Pipeline::CheckResult Pipeline::UseNonce(Call& call) {
  if (nonces_.Use(call.claim.access_key_id, call.claim.nonce, clock_.Now())) return {};
  return Fail(ErrorId::kNonceUsed);
}

Pipeline::CheckResult Pipeline::AcceptAnyCredential(Call& call) const {
  const auto key = store_.FindAccessKey(auth::ReadAccessKeyId(call.request.parts));
  call.account_id = key ? key->account_id : options_.default_account_id;
  return {};
}

base::Expected<base::Value::Object, ApiError> Pipeline::RunOperation(Call& call) const {
  const yike::OperationCall operation_call{
      .store = store_, .account_id = call.account_id, .find_parameter = [&](std::string_view name) {
        return call.request.Find(name);
      }};
  return call.operation->run(operation_call).map_error(FromYike);
}

}  // namespace fake_ice::gateway
