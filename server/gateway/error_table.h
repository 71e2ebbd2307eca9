#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/value.h"

namespace fake_ice::gateway {

/// Every error that the emulated API can answer with. The table in error_table.cpp holds code, HTTP
/// status and message of each; no other place repeats them.
enum class ErrorId {
  kUnsupportedHttpMethod,
  kActionNotFound,
  kNotEmulated,
  kInvalidVersion,
  kInvalidFormat,
  kMissingParameter,
  kUnsupportedSignatureMethod,
  kUnsupportedSignatureType,
  kAccessKeyNotFound,
  kAccessKeyMalformed,
  kAccessKeyInactive,
  kAccessKeyOfAnotherType,
  kSecurityTokenMalformed,
  kSecurityTokenMismatch,
  kSecurityTokenExpired,
  kTimestampMalformed,
  kTimestampExpired,
  kSignatureMismatchV1,
  kSignatureMismatchV3,
  kNonceUsed,
  kThrottled,
  kForbidden,
  kServiceNotOpened,
  kServiceSuspended,
  kYikeNotActivated,
  kInvalidParameter,
  kJobNotFound,
  kMalformedRequest,
  kPlainOnTlsPort,
  kHeadTooLarge,
  kBodyTooLarge,
  kTooManyParameters,
  kTooManyConnections,
  kInternalError,
  kCount,
};

/// Who answers: the gateway and the product behind it write the fields of an error in different
/// orders.
enum class Origin { kGateway, kProduct };

/// An error as it goes on the wire.
struct ApiError {
  std::string code;
  int status = 500;
  std::string message;
  Origin origin = Origin::kGateway;
  base::Value::Object access_denied_detail;              ///< of a denial by RAM, else empty
  std::optional<std::chrono::milliseconds> retry_after;  ///< when to come again
  bool always_xml = false;                               ///< whatever format was asked for
  std::string explanation;  ///< for x-fake-ice-explain: one line of ASCII, or empty
};

/// The error, with `{}` in its code and message replaced by `detail`.
ApiError MakeError(ErrorId id, std::string_view detail = {});

/// The documented error of that code, whether fake-ice raises it by itself or not; nothing for a
/// code that no source lists. Where several rows have the code, the first of those that only faults
/// ask for, else the first. `{}` in its message is replaced by `detail`.
std::optional<ApiError> FindDocumentedError(std::string_view code, std::string_view detail = "{}");

}  // namespace fake_ice::gateway
