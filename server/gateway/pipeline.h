#pragma once

#include <chrono>
#include <span>
#include <string>

#include "auth/claim.h"
#include "auth/nonce_memory.h"
#include "auth/timestamp.h"
#include "base/clock.h"
#include "base/expected.h"
#include "base/ids.h"
#include "base/value.h"
#include "gateway/api_request.h"
#include "gateway/call_record.h"
#include "gateway/error_table.h"
#include "gateway/policy_memory.h"
#include "gateway/throttle.h"
#include "store/store.h"
#include "yike/api_versions.h"
#include "yike/operation.h"

namespace fake_ice::gateway {

struct PipelineOptions {
  /// False: any or no signature is accepted, and a request whose AccessKeyId is unknown or absent
  /// acts as `default_account_id`.
  bool enforce_signatures = true;
  std::string default_account_id;
  std::chrono::milliseconds clock_skew = auth::kDefaultClockSkew;
  bool strict_apps = false;  ///< of accounts that do not say: unknown apps are refused
};

/// The checks between a request and its operation, in the order in which the service is taken to
/// make them (assumption: order-of-checks). Thread-safe.
class Pipeline {
 public:
  /// `store`, `clock` and `ids` must outlive the pipeline.
  Pipeline(store::Store& store, const base::Clock& clock, base::IdSource& ids,
           PipelineOptions options);

  /// The operation's answer, or the error of the first check that fails. Notes in `record` whose
  /// request it is and which check answered.
  base::Expected<base::Value::Object, ApiError> Run(const ApiRequest& request, CallRecord& record);

  /// Forgets nonces and throttling, of one account or of all.
  void Reset();
  void Reset(std::string_view account_id);

 private:
  /// What the checks find out about a request, each for the ones after it.
  struct Call {
    const ApiRequest& request;
    CallRecord& record;
    const yike::ApiVersion* version = nullptr;
    const yike::Operation* operation = nullptr;
    auth::Claim claim;
    PolicyMemory::Credential credential;  ///< null until the caller is known
    base::Moment now;                     ///< on the account's clock
    base::Value::Object answer;
  };
  using CheckResult = base::Expected<void, ApiError>;
  using Check = CheckResult (Pipeline::*)(Call&);
  struct Step {
    std::string_view name;
    Check check;
  };

  CheckResult RunSteps(std::span<const Step> steps, Call& call);

  CheckResult CheckMethod(Call& call);
  CheckResult CheckAction(Call& call);
  CheckResult ReadClaim(Call& call);
  CheckResult FindCredential(Call& call);
  CheckResult CheckSecurityToken(Call& call);
  CheckResult CheckTimestamp(Call& call);
  CheckResult CheckSignature(Call& call);
  CheckResult UseNonce(Call& call);
  CheckResult AcceptAnyCredential(Call& call);
  CheckResult NoteCaller(Call& call);
  CheckResult TakeFault(Call& call);
  CheckResult CheckThrottle(Call& call);
  CheckResult CheckPolicies(Call& call);
  CheckResult CheckService(Call& call);
  CheckResult RunOperation(Call& call);

  std::string Explain(const Call& call, std::string_view code);
  /// What has the caller's unknown apps refused, as people know it; empty: nothing.
  [[nodiscard]] std::string_view StrictAppsSetting(const Call& call) const;
  void ExplainSignature(Call& call, const auth::Failure& failure, ApiError& error);

  store::Store& store_;
  const base::Clock& clock_;
  base::IdSource& ids_;
  const PipelineOptions options_;
  auth::NonceMemory nonces_;
  PolicyMemory policies_;
  Throttle throttle_;
};

}  // namespace fake_ice::gateway
