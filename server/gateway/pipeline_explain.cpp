#include "auth/explain.h"
#include "gateway/explain_request.h"
#include "gateway/pipeline.h"

namespace fake_ice::gateway {
namespace {

/// How many access keys of the store are tried when a signature is explained.
constexpr std::size_t kMaxKeysToTry = 1000;

}  // namespace

std::string Pipeline::Explain(const Call& call, std::string_view code) {
  return ExplainRequest({.request = call.request,
                         .operation = call.operation,
                         .account_id = call.record.account_id,
                         .step = call.record.step,
                         .code = code},
                        store_);
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
