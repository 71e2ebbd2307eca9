#include "auth/signer.h"

#include <algorithm>

#include "auth/signature_v1.h"
#include "auth/signature_v3.h"
#include "base/text.h"
#include "base/time_text.h"

namespace fake_ice::auth {
namespace {

constexpr std::string_view kFormContentType = "application/x-www-form-urlencoded";

std::string HostOf(std::string_view endpoint) {
  const auto scheme = endpoint.find("://");
  if (scheme != std::string_view::npos) endpoint.remove_prefix(scheme + 3);
  return std::string(endpoint.substr(0, endpoint.find('/')));
}

/// Where SDKs put them: everything in the query of a GET, business parameters in the body of a
/// POST.
SignedRequest PlaceParameters(const CallToSign& call, const base::Parameters& system) {
  SignedRequest request{.method = call.method, .path = "/", .query = system};
  base::Parameters& place = call.method == "POST" ? request.form : request.query;
  place.insert(place.end(), call.parameters.begin(), call.parameters.end());
  request.body = base::EncodeForm(request.form);
  request.headers = {{"Host", HostOf(call.endpoint)}, {"User-Agent", "fake-ice call"}};
  if (!request.body.empty()) {
    request.headers.push_back({"Content-Type", kFormContentType});
  }
  return request;
}

base::HttpRequest ToHttp(SignedRequest request) {
  const std::string query = base::EncodeForm(request.query);
  return {.method = std::move(request.method),
          .target = query.empty() ? "/" : "/?" + query,
          .headers = std::move(request.headers),
          .body = std::move(request.body)};
}

SignedCall SignWithV1(const CallToSign& call, base::Moment now, std::string_view nonce) {
  base::Parameters system{{"AccessKeyId", call.access_key_id},
                          {"Action", call.action},
                          {"SignatureMethod", "HMAC-SHA1"},
                          {"SignatureNonce", std::string(nonce)},
                          {"SignatureVersion", "1.0"},
                          {"Timestamp", base::FormatProtocolTime(now)},
                          {"Version", call.version}};
  // Without a format, V1 answers XML; every SDK asks for JSON.
  system.push_back({"Format", call.format.empty() ? "JSON" : call.format});
  if (!call.security_token.empty()) system.push_back({"SecurityToken", call.security_token});
  SignedRequest request = PlaceParameters(call, system);
  std::string string_to_sign =
      StringToSignV1(call.method, SignedParameters(request.query, request.form));
  request.query.push_back({"Signature", SignV1(call.access_key_secret, string_to_sign)});
  return {ToHttp(std::move(request)), "", std::move(string_to_sign)};
}

/// Every x-acs-* header, host, and content-type when there is one.
/// Source: help.aliyun.com "V3 request structure and signature".
std::vector<std::string> NamesToSign(const base::HttpHeaders& headers) {
  std::vector<std::string> names;
  for (const base::HttpHeader& header : headers) {
    std::string name = base::ToLower(header.name);
    if (name.starts_with("x-acs-") || name == "host" || name == "content-type") {
      names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

SignedCall SignWithV3(const CallToSign& call, base::Moment now, std::string_view nonce) {
  constexpr Algorithm kAlgorithm = Algorithm::kHmacSha256;
  base::Parameters system;
  if (!call.format.empty()) system.push_back({"Format", call.format});
  SignedRequest request = PlaceParameters(call, system);
  const std::string payload_hash = HashPayload(kAlgorithm, request.body);
  for (const base::HttpHeader& header :
       base::HttpHeaders{{"x-acs-action", call.action},
                         {"x-acs-version", call.version},
                         {"x-acs-date", base::FormatProtocolTime(now)},
                         {"x-acs-signature-nonce", std::string(nonce)},
                         {"x-acs-content-sha256", payload_hash},
                         {"x-acs-security-token", call.security_token}}) {
    if (!header.value.empty()) request.headers.push_back(header);
  }
  std::string signed_headers;
  for (const std::string& name : NamesToSign(request.headers)) {
    if (!signed_headers.empty()) signed_headers += ';';
    signed_headers += name;
  }
  std::string canonical =
      CanonicalRequest(request, signed_headers, payload_hash, NameForm::kEncoded);
  std::string string_to_sign = StringToSignV3(kAlgorithm, canonical);
  const std::string signature = SignV3(kAlgorithm, call.access_key_secret, string_to_sign);
  request.headers.push_back(
      {"Authorization", std::string(NameOfV3(kAlgorithm)) + " Credential=" + call.access_key_id +
                            ",SignedHeaders=" + signed_headers + ",Signature=" + signature});
  return {ToHttp(std::move(request)), std::move(canonical), std::move(string_to_sign)};
}

}  // namespace

SignedCall SignCall(const CallToSign& call, base::Moment now, std::string_view nonce) {
  return call.scheme == Scheme::kV1 ? SignWithV1(call, now, nonce) : SignWithV3(call, now, nonce);
}

base::HttpRequest BuildSignedRequest(const CallToSign& call, base::Moment now,
                                     std::string_view nonce) {
  return SignCall(call, now, nonce).request;
}

}  // namespace fake_ice::auth
