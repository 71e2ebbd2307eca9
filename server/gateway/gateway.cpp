#include "gateway/gateway.h"

#include <exception>

namespace fake_ice::gateway {
namespace {

CallRecord RecordFor(const ApiRequest& request, const AnswerContext& context) {
  return {.request_id = context.request_id,
          .access_key_id = auth::ReadAccessKeyId(request.parts),
          .action = request.action,
          .code = {},
          .fault = {}};
}

}  // namespace

Gateway::Gateway(store::Store& store, const base::Clock& clock, base::IdSource& ids,
                 PipelineOptions options)
    : ids_(ids), pipeline_(store, clock, std::move(options)) {}

GatewayAnswer Gateway::Handle(base::HttpRequest http_request) {
  const ApiRequest request = ReadApiRequest(std::move(http_request));
  const AnswerContext context = ContextFor(request);
  CallRecord record = RecordFor(request, context);
  base::Expected<base::Value::Object, ApiError> answer;
  try {
    answer = pipeline_.Run(request);
  } catch (const std::exception& fault) {
    record.fault = fault.what();
    answer = base::Unexpected<ApiError>(MakeError(ErrorId::kInternalError));
  }
  if (answer) return {SuccessResponse(context, std::move(*answer)), std::move(record)};
  record.code = answer.error().code;
  return {ErrorResponse(context, answer.error()), std::move(record)};
}

GatewayAnswer Gateway::Refuse(base::HttpRequest http_request, ErrorId id, std::string_view detail) {
  const ApiRequest request = ReadApiRequest(std::move(http_request));
  const AnswerContext context = ContextFor(request);
  const ApiError error = MakeError(id, detail);
  CallRecord record = RecordFor(request, context);
  record.code = error.code;
  return {ErrorResponse(context, error), std::move(record)};
}

AnswerContext Gateway::ContextFor(const ApiRequest& request) const {
  return {.format = ChooseFormat(request),
          .action = request.action,
          .host = request.host,
          .request_id = ids_.RequestId(),
          .trace_id = ids_.TraceId()};
}

}  // namespace fake_ice::gateway
