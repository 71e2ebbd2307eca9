#include "auth/signature_v3.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "auth/sorted_parameters.h"
#include "base/digest.h"
#include "base/text.h"

namespace fake_ice::auth {
namespace {

base::Hash HashOf(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kHmacSha1:
      break;
    case Algorithm::kHmacSha256:
    case Algorithm::kRsaSha256:
      return base::Hash::kSha256;
    case Algorithm::kHmacSm3:
      return base::Hash::kSm3;
  }
  throw std::logic_error("not an algorithm of signature V3");
}

/// Most requests have no body. Source: the documented example of a request without one,
/// help.aliyun.com "V3 request structure and signature".
constexpr std::string_view kSha256OfNothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What a canonical request usually takes, and a string to sign.
constexpr std::size_t kUsualBytes = 640;
constexpr std::size_t kUsualStringToSign = 84;
constexpr std::size_t kUsualSignedHeaders = 160;

template <typename Pieces>
void AppendJoined(std::string& text, const Pieces& pieces, char separator) {
  bool is_first = true;
  for (const std::string_view piece : pieces) {
    if (!std::exchange(is_first, false)) text += separator;
    text += piece;
  }
}

std::string CanonicalRequestFor(const SignedRequest& request, const Claim& claim, NameForm names) {
  std::string signed_headers;
  signed_headers.reserve(kUsualSignedHeaders);
  AppendJoined(signed_headers, claim.signed_headers, ';');
  return CanonicalRequest({.method = request.method,
                           .path = request.path,
                           .query = CanonicalQueryString(request.query, names),
                           .headers = CanonicalHeaders(request.headers, claim.signed_headers),
                           .signed_headers = signed_headers,
                           .hashed_payload = HashPayload(claim.algorithm, request.body)});
}

}  // namespace

std::string CanonicalQueryString(const base::Parameters& query, NameForm names) {
  if (!IsSortedByName(query)) return CanonicalQueryString(SortedByName(query), names);
  if (names == NameForm::kEncoded) return base::EncodeForm(query);
  std::string text;
  for (const base::Parameter& parameter : query) {
    if (!text.empty()) text += '&';
    text += parameter.name;
    base::AppendPercentEncoded(text += '=', parameter.value);
  }
  return text;
}

std::string CanonicalHeaders(const base::HttpHeaders& headers,
                             const std::vector<std::string>& names) {
  std::string lines;
  lines.reserve(kUsualBytes);
  std::vector<std::string_view> values;
  values.reserve(1);  // as many as nearly every header has
  for (const std::string& name : names) {
    values.clear();
    for (const base::HttpHeader& header : headers) {
      if (header.name.size() != name.size()) continue;  // most, which are not worth a call
      if (base::EqualsIgnoringCase(header.name, name)) values.push_back(base::Trim(header.value));
    }
    std::sort(values.begin(), values.end());
    lines.append(name).append(1, ':');
    AppendJoined(lines, values, ',');
    lines += '\n';
  }
  return lines;
}

std::string CanonicalRequest(const CanonicalRequestParts& parts) {
  std::string text;
  text.reserve(kUsualBytes);
  // The header lines end with a newline of their own: a blank line stands before SignedHeaders.
  for (const std::string_view part :
       {parts.method, parts.path, parts.query, parts.headers, parts.signed_headers}) {
    text += part;
    text += '\n';
  }
  return text.append(parts.hashed_payload);
}

std::string StringToSignV3(Algorithm algorithm, std::string_view canonical_request) {
  std::string text;
  text.reserve(kUsualStringToSign);
  text.append(NameOfV3(algorithm)).append(1, '\n');
  base::AppendHex(text, base::Digest(HashOf(algorithm), canonical_request));
  return text;
}

std::string SignV3(Algorithm algorithm, std::string_view secret, std::string_view string_to_sign) {
  return base::HexEncode(base::Hmac(HashOf(algorithm), secret, string_to_sign));
}

std::string HashPayload(Algorithm algorithm, std::string_view body) {
  if (body.empty() && HashOf(algorithm) == base::Hash::kSha256)
    return std::string(kSha256OfNothing);
  return base::HexEncode(base::Digest(HashOf(algorithm), body));
}

base::Expected<void, Failure> VerifyV3(const SignedRequest& request, const Claim& claim,
                                       std::string_view key) {
  const auto matches = [&](const std::string& string_to_sign) {
    if (claim.algorithm == Algorithm::kRsaSha256) {
      const auto signature = base::HexDecode(claim.signature);
      return signature && base::VerifyRsaSha256(key, string_to_sign, *signature);
    }
    return base::EqualInConstantTime(SignV3(claim.algorithm, key, string_to_sign), claim.signature);
  };
  const std::string canonical = CanonicalRequestFor(request, claim, NameForm::kEncoded);
  const std::string string_to_sign = StringToSignV3(claim.algorithm, canonical);
  if (matches(string_to_sign)) return {};
  const std::string raw_names = CanonicalRequestFor(request, claim, NameForm::kRaw);
  if (raw_names != canonical && matches(StringToSignV3(claim.algorithm, raw_names))) return {};
  return base::Unexpected<Failure>({.problem = Problem::kSignatureMismatchV3,
                                    .parameter = "Signature",
                                    .string_to_sign = string_to_sign,
                                    .canonical_request = canonical});
}

std::string_view NameOfV3(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kHmacSha1:
      break;
    case Algorithm::kHmacSha256:
      return "ACS3-HMAC-SHA256";
    case Algorithm::kHmacSm3:
      return "ACS3-HMAC-SM3";
    case Algorithm::kRsaSha256:
      return "ACS3-RSA-SHA256";
  }
  throw std::logic_error("not an algorithm of signature V3");
}

}  // namespace fake_ice::auth
