#include "auth/claim.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/text.h"

namespace fake_ice::auth {
namespace {

using base::Expected;
using base::Trim;
using base::Unexpected;

constexpr std::string_view kV3Prefix = "ACS3-";

/// `Authorization: <algorithm> Credential=…,SignedHeaders=…,Signature=…`, taken apart.
/// Source: help.aliyun.com "V3 request structure and signature", Authorization header.
struct AuthorizationHeader {
  std::string_view algorithm;
  std::string_view credential;
  std::string_view signed_headers;
  std::optional<std::string_view> signature;
};

AuthorizationHeader ParseAuthorization(std::string_view text) {
  AuthorizationHeader header;
  const auto blank = text.find(' ');
  header.algorithm = text.substr(0, blank);
  if (blank == std::string_view::npos) return header;
  text.remove_prefix(blank + 1);
  while (!text.empty()) {
    const std::string_view part = base::TakePiece(text, ',');
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    const auto key = Trim(part.substr(0, equals));
    const auto value = Trim(part.substr(equals + 1));
    if (key == "Credential") header.credential = value;
    if (key == "SignedHeaders") header.signed_headers = value;
    if (key == "Signature") header.signature = value;
  }
  return header;
}

AuthorizationHeader AuthorizationOf(const base::HttpHeaders& headers) {
  return ParseAuthorization(base::FindHeader(headers, "Authorization").value_or(""));
}

/// `names` with `;` between them.
std::string Join(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) {
    if (!joined.empty()) joined += ';';
    joined += name;
  }
  return joined;
}

/// The list as every client writes it is right already. `list` may be anything.
std::string SortedHeaderNames(std::string_view list) {
  std::string joined;
  joined.reserve(list.size());
  std::string_view before;  // the name that stands last in `joined`
  bool is_sorted = true;
  while (!list.empty()) {
    const std::string_view name = Trim(base::TakePiece(list, ';'));
    if (name.empty()) continue;
    if (!joined.empty()) joined += ';';
    const std::size_t start = joined.size();
    base::AppendLower(joined, name);
    const std::string_view added = std::string_view(joined).substr(start);
    if (added < before) is_sorted = false;
    before = added;
  }
  if (is_sorted) return joined;
  std::vector<std::string> names = NamesOf(joined);
  std::ranges::sort(names);
  return Join(names);
}

/// The documentation allows HMAC-SHA256 alone; SDKs can send the others (assumption: v3-sm3).
std::optional<Algorithm> ParseV3Algorithm(std::string_view name) {
  if (name == "ACS3-HMAC-SHA256") return Algorithm::kHmacSha256;
  if (name == "ACS3-HMAC-SM3") return Algorithm::kHmacSm3;
  if (name == "ACS3-RSA-SHA256") return Algorithm::kRsaSha256;
  return std::nullopt;
}

Unexpected<Failure> Missing(std::string_view parameter) {
  return Unexpected<Failure>(
      {.problem = Problem::kMissingParameter, .parameter = std::string(parameter)});
}

Unexpected<Failure> UnsupportedMethod() {
  return Unexpected<Failure>(
      {.problem = Problem::kUnsupportedMethod, .parameter = "SignatureMethod"});
}

std::string_view HeaderOrEmpty(const base::HttpHeaders& headers, std::string_view name) {
  return base::FindHeader(headers, name).value_or("");
}

/// A parameter of V1, wherever it stands; the form body wins as in the SDKs' own merging.
std::string_view ParameterOrEmpty(const SignedRequest& request, std::string_view name) {
  const std::string* value = base::FindParameter(request.form, name);
  if (value == nullptr) value = base::FindParameter(request.query, name);
  return value == nullptr ? std::string_view() : *value;
}

Expected<Claim, Failure> ReadV3(const SignedRequest& request) {
  const AuthorizationHeader header = AuthorizationOf(request.headers);
  const auto algorithm = ParseV3Algorithm(header.algorithm);
  if (!algorithm) return UnsupportedMethod();
  Claim claim{.scheme = Scheme::kV3,
              .algorithm = *algorithm,
              .access_key_id = header.credential,
              .signature = header.signature.value_or(""),
              .signed_headers = SortedHeaderNames(header.signed_headers),
              .timestamp = HeaderOrEmpty(request.headers, "x-acs-date"),
              .nonce = HeaderOrEmpty(request.headers, "x-acs-signature-nonce"),
              .security_token = HeaderOrEmpty(request.headers, "x-acs-security-token")};
  // A parameter is signed with the query, so that it may stand in for the header.
  if (claim.security_token.empty())
    claim.security_token = ParameterOrEmpty(request, "SecurityToken");
  if (claim.access_key_id.empty()) return Missing("AccessKeyId");
  if (!header.signature) return Missing("Signature");
  if (claim.signed_headers.empty()) return Missing("SignedHeaders");
  // No source shows the name that the gateway gives to these two headers; the parameters that they
  // replace lend theirs (assumption: v3-missing-header-names).
  if (claim.timestamp.empty()) return Missing("Timestamp");
  if (claim.nonce.empty()) return Missing("SignatureNonce");
  return claim;
}

Expected<Claim, Failure> ReadV1(const SignedRequest& request) {
  Claim claim{.scheme = Scheme::kV1,
              .algorithm = Algorithm::kHmacSha1,
              .access_key_id = ParameterOrEmpty(request, "AccessKeyId"),
              .signature = ParameterOrEmpty(request, "Signature"),
              .timestamp = ParameterOrEmpty(request, "Timestamp"),
              .nonce = ParameterOrEmpty(request, "SignatureNonce"),
              .security_token = ParameterOrEmpty(request, "SecurityToken")};
  if (claim.access_key_id.empty()) return Missing("AccessKeyId");
  if (claim.signature.empty()) return Missing("Signature");
  const std::string_view method = ParameterOrEmpty(request, "SignatureMethod");
  if (method.empty()) return Missing("SignatureMethod");
  if (ParameterOrEmpty(request, "SignatureVersion").empty()) return Missing("SignatureVersion");
  if (claim.nonce.empty()) return Missing("SignatureNonce");
  if (claim.timestamp.empty()) return Missing("Timestamp");
  if (method == "SHA256withRSA") {
    // The key pairs of the Python and Java cores, with SignatureType=PRIVATEKEY.
    claim.algorithm = Algorithm::kRsaSha256;
  } else if (method != "HMAC-SHA1") {
    return UnsupportedMethod();
  }
  return claim;
}

/// Whether the request shows a bearer token in place of a signature by an access key.
bool ShowsBearerToken(const SignedRequest& request) {
  return base::FindHeader(request.headers, "x-acs-bearer-token") ||
         ParameterOrEmpty(request, "SignatureType") == "BEARERTOKEN";
}

bool HasV3Signature(const base::HttpHeaders& headers) {
  return base::FindHeader(headers, "Authorization").value_or("").starts_with(kV3Prefix);
}

}  // namespace

std::vector<std::string> NamesOf(std::string_view signed_headers) {
  std::vector<std::string> names;
  while (!signed_headers.empty()) names.emplace_back(base::TakePiece(signed_headers, ';'));
  return names;
}

Scheme SchemeOf(const base::HttpHeaders& headers) {
  return HasV3Signature(headers) || base::FindHeader(headers, "x-acs-bearer-token") ? Scheme::kV3
                                                                                    : Scheme::kV1;
}

Expected<Claim, Failure> ReadClaim(const SignedRequest& request) {
  if (HasV3Signature(request.headers)) return ReadV3(request);
  if (ShowsBearerToken(request)) {
    return Unexpected<Failure>({.problem = Problem::kUnsupportedType});
  }
  return ReadV1(request);
}

std::string_view ReadAccessKeyId(const SignedRequest& request) {
  if (HasV3Signature(request.headers)) return AuthorizationOf(request.headers).credential;
  return ParameterOrEmpty(request, "AccessKeyId");
}

}  // namespace fake_ice::auth
