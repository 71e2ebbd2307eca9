// Who signed a request: what is read of a raw request's credential, and that the signature made
// for it is accepted and no other.
#include <algorithm>

#include "auth/explain.h"
#include "auth/signature_v1.h"
#include "auth/signature_v3.h"
#include "fuzz/fuzz.h"
#include "gateway/api_request.h"
#include "http/request_head.h"

using namespace fake_ice;
using fuzz::Require;

namespace {

constexpr std::string_view kSecret = "testsecret";

/// The signature of `request` under the secret, by the functions that clients are tested with.
std::string Sign(const auth::SignedRequest& request, const auth::Claim& claim) {
  if (claim.scheme == auth::Scheme::kV1) {
    const auto parameters = auth::SignedParameters(request.query, request.form);
    return auth::SignV1(kSecret, auth::StringToSignV1(request.method, parameters));
  }
  const std::string canonical = auth::CanonicalRequest(
      request, claim.signed_headers, auth::HashPayload(claim.algorithm, request.body),
      auth::NameForm::kEncoded);
  return auth::SignV3(claim.algorithm, kSecret, auth::StringToSignV3(claim.algorithm, canonical));
}

bool Verify(const auth::SignedRequest& request, const auth::Claim& claim) {
  const auto verified = claim.scheme == auth::Scheme::kV1 ? auth::VerifyV1(request, claim, kSecret)
                                                          : auth::VerifyV3(request, claim, kSecret);
  Require(verified.has_value() || !verified.error().string_to_sign.empty(),
          "a refusal shows the string to sign");
  return verified.has_value();
}

/// Whether the client itself sent the secret, which the fuzzer learns from comparisons.
bool HasSecret(const auth::SignedRequest& request) {
  const auto has = [](std::string_view text) { return text.find(kSecret) != text.npos; };
  const auto is_in = [&](const auto& pairs) {
    return std::ranges::any_of(pairs, [&](const auto& one) {
      return has(one.name) || has(one.value) || has(base::FormDecode(one.value));
    });
  };
  return is_in(request.query) || is_in(request.form) || is_in(request.headers) ||
         has(request.body) || has(request.path);
}

void CheckExplanation(const auth::SignedRequest& request, const auth::Claim& claim) {
  const std::string explained = auth::ExplainMismatch(request, claim, kSecret, {});
  Require(base::EscapeUnprintable(explained) == explained, "an explanation is printable",
          explained);
  Require(explained.find(kSecret) == explained.npos || HasSecret(request),
          "an explanation has no secret", explained);
}

void CheckSignatures(const auth::SignedRequest& request, auth::Claim claim) {
  if (claim.algorithm == auth::Algorithm::kRsaSha256) {
    Require(!Verify(request, claim), "a secret is no public key");
    return;
  }
  std::string signature = Sign(request, claim);
  claim.signature = signature;
  Require(Verify(request, claim), "the right signature is accepted");
  signature.back() = signature.back() == 'A' ? 'B' : 'A';
  Require(!Verify(request, claim), "another signature is refused");
}

/// A V3 claim, written as a client would and read again, is the same.
void CheckRoundTrip(auth::SignedRequest request, const auth::Claim& claim) {
  const std::string wanted = std::string(auth::NameOfV3(claim.algorithm)) +
                             " Credential=" + std::string(claim.access_key_id) +
                             ",SignedHeaders=" + claim.signed_headers +
                             ",Signature=" + std::string(claim.signature);
  request.headers.Remove("Authorization");
  request.headers.push_back({"Authorization", wanted});
  const auto again = auth::ReadClaim(request);
  Require(again.has_value(), "a claim that was read is read again", wanted);
  fuzz::RequireSame(again->access_key_id, claim.access_key_id, "the same access key");
  fuzz::RequireSame(again->signature, claim.signature, "the same signature");
  Require(again->signed_headers == claim.signed_headers, "the same signed headers", wanted);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::AsText(data, size);
  const auto end = http::HeadEndFinder().Find(text);
  if (!end) return 0;
  auto head = http::ParseRequestHead(text.substr(0, *end));
  if (!head) return 0;
  const auto read = gateway::ReadApiRequest({.method = head->method,
                                             .target = head->target,
                                             .headers = head->headers,
                                             .body = std::string(text.substr(*end))});
  const auto claim = auth::ReadClaim(read.parts);
  if (!claim) return 0;
  fuzz::RequireSame(auth::ReadAccessKeyId(read.parts), claim->access_key_id,
                    "one access key, however it is asked for");
  Require(std::ranges::is_sorted(auth::NamesOf(claim->signed_headers)),
          "signed headers are sorted");
  Require(!claim->access_key_id.empty() && !claim->timestamp.empty() && !claim->nonce.empty(),
          "a claim is complete");
  CheckSignatures(read.parts, *claim);
  // It tries hundreds of mistakes and takes longer than all else.
  if (size % 8 == 0) CheckExplanation(read.parts, *claim);
  if (claim->scheme == auth::Scheme::kV3) CheckRoundTrip(read.parts, *claim);
  return 0;
}
