#pragma once

#include <chrono>
#include <string>

#include "auth/claim.h"
#include "auth/nonce_memory.h"
#include "auth/timestamp.h"
#include "base/clock.h"
#include "base/expected.h"
#include "base/value.h"
#include "gateway/api_request.h"
#include "gateway/error_table.h"
#include "store/store.h"
#include "yike/operation.h"

namespace fake_ice::gateway {

struct PipelineOptions {
  /// False: any or no signature is accepted, and a request whose AccessKeyId is unknown or absent
  /// acts as `default_account_id`.
  bool enforce_signatures = true;
  std::string default_account_id;
  std::chrono::milliseconds clock_skew = auth::kDefaultClockSkew;
  std::size_t max_nonces = 100'000;
};

/// The checks between a request and its operation, in the order in which the service is taken to
/// make them (assumption: order-of-checks). Thread-safe.
class Pipeline {
 public:
  /// `store` and `clock` must outlive the pipeline.
  Pipeline(store::Store& store, const base::Clock& clock, PipelineOptions options);

  /// The operation's answer, or the error of the first check that fails.
  base::Expected<base::Value::Object, ApiError> Run(const ApiRequest& request);

 private:
  /// What the checks find out about a request, each for the ones after it.
  struct Call {
    const ApiRequest& request;
    const yike::Operation* operation = nullptr;
    auth::Claim claim;
    std::string secret;
    std::string account_id;
  };
  using CheckResult = base::Expected<void, ApiError>;

  CheckResult CheckMethod(Call& call) const;
  CheckResult CheckAction(Call& call) const;
  CheckResult CheckCredential(Call& call);
  CheckResult ReadClaim(Call& call) const;
  CheckResult FindAccessKey(Call& call) const;
  CheckResult CheckTimestamp(Call& call) const;
  CheckResult CheckSignature(Call& call) const;
  CheckResult UseNonce(Call& call);
  CheckResult AcceptAnyCredential(Call& call) const;
  base::Expected<base::Value::Object, ApiError> RunOperation(Call& call) const;

  store::Store& store_;
  const base::Clock& clock_;
  const PipelineOptions options_;
  auth::NonceMemory nonces_;
};

}  // namespace fake_ice::gateway
