#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/failure.h"
#include "auth/signed_request.h"
#include "base/expected.h"

namespace fake_ice::auth {

/// How a request is signed. V1 is the signature in query or form parameters (SignatureVersion 1.0,
/// in the documentation "V2"); V3 the one in the Authorization header.
enum class Scheme { kV1, kV3 };

enum class Algorithm { kHmacSha1, kHmacSha256, kHmacSm3, kRsaSha256 };

/// What a request says about who sent it, not yet checked. Views into the request.
struct Claim {
  Scheme scheme = Scheme::kV1;
  Algorithm algorithm = Algorithm::kHmacSha1;
  std::string_view access_key_id;
  std::string_view signature;
  std::string signed_headers;  ///< V3 only: names in lower case, sorted, with `;` between them
  std::string_view timestamp;
  std::string_view nonce;
  std::string_view security_token;  ///< empty: none, as SDKs send it for plain access keys
};

/// The names in a claim's SignedHeaders, each by itself.
std::vector<std::string> NamesOf(std::string_view signed_headers);

/// V3 is told by `Authorization: ACS3-…` or x-acs-bearer-token alone: V1 clients send x-acs-action
/// and x-acs-version too.
/// Source: @alicloud/pop-core and aliyun-python-sdk-core as seen on the wire.
Scheme SchemeOf(const base::HttpHeaders& headers);

/// Reads the claim; the first missing parameter or an unknown algorithm is the failure.
/// The parts of Authorization may come in any order (the V3 composer of aliyun-java-sdk-core writes
/// Signature before SignedHeaders). An empty Signature is there and does not match: source
/// aliyun/alibabacloud-csharp-sdk, issue 40. A bearer token is a failure: V3 clients send the
/// header x-acs-bearer-token, V1 clients SignatureType=BEARERTOKEN (source:
/// aliyun/darabonba-openapi), and ICE takes access keys alone.
[[nodiscard]] base::Expected<Claim, Failure> ReadClaim(const SignedRequest& request);
base::Expected<Claim, Failure> ReadClaim(SignedRequest&& request) = delete;  // it must outlive it

/// The AccessKeyId that a request names, or an empty text: all that is read of a credential when
/// signatures are off. A view into the request.
std::string_view ReadAccessKeyId(const SignedRequest& request);

}  // namespace fake_ice::auth
