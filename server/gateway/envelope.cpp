#include "gateway/envelope.h"

#include "base/digest.h"
#include "base/gzip.h"
#include "base/text.h"
#include "gateway/rendering.h"

namespace fake_ice::gateway {
namespace {

using base::Value;

constexpr std::string_view kJsonAnswer = "application/json;charset=utf-8";
// SDKs compare with this exact text before they parse XML.
constexpr std::string_view kXmlAnswer = "text/xml;charset=utf-8";
// The field of an error that the gateway writes as CDATA.
constexpr std::string_view kRecommend = "Recommend";

/// What the headers of an answer usually take, with the Date that is added to them.
constexpr std::size_t kUsualHeaderBytes = 400;

/// What every answer has, whatever its body.
void AddCommonHeaders(const AnswerContext& context, base::HttpHeaders& headers) {
  headers.push_back({"Access-Control-Allow-Origin", "*"});
  headers.push_back({"Access-Control-Expose-Headers", "*"});
  headers.push_back({"x-acs-request-id", context.request_id});
  headers.push_back({"x-acs-trace-id", context.trace_id});
}

base::HttpResponse Respond(const AnswerContext& context, int status, std::string body) {
  const bool json = context.format == Format::kJson;
  base::HttpResponse response{.status = status, .headers = {}, .body = std::move(body)};
  response.headers.Reserve(kUsualHeaderBytes);
  response.headers.push_back({"Content-Type", json ? kJsonAnswer : kXmlAnswer});
  if (response.body.size() >= kMinGzipBytes) {
    response.headers.push_back({"Vary", "Accept-Encoding"});
  }
  AddCommonHeaders(context, response.headers);
  return response;
}

/// Gateway and product write the same five fields in different orders, and XML has the product's.
/// Source: responses pasted in public, 2023 to 2025 (assumption: error-field-order).
Value::Object ErrorFields(const AnswerContext& context, const ApiError& error) {
  const std::string request_id(context.request_id);
  const std::string host(context.host);
  const std::string recommend = "https://api.aliyun.com/troubleshoot?q=" + error.code +
                                "&product=" + std::string(context.product) +
                                "&requestId=" + request_id;
  const bool product_order = error.origin == Origin::kProduct || context.format == Format::kXml;
  Value::Object fields;
  if (!error.access_denied_detail.empty()) {
    fields.push_back({"AccessDeniedDetail", {error.access_denied_detail}});
  }
  fields.push_back({"RequestId", {request_id}});
  if (product_order) {
    fields.push_back({"HostId", {host}});
    fields.push_back({"Code", {error.code}});
  }
  fields.push_back({"Message", {error.message}});
  fields.push_back({kRecommend, {recommend}});
  if (!product_order) {
    fields.push_back({"HostId", {host}});
    fields.push_back({"Code", {error.code}});
  }
  return fields;
}

}  // namespace

Format ChooseFormat(const ApiRequest& request) {
  const std::string* format = request.Find("Format");
  if (format != nullptr) {
    if (base::EqualsIgnoringCase(*format, "json")) return Format::kJson;
    if (base::EqualsIgnoringCase(*format, "xml")) return Format::kXml;
  }
  if (const auto accept = base::FindHeader(request.parts.headers, "Accept")) {
    if (base::ContainsIgnoringCase(*accept, "json")) return Format::kJson;
    if (base::ContainsIgnoringCase(*accept, "xml")) return Format::kXml;
  }
  return request.scheme == auth::Scheme::kV3 ? Format::kJson : Format::kXml;
}

bool AsksForUnknownFormat(const ApiRequest& request) {
  const std::string* format = request.Find("Format");
  return format != nullptr && !format->empty() && !base::EqualsIgnoringCase(*format, "json") &&
         !base::EqualsIgnoringCase(*format, "xml");
}

base::HttpResponse SuccessResponse(const AnswerContext& context, Value::Object fields) {
  fields.insert(fields.begin(), {"RequestId", Value{std::string(context.request_id)}});
  std::string body = context.format == Format::kJson
                         ? RenderJson(fields)
                         : RenderXml(std::string(context.action) + "Response", fields);
  const std::string etag = ETag(body);
  base::HttpResponse response = Respond(context, 200, std::move(body));
  response.headers.push_back({"ETag", etag});
  return response;
}

base::HttpResponse ErrorResponse(const AnswerContext& context, const ApiError& error) {
  const Value::Object fields = ErrorFields(context, error);
  base::HttpResponse response =
      Respond(context, error.status,
              context.format == Format::kJson ? RenderJson(fields)
                                              : RenderXml("Error", fields, kRecommend));
  if (error.retry_after) {
    // Milliseconds, not seconds as in Retry-After. Source: aliyun/darabonba-openapi.
    response.headers.push_back({"x-acs-retry-after", std::to_string(error.retry_after->count())});
  }
  if (!error.explanation.empty()) {
    response.headers.push_back({"x-fake-ice-explain", error.explanation});
  }
  return response;
}

base::HttpResponse PreflightResponse(const AnswerContext& context) {
  // Two days. Browsers keep it for less.
  constexpr std::string_view kMaxAgeSeconds = "172800";
  constexpr std::string_view kHeaders =
      "Authorization, Content-Type, Accept, X-Requested-With, x-acs-action, x-acs-version,"
      " x-acs-date, x-acs-signature-nonce, x-acs-content-sha256, x-acs-security-token,"
      " x-acs-accesskey-id, x-acs-credentials-provider, x-acs-signature-type,"
      " x-acs-retry-attempts, x-acs-retry-delay, x-sdk-client, x-sdk-invoke-type";
  base::HttpResponse response{.status = 200};
  AddCommonHeaders(context, response.headers);
  response.headers.push_back({"Access-Control-Allow-Methods", "POST, GET, OPTIONS"});
  response.headers.push_back({"Access-Control-Allow-Headers", kHeaders});
  response.headers.push_back({"Access-Control-Max-Age", kMaxAgeSeconds});
  return response;
}

void PackBody(base::HttpResponse& response, const base::HttpHeaders& request_headers) {
  const auto codings = base::FindHeader(request_headers, "Accept-Encoding");
  if (response.body.size() < kMinGzipBytes || !codings) return;
  if (!base::AcceptsGzip(*codings)) return;
  response.headers.push_back({"Content-Encoding", "gzip"});
  response.body = base::Gzip(response.body);
}

std::string ETag(std::string_view body) {
  constexpr std::size_t kDigestCharacters = 22;
  const std::string length = std::to_string(base::Utf16Length(body));
  std::string etag = base::Base64Encode(base::Digest(base::Hash::kMd5, body));
  etag.resize(kDigestCharacters);
  etag.insert(0, 1, length.front());
  etag += length.back();
  return etag;
}

}  // namespace fake_ice::gateway
