#include "gateway/faults.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "auth/signature_v1.h"
#include "auth/signature_v3.h"
#include "base/text.h"
#include "gateway/authorization.h"
#include "gateway/envelope.h"
#include "gateway/explain_parameters.h"
#include "gateway/failures.h"

namespace fake_ice::gateway {
namespace {

using store::FaultRecord;

bool IsOrAny(const std::optional<std::string>& wanted, const std::string& is) {
  return !wanted || *wanted == is;
}

bool IsAmongOrAny(const std::optional<std::string>& wanted, const std::vector<std::string>& are) {
  return !wanted || std::ranges::count(are, *wanted) > 0;
}

bool IsFor(const store::FaultMatch& match, const FaultSubject& subject) {
  return IsOrAny(match.action, subject.action) &&
         IsOrAny(match.access_key_id, subject.access_key_id) &&
         IsAmongOrAny(match.job_id, subject.job_ids) && IsAmongOrAny(match.app_id, subject.app_ids);
}

/// A number from 0 to below 1 that depends on seed and index alone: the generator SplitMix64
/// (Steele, Lea and Flood, 2014) asked for one number.
double Chance(std::int64_t seed, std::int64_t index) {
  constexpr std::uint64_t kGamma = 0x9E3779B97F4A7C15;
  constexpr int kDoubleBits = 53;
  std::uint64_t bits =
      static_cast<std::uint64_t>(seed) + kGamma * (static_cast<std::uint64_t>(index) + 1);
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
  bits ^= bits >> 31;
  return static_cast<double>(bits >> (64 - kDoubleBits)) /
         static_cast<double>(std::uint64_t{1} << kDoubleBits);
}

/// Whether it is the turn of a fault that has just counted a request.
bool IsDue(const FaultRecord& fault) {
  if (fault.matched <= fault.skip) return false;
  if (fault.times && fault.fired >= *fault.times) return false;
  return fault.probability >= 1 || Chance(fault.seed, fault.matched) < fault.probability;
}

/// The error of a request that a fault keeps from the service; no client sees it.
constexpr const char* kNotReached = "ServiceUnavailable";

std::string_view ReasonOf(int status) {
  switch (status) {
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Error";
  }
}

/// What a proxy in the way answers (assumption: fault-html). It knows nothing of the gateway's
/// headers.
void PutHtml(base::HttpResponse& response, bool has_error) {
  constexpr int kBadGateway = 502;
  if (!has_error) response.status = kBadGateway;
  const std::string title =
      std::to_string(response.status) + ' ' + std::string(ReasonOf(response.status));
  response.headers = {{"Content-Type", "text/html"}};
  response.body = "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<h1>" + title +
                  "</h1>\r\n</body>\r\n</html>\r\n";
}

void SpoilBody(store::BodyFault fault, bool has_error, base::HttpResponse& response) {
  switch (fault) {
    case store::BodyFault::kHtml:
      return PutHtml(response, has_error);
    case store::BodyFault::kEmpty:
      response.body.clear();
      break;
    case store::BodyFault::kMalformed:
      response.body.resize(response.body.size() / 2);
      break;
  }
  // These speak of the body that was.
  response.headers.Remove("ETag");
  if (response.body.size() < kMinGzipBytes) response.headers.Remove("Vary");
}

base::Delivery DeliveryOf(store::ConnectionFault fault) {
  switch (fault) {
    case store::ConnectionFault::kReset:
      return base::Delivery::kReset;
    case store::ConnectionFault::kClose:
      return base::Delivery::kClose;
    case store::ConnectionFault::kTruncate:
      return base::Delivery::kTruncate;
    case store::ConnectionFault::kStall:
      return base::Delivery::kStall;
    case store::ConnectionFault::kTlsReject:
      return base::Delivery::kTlsAlert;
  }
  return base::Delivery::kWhole;
}

/// What a check of the call's signature would say if the key were another; nothing of a call that
/// is not signed.
std::optional<auth::Failure> Mismatch(const FaultedCall& call) {
  if (call.claim.signature.empty()) return std::nullopt;
  const auto verify = call.claim.scheme == auth::Scheme::kV3 ? &auth::VerifyV3 : &auth::VerifyV1;
  const auto verified = verify(call.request.parts, call.claim, "not its key");
  return verified ? std::nullopt : std::optional(verified.error());
}

/// The documented error of that code, its `{}` filled for the call.
std::optional<ApiError> Documented(std::string_view code, const FaultedCall& call) {
  const auto mismatch = Mismatch(call);
  if (code == "SignatureDoesNotMatch" && mismatch) return ToApiError(*mismatch);
  if (code == "IncompleteSignature" && mismatch) {
    return FindDocumentedError(code, mismatch->string_to_sign);
  }
  if (code == "InvalidSignatureMethod") return FindDocumentedError(code, "SignatureMethod");
  const bool names_parameter = code.find("Parameter") != std::string_view::npos;
  return FindDocumentedError(code, names_parameter ? call.operation.main_parameter : "");
}

/// That a fault of the account commands its error, or rejects TLS, and how often it did.
std::string Explain(const FaultRecord& fault, const FaultedCall& call) {
  std::string text = "a fault of account " + QuoteForExplanation(call.caller.account_id);
  if (fault.error) {
    text += " commands " + QuoteForExplanation(fault.error->code);
  } else if (call.request.secure) {
    text += " breaks TLS off with a fatal alert";
  } else {
    text += " rejects TLS; this connection has none, so that it is closed";
  }
  text += ": ";
  if (!fault.times) return text + "every time, until it is deleted";
  return text + std::to_string(fault.fired) + " of " + std::to_string(*fault.times) +
         (*fault.times == 1 ? " time" : " times");
}

}  // namespace

FaultSubject SubjectOf(const ApiRequest& request, const CallRecord& record, store::Store& store) {
  FaultSubject subject{.action = request.action, .access_key_id = record.access_key_id};
  for (const PolledJob& poll : record.polls) {
    subject.job_ids.push_back(poll.job_id);
    auto job = store.FindJob(record.account_id, poll.job_id);
    if (job && job->app_id) subject.app_ids.push_back(std::move(*job->app_id));
  }
  if (record.polls.empty()) {
    if (const std::string* app_id = request.Find("AppId")) subject.app_ids.push_back(*app_id);
  }
  return subject;
}

std::optional<std::size_t> CountFaults(std::vector<FaultRecord>& faults,
                                       const FaultSubject& subject) {
  std::optional<std::size_t> acting;
  for (std::size_t i = 0; i < faults.size(); ++i) {
    FaultRecord& fault = faults[i];
    if (!IsFor(fault.match, subject)) continue;
    ++fault.matched;
    if (acting || !IsDue(fault)) continue;
    ++fault.fired;
    acting = i;
  }
  return acting;
}

std::optional<FaultRecord> TakeFault(store::Store& store, std::string_view account_id,
                                     const FaultSubject& subject) {
  std::optional<FaultRecord> taken;
  store.CountFaults(account_id, [&](std::vector<FaultRecord>& faults) {
    if (const auto acting = CountFaults(faults, subject)) taken = faults[*acting];
  });
  return taken;
}

std::optional<ApiError> ErrorOf(const FaultRecord& fault, const FaultedCall& call) {
  if (!fault.error && fault.connection != store::ConnectionFault::kTlsReject) return std::nullopt;
  const store::FaultError asked = fault.error.value_or(store::FaultError{.code = kNotReached});
  // A code that no source lists has both message and status of its own.
  ApiError error = Documented(asked.code, call).value_or(ApiError{.code = asked.code});
  if (asked.code == MakeError(ErrorId::kForbidden).code || asked.code == "NoPermission") {
    error.access_denied_detail = DescribeImplicitDeny(
        call.caller, AccessRequestOf(call.request, call.version, call.caller.account_id, call.now));
  }
  if (asked.message) error.message = *asked.message;
  if (asked.http_status) error.status = *asked.http_status;
  error.retry_after = asked.retry_after;
  error.explanation = Explain(fault, call);
  return error;
}

void Spoil(const FaultRecord& fault, base::HttpResponse& response, CallRecord& record) {
  response.delay = fault.delay;
  if (fault.body) SpoilBody(*fault.body, fault.error.has_value(), response);
  for (const base::HttpHeader& header : fault.headers) {
    response.headers.Remove(header.name);
    response.headers.push_back(header);
  }
  if (fault.connection) response.delivery = DeliveryOf(*fault.connection);
  if (!fault.body && !fault.connection) return;
  for (PolledJob& poll : record.polls) poll.seen.reset();
}

std::string Describe(const std::optional<FaultRecord>& fault) {
  std::string text;
  if (!fault) return text;
  const auto add = [&](std::string_view key, std::string_view value) {
    if (!text.empty()) text += ", ";
    text.append(key).append(" ").append(value);
  };
  if (fault->delay.count() > 0) add("DelayMs", std::to_string(fault->delay.count()));
  if (fault->error) add("Error", fault->error->code);
  if (fault->connection) add("Connection", NameOf(*fault->connection));
  if (fault->body) add("Body", NameOf(*fault->body));
  for (const base::HttpHeader& header : fault->headers) add("Header", header.name);
  return text;
}

}  // namespace fake_ice::gateway
