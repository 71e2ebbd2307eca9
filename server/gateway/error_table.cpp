#include "gateway/error_table.h"

#include <array>

namespace fake_ice::gateway {
namespace {

struct Row {
  ErrorId id;
  std::string_view code;
  int status;
  std::string_view message;
  Origin origin = Origin::kGateway;
};

// Sources: help.aliyun.com, error centre and product error tables (documents 434846, 60629, 51132,
// 53438), and responses of the real gateway pasted in public. Where a table and a response
// disagree, the response counts. Rows without a public message name their assumption.
constexpr std::array kRows{
    // assumption: unsupported-method-status
    Row{ErrorId::kUnsupportedHttpMethod, "UnsupportedHTTPMethod", 403,
        "This http method is not supported."},
    Row{ErrorId::kActionNotFound, "InvalidAction.NotFound", 404,
        "Specified api is not found, please check your url and method."},
    // Not of the real service: it has these operations (assumption: not-emulated).
    Row{ErrorId::kNotEmulated, "NotEmulated", 501, "fake-ice does not emulate the operation {}."},
    Row{ErrorId::kInvalidVersion, "InvalidVersion", 400,
        "Specified parameter Version is not valid."},
    // assumption: invalid-format
    Row{ErrorId::kInvalidFormat, "InvalidParameter.Format", 400,
        "The specified value of parameter Format is not valid."},
    Row{ErrorId::kMissingParameter, "Missing{}", 400, "{} is mandatory for this action."},
    // assumption: unsupported-signature-method
    Row{ErrorId::kUnsupportedSignatureMethod, "InvalidSignatureMethod", 400,
        "The specified parameter \"{}\" is not valid."},
    // What products that take access keys alone say of a bearer token: official functional tests
    // of aliyun-openapi-python-sdk and openapi-sdk-php against ECS and CDN.
    Row{ErrorId::kUnsupportedSignatureType, "UnsupportedSignatureType", 403,
        "This signature type is not supported."},
    Row{ErrorId::kAccessKeyNotFound, "InvalidAccessKeyId.NotFound", 404,
        "Specified access key is not found."},
    // assumption: malformed-access-key
    Row{ErrorId::kAccessKeyMalformed, "InvalidAccessKeyId", 400,
        "Specified access key is not found or invalid."},
    Row{ErrorId::kAccessKeyInactive, "InvalidAccessKeyId.Inactive", 400,
        "Specified access key is disabled."},
    // assumption: signature-type-mismatch
    Row{ErrorId::kAccessKeyOfAnotherType, "InvalidAccessKeyId.NotMatchWithSignatureType", 400,
        "Specified access key does not match the signature type."},
    Row{ErrorId::kSecurityTokenMalformed, "InvalidSecurityToken.Malformed", 400,
        "Specified SecurityToken is malformed."},
    Row{ErrorId::kSecurityTokenMismatch, "InvalidSecurityToken.MismatchWithAccessKey", 400,
        "Specified SecurityToken mismatch with the AccessKey."},
    Row{ErrorId::kSecurityTokenExpired, "InvalidSecurityToken.Expired", 400,
        "Specified SecurityToken is expired."},
    Row{ErrorId::kTimestampMalformed, "InvalidTimeStamp.Format", 400,
        "Specified time stamp or date value is not well formatted."},
    Row{ErrorId::kTimestampExpired, "InvalidTimeStamp.Expired", 400,
        "Specified time stamp or date value is expired."},
    // SDKs compare what follows the colon with their own string to sign.
    Row{ErrorId::kSignatureMismatchV1, "SignatureDoesNotMatch", 400,
        "Specified signature is not matched with our calculation. server string to sign is:{}"},
    // assumption: v3-mismatch-separators
    Row{ErrorId::kSignatureMismatchV3, "SignatureDoesNotMatch", 400,
        "Specified signature does not match our calculation. {}"},
    Row{ErrorId::kNonceUsed, "SignatureNonceUsed", 400,
        "Specified signature nonce was used already."},
    Row{ErrorId::kThrottled, "Throttling.User", 400,
        "Request was denied due to user flow control."},
    // As on ICE's own page of error codes (document 197855); the texts of NoPermission are those of
    // RAM and STS themselves. In the order of fields in which captures have AccessDeniedDetail.
    Row{ErrorId::kForbidden, "Forbidden", 403,
        "User not authorized to operate on the specified resource."},
    // The next two as on ICE's own page of error codes (help.aliyun.com document 197855).
    Row{ErrorId::kServiceNotOpened, "OperationDenied", 403,
        "Your account does not open IMS service yet.", Origin::kProduct},
    Row{ErrorId::kServiceSuspended, "OperationDenied.Suspended", 403,
        "Your IMS service is suspended.", Origin::kProduct},
    // Known from aliyun/alibabacloud-aiops-skills by its code alone (assumption:
    // yike-not-activated).
    Row{ErrorId::kYikeNotActivated, "MainAccountUserNotFound", 404,
        "The main account user is not found.", Origin::kProduct},
    // ICE's own wording, with the parameter's name in quotes (help.aliyun.com document 197855).
    Row{ErrorId::kInvalidParameter, "InvalidParameter", 400,
        "The specified parameter \"{}\" is not valid.", Origin::kProduct},
    // As documented for GetMediaProducingJob, without a full stop.
    Row{ErrorId::kJobNotFound, "JobNotFound", 404, "The specified job not found", Origin::kProduct},
    // assumption: transport-limits, also for the next five
    Row{ErrorId::kMalformedRequest, "InvalidRequest", 400,
        "The request is not well-formed HTTP: {}."},
    Row{ErrorId::kPlainOnTlsPort, "InvalidProtocol.NeedSsl", 400,
        "Your request is denied as lack of ssl protect."},
    Row{ErrorId::kHeadTooLarge, "RequestHeaderTooLarge", 431,
        "The request line and headers are larger than fake-ice accepts: {}."},
    Row{ErrorId::kBodyTooLarge, "RequestBodyTooLarge", 413,
        "The request body is larger than fake-ice accepts: {}."},
    Row{ErrorId::kTooManyParameters, "TooManyParameters", 400,
        "The request has more parameters than fake-ice accepts: {}."},
    Row{ErrorId::kTooManyConnections, "ServiceUnavailable", 503,
        "The request has failed due to a temporary failure of the server."},
    Row{ErrorId::kInternalError, "InternalError", 500,
        "The request processing has failed due to some unknown error, exception or failure."},
};

constexpr bool InEnumOrder() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows.at(i).id) != i) return false;
  }
  return kRows.size() == static_cast<std::size_t>(ErrorId::kCount);
}
static_assert(InEnumOrder(), "kRows must have one row per ErrorId, in its order");

// What the sources list beside the rows above. fake-ice has no situation of its own for these; a
// fault can ask for them by name. Where sources disagree on a status, the more frequent one.
struct DocumentedRow {
  std::string_view code;
  int status;
  std::string_view message;
  Origin origin = Origin::kGateway;
};

constexpr std::array kDocumentedOnly{
    DocumentedRow{"MissingParameter", 400,
                  "The input parameter {} that is mandatory for processing this request is not "
                  "supplied."},
    DocumentedRow{"InvalidApi.NotFound", 404,
                  "Specified api is not found,please check your url and method."},
    DocumentedRow{"NoSuchVersion", 400, "Specified parameter Version is not valid."},
    DocumentedRow{"InvalidProduct.NotFound", 404,
                  "Cannot find product according to your specified domain."},
    DocumentedRow{"Forbidden.AccessKeyDisabled", 403, "The Access Key is disabled."},
    DocumentedRow{"IncompleteSignature", 400,
                  "The request signature does not conform to Aliyun standards. server string to "
                  "sign is:{}"},
    DocumentedRow{"IllegalTimestamp", 400,
                  "The input parameter \"Timestamp\" that is mandatory for processing this request "
                  "is not supplied."},
    DocumentedRow{"Throttling", 400, "Request was denied due to request throttling."},
    DocumentedRow{"Throttling.Api", 400, "Request was denied due to api flow control."},
    DocumentedRow{"RequestsTooFrequent", 403, "Requests are too frequent", Origin::kProduct},
    DocumentedRow{"NoPermission", 403,
                  "You are not authorized to do this action. You should be authorized by RAM."},
    // help.aliyun.com, FAQ of access keys.
    DocumentedRow{"InvalidAccessKeyId.AccessPolicyDenied", 400,
                  "Specified access key denied due to access policy."},
    DocumentedRow{"Forbidden.RAM", 403,
                  "User not authorized to operate on the specified resource, or this API doesn't "
                  "support RAM."},
    DocumentedRow{"UserDisable", 403, "User is disable.", Origin::kProduct},
    // More sources have this status than the 400 that fake-ice itself raises it with.
    DocumentedRow{"InvalidProtocol.NeedSsl", 404, "Your request is denied as lack of ssl protect."},
    DocumentedRow{"UnsupportedOperation", 400, "The specified action is not supported."},
    DocumentedRow{"UnsupportedParameter", 400, "The parameter \"{}\" is not supported."},
    DocumentedRow{"ServiceUnavailable", 503,
                  "The request has failed due to a temporary failure of the server."},
    DocumentedRow{"ServiceUnAvailable", 503,
                  "The request has failed due to a temporary failure of the server.",
                  Origin::kProduct},
    DocumentedRow{"IdempotentParameterMismatch", 400,
                  "Request uses a client token in a previous request but is not identical to that "
                  "request."},
    DocumentedRow{"ProjectNotFound", 404, "The specified project not found", Origin::kProduct},
    DocumentedRow{"TemplateNotFound", 404, "No such template.", Origin::kProduct},
    DocumentedRow{"ResourceNotFound", 404, "Resource not found", Origin::kProduct},
    // The rest is listed without a message or status (assumption: errors-known-by-code).
    DocumentedRow{"InvalidParameter.Accept", 400,
                  "The specified value of header Accept is not valid."},
    DocumentedRow{"ContentLengthDoesNotMatch", 400,
                  "The specified Content-Length does not match the body."},
    DocumentedRow{"ContentMD5NotMatched", 400,
                  "The specified Content-MD5 does not match the body."},
    DocumentedRow{"InvalidRegion.NotFound", 404, "The specified region is not found."},
    DocumentedRow{"UnknownError", 500,
                  "The request processing has failed due to some unknown error."},
    // Of jobs on ICE's page, and with a status of their own nowhere.
    DocumentedRow{"InvalidParameter.ResourceContentBad", 400, "The specified resource is damaged.",
                  Origin::kProduct},
    DocumentedRow{"InvalidMaterial.NotFound", 404, "The specified material is not found.",
                  Origin::kProduct},
    DocumentedRow{"QueryMaterialFailed", 500, "The material cannot be queried.", Origin::kProduct},
    DocumentedRow{"Forbidden.MembershipRequired", 403, "The membership validation failed.",
                  Origin::kProduct},
};

std::string Fill(std::string_view text, std::string_view detail) {
  std::string filled(text);
  const auto place = filled.find("{}");
  return place == std::string::npos ? filled : filled.replace(place, 2, detail);
}

}  // namespace

ApiError MakeError(ErrorId id, std::string_view detail) {
  const Row& row = kRows.at(static_cast<std::size_t>(id));
  return {.code = Fill(row.code, detail),
          .status = row.status,
          .message = Fill(row.message, detail),
          .origin = row.origin};
}

std::optional<ApiError> FindDocumentedError(std::string_view code, std::string_view detail) {
  const auto to_error = [&](const auto& row) {
    return ApiError{.code = std::string(row.code),
                    .status = row.status,
                    .message = Fill(row.message, detail),
                    .origin = row.origin};
  };
  for (const DocumentedRow& row : kDocumentedOnly) {
    if (row.code == code) return to_error(row);
  }
  for (const Row& row : kRows) {
    if (row.code == code && row.id != ErrorId::kMissingParameter) return to_error(row);
  }
  // One row of the table stands for a code for each mandatory parameter.
  constexpr std::string_view kMissing = "Missing";
  if (!code.starts_with(kMissing) || code.size() == kMissing.size()) return std::nullopt;
  constexpr std::string_view kOfNames =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  if (code.find_first_not_of(kOfNames) != std::string_view::npos) return std::nullopt;
  return MakeError(ErrorId::kMissingParameter, code.substr(kMissing.size()));
}

}  // namespace fake_ice::gateway
