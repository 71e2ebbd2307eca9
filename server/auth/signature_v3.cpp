#include "auth/signature_v3.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

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

void AppendCanonicalQuery(std::string& text, const base::Parameters& query, NameForm names) {
  if (!IsSortedByName(query)) return AppendCanonicalQuery(text, SortedByName(query), names);
  bool is_first = true;
  for (const base::Parameter& parameter : query) {
    if (!std::exchange(is_first, false)) text += '&';
    if (names == NameForm::kEncoded) {
      base::AppendPercentEncoded(text, parameter.name);
    } else {
      text += parameter.name;
    }
    base::AppendPercentEncoded(text += '=', parameter.value);
  }
}

/// The values of a header that came more than once.
void AppendSortedValues(std::string& text, const base::HttpHeaders& headers,
                        std::string_view name) {
  std::vector<std::string_view> values;
  for (const base::HttpHeader& header : headers) {
    if (base::EqualsIgnoringCase(header.name, name)) values.push_back(base::Trim(header.value));
  }
  std::ranges::sort(values);
  bool is_first = true;
  for (const std::string_view value : values) {
    if (!std::exchange(is_first, false)) text += ',';
    text += value;
  }
}

void AppendCanonicalHeaders(std::string& text, const base::HttpHeaders& headers,
                            std::string_view signed_headers) {
  while (!signed_headers.empty()) {
    const std::string_view name = base::TakePiece(signed_headers, ';');
    std::string_view value;
    int count = 0;
    for (const base::HttpHeader& header : headers) {
      if (header.name.size() != name.size()) continue;  // most, which are not worth a call
      if (base::EqualsIgnoringCase(header.name, name) && count++ == 0) value = header.value;
    }
    text.append(name).append(1, ':');
    if (count > 1) {
      AppendSortedValues(text, headers, name);
    } else {
      text += base::Trim(value);
    }
    text += '\n';
  }
}

}  // namespace

std::string CanonicalQueryString(const base::Parameters& query, NameForm names) {
  std::string text;
  AppendCanonicalQuery(text, query, names);
  return text;
}

std::string CanonicalHeaders(const base::HttpHeaders& headers, std::string_view signed_headers) {
  std::string lines;
  AppendCanonicalHeaders(lines, headers, signed_headers);
  return lines;
}

std::string CanonicalRequest(const SignedRequest& request, std::string_view signed_headers,
                             std::string_view hashed_payload, NameForm names) {
  std::string text;
  text.reserve(kUsualBytes);
  text.append(request.method).append(1, '\n').append(request.path).append(1, '\n');
  AppendCanonicalQuery(text, request.query, names);
  AppendCanonicalHeaders(text += '\n', request.headers, signed_headers);
  // The header lines end with a newline of their own: a blank line stands before SignedHeaders.
  text.append(1, '\n').append(signed_headers).append(1, '\n');
  return text.append(hashed_payload);
}

std::string StringToSignV3(Algorithm algorithm, std::string_view canonical_request) {
  std::string text;
  text.reserve(kUsualStringToSign);
  text.append(NameOfV3(algorithm)).append(1, '\n');
  base::AppendHex(text, base::Digest(HashOf(algorithm), canonical_request));
  return text;
}

base::DigestHex SignV3(Algorithm algorithm, std::string_view secret,
                       std::string_view string_to_sign) {
  return base::HexOf(base::Hmac(HashOf(algorithm), secret, string_to_sign));
}

base::DigestHex HashPayload(Algorithm algorithm, std::string_view body) {
  if (body.empty() && HashOf(algorithm) == base::Hash::kSha256) {
    base::DigestHex hash;
    kSha256OfNothing.copy(hash.Resize(kSha256OfNothing.size()), kSha256OfNothing.size());
    return hash;
  }
  return base::HexOf(base::Digest(HashOf(algorithm), body));
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
  const base::DigestHex payload = HashPayload(claim.algorithm, request.body);
  const std::string canonical =
      CanonicalRequest(request, claim.signed_headers, payload, NameForm::kEncoded);
  const std::string string_to_sign = StringToSignV3(claim.algorithm, canonical);
  if (matches(string_to_sign)) return {};
  const std::string raw_names =
      CanonicalRequest(request, claim.signed_headers, payload, NameForm::kRaw);
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
