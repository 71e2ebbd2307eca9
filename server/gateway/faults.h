#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/claim.h"
#include "base/clock.h"
#include "base/http_message.h"
#include "gateway/api_request.h"
#include "gateway/call_record.h"
#include "gateway/error_table.h"
#include "store/store.h"
#include "yike/api_versions.h"
#include "yike/operation.h"

/// Faults that a test asked for: which one acts on a request, and what it does to the answer.
namespace fake_ice::gateway {

/// What a request is, as faults ask for it.
struct FaultSubject {
  std::string action;
  std::string access_key_id;
  std::vector<std::string> job_ids;  ///< that it reads
  std::vector<std::string> app_ids;  ///< the one that it names, or those of the jobs that it reads
};

FaultSubject SubjectOf(const ApiRequest& request, const CallRecord& record, store::Store& store);

/// Counts a request with each of `faults` that is for it, and returns the place of the one that
/// acts. Every fault counts every request that it is for, whichever acts, so that "skip two, then
/// once" means the third request whatever else there is. Of those whose turn it is, the first acts,
/// alone; the turn of the others stays.
std::optional<std::size_t> CountFaults(std::vector<store::FaultRecord>& faults,
                                       const FaultSubject& subject);

/// The fault of the account that acts on a request, if any. Counted in the store, as one step.
std::optional<store::FaultRecord> TakeFault(store::Store& store, std::string_view account_id,
                                            const FaultSubject& subject);

/// A call on which a fault acts. References live as long as the call.
struct FaultedCall {
  const ApiRequest& request;
  const auth::Claim& claim;  ///< empty when signatures are not asked for
  const yike::ApiVersion& version;
  const yike::Operation& operation;
  const store::CallerRecord& caller;
  base::Moment now;  ///< real time
};

/// The error that a fault asks for, as that call would get it: with the operation's main parameter
/// where the documented message names one, with the server's string to sign, and with what RAM says
/// of a user or role that may not. It is explained by the fault and how often that acted. Without
/// one, the operation is to run. A request whose TLS is rejected never came: its error is
/// ServiceUnavailable, unless the fault has another, and nobody but log and journal sees it.
/// `fault` is as TakeFault returned it.
std::optional<ApiError> ErrorOf(const store::FaultRecord& fault, const FaultedCall& call);

/// Does to an answer what `fault` asks for beside its error, and takes back from `record` what the
/// client will not see.
void Spoil(const store::FaultRecord& fault, base::HttpResponse& response, CallRecord& record);

/// What a fault does, in a few words for people: `DelayMs 250, Connection Reset`. Empty when there
/// is none.
std::string Describe(const std::optional<store::FaultRecord>& fault);

}  // namespace fake_ice::gateway
