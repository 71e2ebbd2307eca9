#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/claim.h"
#include "auth/failure.h"
#include "auth/signed_request.h"
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

/// One line `name:value\n` for each of `names` (lower case, sorted). The values of a repeated
/// header are trimmed, sorted and joined with commas.
std::string CanonicalHeaders(const base::HttpHeaders& headers,
                             const std::vector<std::string>& names);

struct CanonicalRequestParts {
  std::string_view method;
  std::string_view path;
  std::string_view query;           ///< from CanonicalQueryString
  std::string_view headers;         ///< from CanonicalHeaders
  std::string_view signed_headers;  ///< names joined with `;`
  std::string_view hashed_payload;  ///< lower-case hex
};

std::string CanonicalRequest(const CanonicalRequestParts& parts);

/// `<algorithm>\n<hex of the canonical request's hash>`. The algorithm must be one of V3.
std::string StringToSignV3(Algorithm algorithm, std::string_view canonical_request);

/// Lower-case hex of the MAC under the bare secret; an algorithm of HMACs only.
std::string SignV3(Algorithm algorithm, std::string_view secret, std::string_view string_to_sign);

/// Lower-case hex of the body's hash under the algorithm's hash function.
std::string HashPayload(Algorithm algorithm, std::string_view body);

/// Checks a claim of scheme V3 with the client's own SignedHeaders (assumption: v3-signed-headers)
/// and the hash of the body that came (assumption: v3-content-hash-header). Parameter names count
/// as right in either form. The comparison takes constant time. `key` is the secret, and for
/// ACS3-RSA-SHA256 the public key in PEM form.
base::Expected<void, Failure> VerifyV3(const SignedRequest& request, const Claim& claim,
                                       std::string_view key);

/// The algorithm's name in Authorization.
std::string_view NameOfV3(Algorithm algorithm);

}  // namespace fake_ice::auth
