// Codes, statuses and messages that public sources list, against the table of errors.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "gateway/error_table.h"

using namespace fake_ice;
using gateway::FindDocumentedError;

namespace {

struct Documented {
  std::string code;
  int status;
  std::string message;  ///< `{}` stands for a parameter's name or a string to sign
};

void CheckAll(const std::vector<Documented>& table) {
  for (const Documented& row : table) {
    CAPTURE(row.code);
    const auto error = FindDocumentedError(row.code);
    CHECK(error.has_value());
    if (!error) continue;
    CHECK(error->code == row.code);
    CHECK(error->status == row.status);
    CHECK(error->message == row.message);
    CHECK(!error->retry_after);
  }
}

}  // namespace

// help.aliyun.com documents 434846, 60629, 51132 and 53438 (common error codes), and responses of
// the real gateway pasted in public.
TEST_CASE("the gateway's common errors are in the table as documented") {
  CheckAll({
      {"MissingAccessKeyId", 400, "AccessKeyId is mandatory for this action."},
      {"MissingAction", 400, "Action is mandatory for this action."},
      {"MissingVersion", 400, "Version is mandatory for this action."},
      {"MissingTimestamp", 400, "Timestamp is mandatory for this action."},
      {"MissingSignature", 400, "Signature is mandatory for this action."},
      {"MissingSignatureMethod", 400, "SignatureMethod is mandatory for this action."},
      {"MissingSignatureVersion", 400, "SignatureVersion is mandatory for this action."},
      {"MissingSignatureNonce", 400, "SignatureNonce is mandatory for this action."},
      {"MissingSignName", 400, "SignName is mandatory for this action."},
      {"MissingSecurityToken", 400, "SecurityToken is mandatory for this action."},
      {"MissingParameter", 400,
       "The input parameter {} that is mandatory for processing this request is not supplied."},
      {"InvalidAction.NotFound", 404,
       "Specified api is not found, please check your url and method."},
      {"InvalidApi.NotFound", 404, "Specified api is not found,please check your url and method."},
      {"InvalidVersion", 400, "Specified parameter Version is not valid."},
      {"NoSuchVersion", 400, "Specified parameter Version is not valid."},
      {"InvalidProduct.NotFound", 404, "Cannot find product according to your specified domain."},
      {"InvalidAccessKeyId.NotFound", 404, "Specified access key is not found."},
      {"InvalidAccessKeyId.Inactive", 400, "Specified access key is disabled."},
      {"Forbidden.AccessKeyDisabled", 403, "The Access Key is disabled."},
      {"SignatureDoesNotMatch", 400,
       "Specified signature is not matched with our calculation. server string to sign is:{}"},
      {"IncompleteSignature", 400,
       "The request signature does not conform to Aliyun standards. server string to sign is:{}"},
      {"InvalidTimeStamp.Format", 400, "Specified time stamp or date value is not well formatted."},
      {"InvalidTimeStamp.Expired", 400, "Specified time stamp or date value is expired."},
      {"IllegalTimestamp", 400,
       "The input parameter \"Timestamp\" that is mandatory for processing this request is not "
       "supplied."},
      {"SignatureNonceUsed", 400, "Specified signature nonce was used already."},
      {"InvalidSecurityToken.Expired", 400, "Specified SecurityToken is expired."},
      {"InvalidSecurityToken.Malformed", 400, "Specified SecurityToken is malformed."},
      {"InvalidSecurityToken.MismatchWithAccessKey", 400,
       "Specified SecurityToken mismatch with the AccessKey."},
      {"Throttling", 400, "Request was denied due to request throttling."},
      {"Throttling.User", 400, "Request was denied due to user flow control."},
      {"Throttling.Api", 400, "Request was denied due to api flow control."},
      {"Forbidden", 403, "User not authorized to operate on the specified resource."},
      {"Forbidden.RAM", 403,
       "User not authorized to operate on the specified resource, or this API doesn't support "
       "RAM."},
      {"NoPermission", 403,
       "You are not authorized to do this action. You should be authorized by RAM."},
      {"UnsupportedHTTPMethod", 403, "This http method is not supported."},
      {"InvalidProtocol.NeedSsl", 404, "Your request is denied as lack of ssl protect."},
      {"UnsupportedOperation", 400, "The specified action is not supported."},
      {"ServiceUnavailable", 503,
       "The request has failed due to a temporary failure of the server."},
      {"InternalError", 500,
       "The request processing has failed due to some unknown error, exception or failure."},
      {"IdempotentParameterMismatch", 400,
       "Request uses a client token in a previous request but is not identical to that request."},
  });
}

// help.aliyun.com document 197855 (ICE, error codes), general part.
TEST_CASE("the product's own errors are in the table as documented") {
  CheckAll({
      {"InvalidParameter", 400, "The specified parameter \"{}\" is not valid."},
      {"OperationDenied", 403, "Your account does not open IMS service yet."},
      {"OperationDenied.Suspended", 403, "Your IMS service is suspended."},
      {"ResourceNotFound", 404, "Resource not found"},
      {"RequestsTooFrequent", 403, "Requests are too frequent"},
      {"ServiceUnAvailable", 503,
       "The request has failed due to a temporary failure of the server."},
  });
}

// aliyun-openapi-meta, ICE 2020-11-09: errors that operations declare.
TEST_CASE("errors that single operations declare are in the table") {
  CheckAll({
      {"JobNotFound", 404, "The specified job not found"},
      {"ProjectNotFound", 404, "The specified project not found"},
      {"UserDisable", 403, "User is disable."},
      {"TemplateNotFound", 404, "No such template."},
  });
}

// Listed by name alone: what counts is that they are known, with a sensible status.
TEST_CASE("codes that are listed without a message are known, too") {
  struct Case {
    std::string code;
    int lowest_status;
  };
  for (const Case& c : std::vector<Case>{{"InvalidAccessKeyId", 400},
                                         {"InvalidSignatureMethod", 400},
                                         {"InvalidParameter.Format", 400},
                                         {"InvalidParameter.Accept", 400},
                                         {"ContentLengthDoesNotMatch", 400},
                                         {"ContentMD5NotMatched", 400},
                                         {"InvalidRegion.NotFound", 400},
                                         {"UnsupportedParameter", 400},
                                         {"UnknownError", 500},
                                         {"MainAccountUserNotFound", 400},
                                         {"Forbidden.MembershipRequired", 400}}) {
    CAPTURE(c.code);
    const auto error = FindDocumentedError(c.code);
    CHECK(error.has_value());
    if (!error) continue;
    CHECK(error->status >= c.lowest_status);
    CHECK(error->status < c.lowest_status + 100);
    CHECK(!error->message.empty());
  }
}

TEST_CASE("codes that no source lists are not found") {
  for (const std::string code :
       {"", " ", "throttling.user", "Throttling.User ", "Throttling.", "Throttled", "Nonsense",
        "SignatureDoesNotMatch.V1", "NoPermission.", "JobNotfound", "InvalidParameter.Nonsense",
        "Missing", "Missing{}", "{}", "Internal", "InvalidAccessKeySecret",
        "NOT_ENOUGH_ALLOCATE_CREDIT_QUOTA", "ImageCheckFailed", "WorkflowTaskFailed"}) {
    CAPTURE(code);
    CHECK(!FindDocumentedError(code));
  }
}

TEST_CASE("Missing stands before a parameter's name and nothing else") {
  for (const std::string code : {"Missing ", "Missing.", "Missing Action", "Missing\n", "Missing\"",
                                 "Missing<b>", "Missing/x", "Missing\xFF", "Missing."}) {
    CAPTURE(code);
    CHECK(!FindDocumentedError(code));
  }
}

TEST_CASE("a message is filled in once, and what fills it is not looked at") {
  const auto error = gateway::MakeError(gateway::ErrorId::kMissingParameter, "{}");
  CHECK(error.code == "Missing{}");
  CHECK(error.message == "{} is mandatory for this action.");
  CHECK(gateway::MakeError(gateway::ErrorId::kInvalidParameter, "a\"b").message ==
        "The specified parameter \"a\"b\" is not valid.");
}
