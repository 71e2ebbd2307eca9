#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/http_message.h"
#include "base/value.h"
#include "gateway/api_request.h"
#include "gateway/error_table.h"

/// How an answer looks on the wire: JSON or XML, body and headers. Nothing else writes them.
namespace fake_ice::gateway {

enum class Format { kJson, kXml };

/// The format that a request asks for; when it asks for none, or for one that does not exist, the
/// default of its signature scheme: JSON for V3, XML otherwise (assumption: default-format).
Format ChooseFormat(const ApiRequest& request);

/// Whether the request asks for a format by name that does not exist.
bool AsksForUnknownFormat(const ApiRequest& request);

/// What an answer says of itself beside its body. Views live as long as the request and its record.
struct AnswerContext {
  Format format = Format::kJson;
  std::string_view action;           ///< names the root element of XML
  std::string_view host;             ///< HostId (assumption: host-id)
  std::string_view product = "ICE";  ///< in the link of errors (assumption: recommend-product)
  std::string_view request_id;
  std::string trace_id;
};

/// An operation's success: RequestId, then `fields`, then the headers of the real gateway.
base::HttpResponse SuccessResponse(const AnswerContext& context, base::Value::Object fields);

/// An error, with the same headers but for the ETag (assumption: etag-on-success-only).
base::HttpResponse ErrorResponse(const AnswerContext& context, const ApiError& error);

/// What a browser is answered before it lets a page of another origin call: any method and header
/// that an SDK sends. Source: responses pasted in public, 2017 to 2022 (assumption: preflight).
base::HttpResponse PreflightResponse(const AnswerContext& context);

/// Bodies from this size on are packed for clients that accept it, and say that they vary.
/// Source: responses pasted in public, with Vary at about 1.2 KB and without it at 534 bytes
/// (assumption: gzip).
inline constexpr std::size_t kMinGzipBytes = 1024;

/// Packs the body of `response` when it is large enough and the client accepts it.
void PackBody(base::HttpResponse& response, const base::HttpHeaders& request_headers);

/// The gateway's ETag of a body. The rule was worked out from five public captures: first digit of
/// the length in UTF-16 units, 22 characters of the base64 MD5, last digit of the length.
std::string ETag(std::string_view body);

}  // namespace fake_ice::gateway
