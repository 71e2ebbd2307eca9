#pragma once

#include <string>
#include <string_view>

#include "auth/claim.h"
#include "auth/failure.h"
#include "auth/signed_request.h"
#include "base/expected.h"

/// The RPC signature in parameters (SignatureVersion 1.0, HMAC-SHA1; "V1" here).
/// Source: help.aliyun.com "RPC request structure and signature (V2)"; where SDKs differ, their
/// code: aliyun-openapi-python-sdk, alibaba-cloud-sdk-go, @alicloud/pop-core.
namespace fake_ice::auth {

/// Everything that V1 signs: query and form parameters without `Signature`. A name in both counts
/// once, with the form's value, as the SDKs merge them.
base::Parameters SignedParameters(const base::Parameters& query, const base::Parameters& form);

/// `METHOD&%2F&<percent-encoded canonical query>`, from the result of SignedParameters.
std::string StringToSignV1(std::string_view method, const base::Parameters& parameters);

/// Base64 of the HMAC-SHA1 under the secret followed by `&`.
std::string SignV1(std::string_view secret, std::string_view string_to_sign);

/// Checks a claim of scheme V1. Empty values count as signed or as left out, whichever matches: the
/// Java openapiutil leaves them out. The comparison takes constant time. `key` is the secret, and
/// for SHA256withRSA the public key in PEM form.
[[nodiscard]] base::Expected<void, Failure> VerifyV1(const SignedRequest& request,
                                                     const Claim& claim, std::string_view key);

}  // namespace fake_ice::auth
