#include "gateway/failures.h"

namespace fake_ice::gateway {

ApiError ToApiError(const auth::Failure& failure) {
  switch (failure.problem) {
    case auth::Problem::kMissingParameter:
      return MakeError(ErrorId::kMissingParameter, failure.parameter);
    case auth::Problem::kUnsupportedType:
      return MakeError(ErrorId::kUnsupportedSignatureType);
    case auth::Problem::kUnsupportedMethod:
      return MakeError(ErrorId::kUnsupportedSignatureMethod, failure.parameter);
    case auth::Problem::kMalformedToken:
      return MakeError(ErrorId::kSecurityTokenMalformed);
    case auth::Problem::kMismatchingToken:
      return MakeError(ErrorId::kSecurityTokenMismatch);
    case auth::Problem::kExpiredToken:
      return MakeError(ErrorId::kSecurityTokenExpired);
    case auth::Problem::kMalformedTimestamp:
      return MakeError(ErrorId::kTimestampMalformed);
    case auth::Problem::kExpiredTimestamp:
      return MakeError(ErrorId::kTimestampExpired);
    case auth::Problem::kSignatureMismatchV1:
      return MakeError(ErrorId::kSignatureMismatchV1, failure.string_to_sign);
    case auth::Problem::kSignatureMismatchV3:
      return MakeError(ErrorId::kSignatureMismatchV3,
                       "server StringToSign is [" + failure.string_to_sign +
                           "] server CanonicalRequest is [" + failure.canonical_request + "]");
    case auth::Problem::kNonceUsed:
      return MakeError(ErrorId::kNonceUsed);
  }
  return MakeError(ErrorId::kInternalError);
}

namespace {

ApiError Unexplained(const yike::Failure& failure) {
  switch (failure.problem) {
    case yike::Problem::kMissingParameter:
      return MakeError(ErrorId::kMissingParameter, failure.parameter);
    case yike::Problem::kAccountGone:
      return MakeError(ErrorId::kAccessKeyNotFound);
    case yike::Problem::kInvalidParameter:
      return MakeError(ErrorId::kInvalidParameter, failure.parameter);
    case yike::Problem::kJobNotFound:
      return MakeError(ErrorId::kJobNotFound);
  }
  return MakeError(ErrorId::kInternalError);
}

}  // namespace

ApiError ToApiError(const yike::Failure& failure) {
  ApiError error = Unexplained(failure);
  error.explanation = failure.explanation;
  return error;
}

}  // namespace fake_ice::gateway
