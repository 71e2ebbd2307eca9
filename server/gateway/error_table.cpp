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
    Row{ErrorId::kInvalidVersion, "InvalidVersion", 400,
        "Specified parameter Version is not valid."},
    // assumption: invalid-format
    Row{ErrorId::kInvalidFormat, "InvalidParameter.Format", 400,
        "The specified value of parameter Format is not valid."},
    Row{ErrorId::kMissingParameter, "Missing{}", 400, "{} is mandatory for this action."},
    // assumption: unsupported-signature-method
    Row{ErrorId::kUnsupportedSignatureMethod, "InvalidSignatureMethod", 400,
        "The specified parameter \"{}\" is not valid."},
    Row{ErrorId::kAccessKeyNotFound, "InvalidAccessKeyId.NotFound", 404,
        "Specified access key is not found."},
    Row{ErrorId::kAccessKeyInactive, "InvalidAccessKeyId.Inactive", 400,
        "Specified access key is disabled."},
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
    // ICE's own wording, with the parameter's name in quotes (help.aliyun.com document 197855).
    Row{ErrorId::kInvalidParameter, "InvalidParameter", 400,
        "The specified parameter \"{}\" is not valid.", Origin::kProduct},
    // As documented for GetMediaProducingJob, without a full stop.
    Row{ErrorId::kJobNotFound, "JobNotFound", 404, "The specified job not found", Origin::kProduct},
    // assumption: transport-limits, also for the next three
    Row{ErrorId::kMalformedRequest, "InvalidRequest", 400,
        "The request is not well-formed HTTP: {}."},
    Row{ErrorId::kHeadTooLarge, "RequestHeaderTooLarge", 431,
        "The request line and headers are larger than fake-ice accepts: {}."},
    Row{ErrorId::kBodyTooLarge, "RequestBodyTooLarge", 413,
        "The request body is larger than fake-ice accepts: {}."},
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

}  // namespace fake_ice::gateway
