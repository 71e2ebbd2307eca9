#include "gateway/gateway.h"

#include <exception>
#include <utility>

#include "gateway/faults.h"
#include "gateway/swapped_secret.h"
#include "yike/api_versions.h"

namespace fake_ice::gateway {
namespace {

std::string ParameterOrEmpty(const ApiRequest& request, std::string_view name) {
  const std::string* value = request.Find(name);
  return value == nullptr ? std::string() : *value;
}

CallRecord RecordFor(const ApiRequest& request, base::IdSource& ids) {
  return {.request_id = ids.RequestId(),
          .action = request.action,
          .job_id = ParameterOrEmpty(request, "JobId"),
          .job_ids = ParameterOrEmpty(request, "JobIds")};
}

}  // namespace

Gateway::Gateway(store::Store& store, const base::Clock& clock, base::IdSource& ids,
                 PipelineOptions options)
    : store_(store), ids_(ids), pipeline_(store, clock, ids, std::move(options)) {}

GatewayAnswer Gateway::Handle(base::HttpRequest http_request) {
  ApiRequest request = ReadApiRequest(std::move(http_request));
  CallRecord record = RecordFor(request, ids_);
  AnswerContext context = ContextFor(request, record);
  if (request.parts.method == "OPTIONS") {
    record.step = "Preflight";
    base::HttpResponse response = PreflightResponse(context);
    return Finish(std::move(response), std::move(record), std::move(request));
  }
  base::Expected<base::Value::Object, ApiError> answer;
  try {
    answer = pipeline_.Run(request, record);
  } catch (const std::exception& fault) {
    record.internal_error = fault.what();
    answer = base::Unexpected<ApiError>(MakeError(ErrorId::kInternalError));
  }
  if (const std::string* job_id = answer ? base::FindText(*answer, "JobId") : nullptr) {
    record.job_id = *job_id;  // a submit's is one that nobody could have claimed before
  }
  if (!answer && answer.error().always_xml) context.format = Format::kXml;
  base::HttpResponse response = answer ? SuccessResponse(context, std::move(*answer))
                                       : ErrorResponse(context, answer.error());
  if (!answer) {
    record.code = answer.error().code;
    record.explanation = answer.error().explanation;
    record.retry_after = answer.error().retry_after;
  }
  if (record.fault) Spoil(*record.fault, response, record);
  return Finish(std::move(response), std::move(record), std::move(request));
}

GatewayAnswer Gateway::Refuse(base::HttpRequest http_request, ErrorId id, std::string_view detail) {
  ApiRequest request = ReadApiRequest(std::move(http_request));
  CallRecord record = RecordFor(request, ids_);
  const AnswerContext context = ContextFor(request, record);
  ApiError error = MakeError(id, detail);
  // Its message is the documented one, which has no room for it.
  if (id == ErrorId::kPlainOnTlsPort) error.explanation = record.explanation = detail;
  record.step = "Transport";
  record.code = error.code;
  base::HttpResponse response = ErrorResponse(context, error);
  return Finish(std::move(response), std::move(record), std::move(request));
}

GatewayAnswer Gateway::Finish(base::HttpResponse&& response, CallRecord&& record,
                              ApiRequest&& request) {
  // The checks may not have come so far as to read it.
  if (record.access_key_id.empty()) record.access_key_id = auth::ReadAccessKeyId(request.parts);
  base::HttpRequest came{.method = std::move(request.parts.method),
                         .target = std::move(request.target),
                         .headers = std::move(request.parts.headers),
                         .body = std::move(request.parts.body),
                         .remote_address = std::move(request.remote_address),
                         .secure = request.secure};
  const bool is_unknown = !record.knows_access_key && !record.access_key_id.empty();
  if (is_unknown && IsSecret(record.access_key_id, store_)) {
    Hide(std::exchange(record.access_key_id, std::string(kHidden)), came);
  }
  return {std::move(response), std::move(record), std::move(came)};
}

AnswerContext Gateway::ContextFor(const ApiRequest& request, const CallRecord& record) const {
  const yike::ApiVersion* version = yike::FindApiVersion(request.version);
  return {.format = ChooseFormat(request),
          .action = request.action,
          .host = request.host,
          .product = (version == nullptr ? yike::ApiVersions().front() : *version).product,
          .request_id = record.request_id,
          .trace_id = ids_.TraceId()};
}

}  // namespace fake_ice::gateway
