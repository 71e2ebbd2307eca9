#pragma once

#include <string>
#include <string_view>

#include "auth/claim.h"
#include "auth/failure.h"
#include "auth/signed_request.h"
#include "base/digest.h"
#include "base/expected.h"

/// The ACS3 signature ("V3"): three pure functions, and the check that uses them.
/// Source: help.aliyun.com "V3 request structure and signature"; where SDKs differ, their code in
/// aliyun/darabonba-openapi.
namespace fake_ice::auth {

/// How parameter names enter the canonical query. The documentation and the Java SDK encode them;
/// the TypeScript, Go, Python and C++ SDKs do not.
enum class NameForm { kEncoded, kRaw };

/// Sorted by name, values percent-encoded, an empty value as `name=`.
std::string CanonicalQueryString(const base::Parameters& query, NameForm names);

/// One line `name:value\n` for each of `signed_headers` (lower case, sorted, with `;` between
/// them). The values of a repeated header are trimmed, sorted and joined with commas.
std::string CanonicalHeaders(const base::HttpHeaders& headers, std::string_view signed_headers);

/// Of the request's method, path, query and headers; `hashed_payload` is HashPayload of its body.
std::string CanonicalRequest(const SignedRequest& request, std::string_view signed_headers,
                             std::string_view hashed_payload, NameForm names);

/// `<algorithm>\n<hex of the canonical request's hash>`. The algorithm must be one of V3.
std::string StringToSignV3(Algorithm algorithm, std::string_view canonical_request);

/// Lower-case hex of the MAC under the bare secret; an algorithm of HMACs only.
base::DigestHex SignV3(Algorithm algorithm, std::string_view secret,
                       std::string_view string_to_sign);

/// Lower-case hex of the body's hash under the algorithm's hash function.
base::DigestHex HashPayload(Algorithm algorithm, std::string_view body);

/// Checks a claim of scheme V3 with the client's own SignedHeaders (assumption: v3-signed-headers)
/// and the hash of the body that came (assumption: v3-content-hash-header). Parameter names count
/// as right in either form. The comparison takes constant time. `key` is the secret, and for
/// ACS3-RSA-SHA256 the public key in PEM form.
[[nodiscard]] base::Expected<void, Failure> VerifyV3(const SignedRequest& request,
                                                     const Claim& claim, std::string_view key);

/// The algorithm's name in Authorization.
std::string_view NameOfV3(Algorithm algorithm);

}  // namespace fake_ice::auth
