#include "auth/explain/v3.h"

#include <algorithm>

#include "auth/explain/dates.h"
#include "auth/explain/headers_v3.h"
#include "auth/explain/recipe_v3.h"
#include "auth/explain/slips.h"
#include "auth/sorted_parameters.h"
#include "base/text.h"

namespace fake_ice::auth {
namespace {

/// Some of the work grows with its square; a request has at most 256 headers.
constexpr std::size_t kMaxNamesExplained = 512;

void AddSecretAndText(Mistakes<RecipeV3>& mistakes, const CaseV3& failed, std::string_view secret) {
  mistakes.push_back({"the secret was used with '&' at its end: only signature V1 appends that",
                      [](RecipeV3& r) { r.mac.key += '&'; }, true});
  AddSlips(mistakes, SecretSlips(secret, failed.claim.access_key_id),
           [](RecipeV3& r, std::string key) { r.mac.key = std::move(key); });
  mistakes.push_back({"the HMAC's key and message were swapped: the secret is the key",
                      [](RecipeV3& r) { r.mac.swapped = true; }});
  mistakes.push_back({"the signature is in upper-case hex: write it in lower case",
                      [](RecipeV3& r) { r.mac.as_text = &UpperHex; }});
  mistakes.push_back({"the signature is in base64: V3 writes it in lower-case hex",
                      [](RecipeV3& r) { r.mac.as_text = &base::Base64Encode; }, true});
  mistakes.push_back({"the signature is the base64 of hex text: V3 writes it in lower-case hex",
                      [](RecipeV3& r) { r.mac.as_text = &Base64OfHex; }});
}

void AddQueryMethodPath(Mistakes<RecipeV3>& mistakes, const CaseV3& failed) {
  const auto set_query = [](RecipeV3& r, std::string query) { r.query = std::move(query); };
  const SignedRequest& request = failed.request;
  AddSlips(mistakes, QuerySlips(request.query, failed.sorted_query, failed.quote), set_query);
  const auto with_form = [&request](RecipeV3& r) {
    base::Parameters all = request.query;
    all.insert(all.end(), request.form.begin(), request.form.end());
    r.query = base::EncodeForm(SortedByName(std::move(all)));
  };
  mistakes.push_back(
      {"form parameters were signed as part of the query: V3 covers them by the hash of "
       "the body alone",
       with_form});
  mistakes.push_back(
      {"form parameters were signed as part of the query and the body as empty: V3 "
       "covers them by the hash of the body alone",
       [with_form, hash = failed.hash](RecipeV3& r) {
         with_form(r);
         r.payload_hash = base::HexEncode(base::Digest(hash, ""));
       }});
  mistakes.push_back(
      {"the query was left out of the canonical request", [](RecipeV3& r) { r.query.clear(); }});
  mistakes.push_back({"the canonical query was signed with its '?': leave that out",
                      [](RecipeV3& r) { r.query.insert(0, "?"); }});
  AddMethodMistakes(mistakes, request.method);
  mistakes.push_back(
      {"the path was signed as an empty text: sign '/'", [](RecipeV3& r) { r.path.clear(); }});
}

void AddPayload(Mistakes<RecipeV3>& mistakes, const CaseV3& failed) {
  const auto header = base::FindHeader(failed.request.headers, "x-acs-content-sha256");
  const auto add = [&](std::string what, std::string signed_hash, bool common = false) {
    mistakes.push_back({std::move(what),
                        [text = std::move(signed_hash)](RecipeV3& r) { r.payload_hash = text; },
                        common});
  };
  const std::string bytes = std::to_string(failed.request.body.size()) + " bytes";
  add("the hash of an empty body was signed, but a body of " + bytes + " arrived: hash the body",
      base::HexEncode(base::Digest(failed.hash, "")), true);
  add("the body's hash was signed in upper-case hex: write it in lower case",
      UpperHex(failed.body_digest));
  add("the body's hash was signed in base64: write it in lower-case hex",
      base::Base64Encode(failed.body_digest));
  add("the last line of the canonical request was left empty: it is the hash of the body", "");
  add("UNSIGNED-PAYLOAD was signed in the place of the body's hash", "UNSIGNED-PAYLOAD");
  add("the body's hash was made with " + NameOf(Other(failed.hash)) + ": " +
          failed.right.algorithm + " asks for " + NameOf(failed.hash),
      base::HexEncode(failed.other_body_digest));
  if (!header) return;
  add("x-acs-content-sha256 and the signature belong to another body than the " + bytes +
          " that arrived: it was changed after signing or on its way",
      std::string(*header));
}

void AddStructure(Mistakes<RecipeV3>& mistakes) {
  const auto edit_canonical = [&](const char* what, Rewrite edit) {
    mistakes.push_back({what, [edit](RecipeV3& r) { r.edit_canonical = edit; }});
  };
  const auto edit_string_to_sign = [&](const char* what, Rewrite edit) {
    mistakes.push_back({what, [edit](RecipeV3& r) { r.edit_string_to_sign = edit; }});
  };
  mistakes.push_back(
      {"the HMAC was made of the canonical request itself: make it of the string "
       "to sign, the algorithm's name, a newline and the canonical request's hash",
       [](RecipeV3& r) { r.canonical_is_signed = true; }});
  mistakes.push_back(
      {"the blank line before SignedHeaders is missing: the last header line ends with a newline, "
       "and another one follows",
       [](RecipeV3& r) { r.after_lines = ""; }, true});
  mistakes.push_back({"two blank lines stand before SignedHeaders: one is right",
                      [](RecipeV3& r) { r.after_lines = "\n\n"; }});
  mistakes.push_back({"header lines were signed with a blank after the colon: write 'name:value'",
                      [](RecipeV3& r) { r.after_name = ": "; }});
  mistakes.push_back({"the canonical request's hash was signed in upper-case hex: write lower case",
                      [](RecipeV3& r) { r.hash_as_text = &UpperHex; }});
  mistakes.push_back({"the canonical request's hash was signed in base64: write lower-case hex",
                      [](RecipeV3& r) { r.hash_as_text = &base::Base64Encode; }});
  edit_canonical("the canonical request was signed with a newline at its end: end with the hash",
                 [](std::string_view text) { return std::string(text) + '\n'; });
  edit_canonical("the canonical request was signed with CR LF line ends: use LF", &WithCrLf);
  edit_canonical("the empty line of an empty query was left out of the canonical request",
                 [](std::string_view text) {
                   std::string edited(text);
                   return edited.erase(std::min(edited.find("\n\n"), edited.size() - 1), 1);
                 });
  edit_string_to_sign(
      "the string to sign lacks its first line, the algorithm's name",
      [](std::string_view text) { return std::string(text.substr(text.find('\n') + 1)); });
  edit_string_to_sign("the string to sign was signed with a newline at its end: leave it out",
                      [](std::string_view text) { return std::string(text) + '\n'; });
  edit_string_to_sign("the string to sign was signed with CR LF line ends: use LF", &WithCrLf);
}

void AddAlgorithms(Mistakes<RecipeV3>& mistakes, const CaseV3& failed) {
  const base::Hash other = Other(failed.hash);
  const std::string instead = NameOf(other) + " was used in the place of " + NameOf(failed.hash);
  const std::string named = ", which Authorization names";
  const std::string payload = base::HexEncode(failed.other_body_digest);
  mistakes.push_back(
      {instead + " in the HMAC" + named, [other](RecipeV3& r) { r.mac.hash = other; }});
  mistakes.push_back({instead + " for the canonical request's hash" + named,
                      [other](RecipeV3& r) { r.canonical_hash = other; }});
  const auto both = [other](RecipeV3& r) { r.mac.hash = r.canonical_hash = other; };
  mistakes.push_back({instead + " for the canonical request's hash and the HMAC" + named, both});
  const auto everywhere = [both, payload](RecipeV3& r) {
    both(r);
    r.payload_hash = payload;
  };
  mistakes.push_back({instead + " everywhere" + named, everywhere});
  const auto name = "ACS3-HMAC-" + std::string(other == base::Hash::kSm3 ? "SM3" : "SHA256");
  mistakes.push_back({"the string to sign names " + name + " and Authorization " +
                          failed.right.algorithm + ": use one algorithm",
                      [everywhere, name](RecipeV3& r) {
                        everywhere(r);
                        r.algorithm = name;
                      }});
  mistakes.push_back({"HMAC-SHA1 was used in the place of HMAC-" + NameOf(failed.hash) +
                          ": SHA1 is of signature V1",
                      [](RecipeV3& r) { r.mac.hash = base::Hash::kSha1; }});
}

/// What the headers alone tell about a V3 request whose signature nothing explains; empty: nothing.
std::string Inferred(const SignedRequest& request, const Claim& claim, std::string_view body_digest,
                     const Quoter& quote) {
  const auto sent = base::FindHeader(request.headers, "x-acs-content-sha256");
  if (sent && !base::EqualsIgnoringCase(*sent, base::HexEncode(body_digest))) {
    return "x-acs-content-sha256 is not the hash of the body of " +
           std::to_string(request.body.size()) +
           " bytes that arrived: hash the very bytes that are sent";
  }
  const std::vector<std::string> names = NamesOf(claim.signed_headers);
  for (const std::string& name : names) {
    if (base::FindHeader(request.headers, name)) continue;
    return "SignedHeaders names " + quote(name) +
           ", but no such header arrived: was it sent, or did a proxy drop it?";
  }
  for (const base::HttpHeader& header : request.headers) {
    const std::string name = base::ToLower(header.name);
    // HTTP libraries add a content-type to an empty body, and aliyun-java-sdk-core does not sign
    // host: neither tells anything.
    const bool to_sign =
        name.starts_with("x-acs-") || (name == "content-type" && !request.body.empty());
    if (!to_sign || std::find(names.begin(), names.end(), name) != names.end()) continue;
    return "the header " + quote(name) +
           " was sent but SignedHeaders does not name it: sign host, content-type and every "
           "x-acs-* header that is sent";
  }
  return {};
}

bool IsLowerHex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string Fallback(const CaseV3& failed, std::size_t tried) {
  constexpr std::size_t kHexDigits = 64;
  const std::string_view signature = failed.claim.signature;
  if (signature.size() != kHexDigits || !IsLowerHex(signature)) {
    return "the signature in Authorization is not one of HMAC-" + NameOf(failed.hash) +
           ", 64 digits of lower-case hex: it has " + std::to_string(signature.size()) +
           " characters";
  }
  const std::string inferred =
      Inferred(failed.request, failed.claim, failed.body_digest, failed.quote);
  if (!inferred.empty()) return inferred;
  return WrongSecret(failed.quote(failed.claim.access_key_id), tried,
                     "canonical request, line by line,");
}

std::string ExplainRsa(const SignedRequest& request, const Claim& claim, const Quoter& quote) {
  std::string inferred =
      Inferred(request, claim, base::Digest(base::Hash::kSha256, request.body), quote);
  if (!inferred.empty()) return inferred;
  return "an RSA signature cannot be recomputed from the public key: check that the private key "
         "belongs to it, then compare your canonical request, line by line, with the server's "
         "in the error message";
}

}  // namespace

std::string ExplainV3(const SignedRequest& request, const Claim& claim, std::string_view secret,
                      std::span<const OtherKey> others) {
  const Quoter quote(claim, secret, others);
  if (claim.algorithm == Algorithm::kRsaSha256) return ExplainRsa(request, claim, quote);
  const auto hash = claim.algorithm == Algorithm::kHmacSm3 ? base::Hash::kSm3 : base::Hash::kSha256;
  const std::size_t count = NamesOf(claim.signed_headers).size();
  if (count > kMaxNamesExplained) {
    return "SignedHeaders names " + std::to_string(count) +
           " headers, too many to look for a mistake: host, content-type and every x-acs-* header "
           "that is sent are enough";
  }
  const std::string digest = base::Digest(hash, request.body);
  const CaseV3 failed{.request = request,
                      .claim = claim,
                      .quote = quote,
                      .hash = hash,
                      .body_digest = digest,
                      .other_body_digest = base::Digest(Other(hash), request.body),
                      .sorted_query = SortedByName(request.query),
                      .right = RightRecipeV3(request, claim, secret, hash, digest)};
  Mistakes<RecipeV3> mistakes;
  AddSecretAndText(mistakes, failed, secret);
  AddHostMistakes(mistakes, failed);
  AddQueryMethodPath(mistakes, failed);
  AddPayload(mistakes, failed);
  AddStructure(mistakes);
  AddHeaderMistakes(mistakes, failed);
  AddAlgorithms(mistakes, failed);
  AddSlips(mistakes, DateSlips(claim.timestamp),
           [](RecipeV3& r, const std::string& date) { r.SetValue("x-acs-date", date); });
  AddPairs(mistakes);
  AddSlips(mistakes, OtherKeySlips(others, quote),
           [](RecipeV3& r, std::string key) { r.mac.key = std::move(key); });
  const Outcome outcome = TryAll(failed.right, mistakes, claim.signature);
  return outcome.mistake ? *outcome.mistake : Fallback(failed, outcome.tried);
}

}  // namespace fake_ice::auth
