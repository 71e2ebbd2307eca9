#include "auth/explain/v1.h"

#include <algorithm>

#include "auth/explain/dates.h"
#include "auth/explain/slips.h"
#include "auth/explain/wording.h"
#include "auth/signature_v1.h"
#include "auth/sorted_parameters.h"
#include "base/text.h"

namespace fake_ice::auth {
namespace {

/// All that goes into a V1 signature.
struct RecipeV1 {
  std::string method;
  std::string path = "%2F";
  std::string encoded_query;  ///< encoded as it stands in the string to sign
  Rewrite edit = nullptr;     ///< of the string to sign
  MacStep mac;

  [[nodiscard]] std::string StringToSign() const {
    const std::string text = method + '&' + path + '&' + encoded_query;
    return edit == nullptr ? text : edit(text);
  }
  [[nodiscard]] std::size_t Bytes() const { return encoded_query.size(); }

  void SetQuery(std::string_view query) { encoded_query = base::PercentEncode(query); }
};

/// One failed request and the recipe that would have been right.
struct CaseV1 {
  const SignedRequest& request;
  const Claim& claim;
  const Quoter& quote;
  std::string_view secret;
  base::Parameters wire;  ///< all that is signed, in the order in which it came
  base::Parameters sorted;
  RecipeV1 right;
};

base::Parameters QueryThenForm(const SignedRequest& request) {
  base::Parameters all;
  for (const base::Parameter& parameter : request.query) {
    const bool form_wins = base::FindParameter(request.form, parameter.name) != nullptr;
    if (parameter.name != "Signature" && !form_wins) all.push_back(parameter);
  }
  for (const base::Parameter& parameter : request.form) {
    if (parameter.name != "Signature") all.push_back(parameter);
  }
  return all;
}

void AddSecretAndText(Mistakes<RecipeV1>& mistakes, const CaseV1& failed) {
  const std::string secret(failed.secret);
  mistakes.push_back({"the secret was used without '&' at its end: V1 signs under secret + '&'",
                      [secret](RecipeV1& r) { r.mac.key = secret; }, true});
  AddSlips(mistakes, SecretSlips(failed.secret, failed.claim.access_key_id),
           [](RecipeV1& r, const std::string& key) { r.mac.key = key + '&'; });
  mistakes.push_back({"the HMAC's key and message were swapped: the secret is the key",
                      [](RecipeV1& r) { r.mac.swapped = true; }});
  const auto add_text = [&](const char* what, Rewrite as_text, bool common = false) {
    mistakes.push_back({what, [as_text](RecipeV1& r) { r.mac.as_text = as_text; }, common});
  };
  add_text("the signature is in hex: V1 writes the MAC's bytes in base64", &base::HexEncode, true);
  add_text("the signature is in upper-case hex: V1 writes the MAC's bytes in base64", &UpperHex);
  add_text("the signature is the base64 of hex text: encode the MAC's bytes", &Base64OfHex);
  add_text("Signature was sent without percent-encoding, so that '+' became a space: send %2B",
           [](std::string_view mac) {
             std::string text = base::Base64Encode(mac);
             std::replace(text.begin(), text.end(), '+', ' ');
             return text;
           });
  add_text("Signature was percent-encoded twice: encode it once",
           [](std::string_view mac) { return base::PercentEncode(base::Base64Encode(mac)); });
  add_text("the signature is in base64 with '-' and '_': use '+' and '/'",
           [](std::string_view mac) {
             std::string text = base::Base64Encode(mac);
             std::replace(text.begin(), text.end(), '+', '-');
             std::replace(text.begin(), text.end(), '/', '_');
             return text;
           });
  add_text("the signature lacks the '=' at the end of its base64", [](std::string_view mac) {
    const std::string text = base::Base64Encode(mac);
    return text.substr(0, text.find('='));
  });
}

void AddQuery(Mistakes<RecipeV1>& mistakes, const CaseV1& failed) {
  const auto set_query = [](RecipeV1& r, const std::string& query) { r.SetQuery(query); };
  AddSlips(mistakes, QuerySlips(failed.wire, failed.sorted, failed.quote), set_query);
  // A library's encoder is seldom used for one level alone.
  for (const Encoder& encoder : WrongEncoders()) {
    mistakes.push_back({std::string(encoder.what), [&failed, &encoder](RecipeV1& r) {
                          r.encoded_query = encoder.encode(
                              JoinEncoded(failed.sorted, encoder.encode, encoder.encode));
                        }});
  }
}

void AddStructure(Mistakes<RecipeV1>& mistakes, const CaseV1& failed) {
  mistakes.push_back({"the canonical query was not percent-encoded once more in the string to sign",
                      [&failed](RecipeV1& r) { r.encoded_query = base::EncodeForm(failed.sorted); },
                      true});
  const auto add_path = [&](const char* what, const char* path) {
    mistakes.push_back({what, [path](RecipeV1& r) { r.path = path; }});
  };
  add_path("'/' was not percent-encoded in the string to sign: write METHOD&%2F&...", "/");
  add_path("the path was left empty in the string to sign: write METHOD&%2F&...", "");
  add_path("'/' was percent-encoded twice in the string to sign: write METHOD&%2F&...", "%252F");
  add_path("'/' was encoded as %2f in the string to sign: write upper-case %2F", "%2f");
  AddMethodMistakes(mistakes, failed.request.method);
  mistakes.push_back(
      {"the HMAC was made of the canonical query itself: sign METHOD&%2F&<encoded query>",
       [&failed](RecipeV1& r) {
         r.method = r.path = {};
         r.encoded_query = base::EncodeForm(failed.sorted);
         r.edit = [](std::string_view text) { return std::string(text.substr(2)); };
       }});
  mistakes.push_back(
      {"the string to sign was signed with a newline at its end: leave it out", [](RecipeV1& r) {
         r.edit = [](std::string_view text) { return std::string(text) + '\n'; };
       }});
}

base::Parameters WithoutSignature(base::Parameters parameters) {
  std::erase_if(parameters, [](const auto& parameter) { return parameter.name == "Signature"; });
  return SortedByName(std::move(parameters));
}

void AddPlaces(Mistakes<RecipeV1>& mistakes, const CaseV1& failed) {
  const SignedRequest& request = failed.request;
  mistakes.push_back(
      {"form parameters were left out: V1 signs those of the query and of the form body together",
       [&request](RecipeV1& r) { r.SetQuery(base::EncodeForm(WithoutSignature(request.query))); }});
  mistakes.push_back(
      {"query parameters were left out: V1 signs those of the query and of the form body together",
       [&request](RecipeV1& r) { r.SetQuery(base::EncodeForm(WithoutSignature(request.form))); }});
  const auto both = [&request](bool form_too) {
    base::Parameters all = request.query;
    for (const base::Parameter& parameter : request.form) {
      const bool twice = base::FindParameter(request.query, parameter.name) != nullptr;
      if (form_too || !twice) all.push_back(parameter);
    }
    return base::EncodeForm(WithoutSignature(std::move(all)));
  };
  mistakes.push_back(
      {"a parameter is in the query and in the form; the query's value was signed, "
       "but the form's counts: send it once",
       [both](RecipeV1& r) { r.SetQuery(both(false)); }});
  mistakes.push_back(
      {"a parameter is in the query and in the form and both were signed, but only "
       "the form's counts: send it once",
       [both](RecipeV1& r) { r.SetQuery(both(true)); }});
  const auto with_signature = [&failed](const std::string& value) {
    base::Parameters all = failed.sorted;
    all.push_back({"Signature", value});
    return base::EncodeForm(SortedByName(std::move(all)));
  };
  mistakes.push_back({"an empty Signature parameter was signed too: leave Signature out",
                      [with_signature](RecipeV1& r) { r.SetQuery(with_signature("")); }});
  mistakes.push_back(
      {"the request was signed twice, the Signature parameter included: leave it out",
       [with_signature](RecipeV1& r) {
         r.SetQuery(with_signature(SignatureOf(r.mac, r.StringToSign())));
       }});
}

void AddAlgorithms(Mistakes<RecipeV1>& mistakes, const CaseV1& failed) {
  const auto add = [&](const char* name, base::Hash hash, Rewrite as_text) {
    mistakes.push_back(
        {std::string(name) + " was used in the place of HMAC-SHA1, which V1 asks for",
         [hash, as_text](RecipeV1& r) {
           r.mac.hash = hash;
           r.mac.as_text = as_text;
         }});
  };
  add("HMAC-SHA256", base::Hash::kSha256, &base::Base64Encode);
  add("HMAC-SHA256 in hex", base::Hash::kSha256, &base::HexEncode);
  add("HMAC-MD5", base::Hash::kMd5, &base::Base64Encode);
  add("HMAC-SM3", base::Hash::kSm3, &base::Base64Encode);
  mistakes.push_back(
      {"HMAC-SHA256 in hex under the bare secret, as of V3, was used: V1 asks for "
       "HMAC-SHA1 in base64 under secret + '&'",
       [secret = std::string(failed.secret)](RecipeV1& r) {
         r.mac = {.hash = base::Hash::kSha256, .key = secret};
       }});
}

void AddDates(Mistakes<RecipeV1>& mistakes, const CaseV1& failed) {
  AddSlips(mistakes, DateSlips(failed.claim.timestamp),
           [&failed](RecipeV1& r, const std::string& date) {
             base::Parameters dated = failed.sorted;
             for (base::Parameter& parameter : dated) {
               if (base::EqualsIgnoringCase(parameter.name, "Timestamp")) parameter.value = date;
             }
             r.SetQuery(base::EncodeForm(dated));
           });
}

/// The first parameter name that is there twice among what is signed; null: none.
const std::string* Repeated(const base::Parameters& sorted) {
  const auto same_name = [](const auto& a, const auto& b) { return a.name == b.name; };
  const auto found = std::adjacent_find(sorted.begin(), sorted.end(), same_name);
  return found == sorted.end() ? nullptr : &found->name;
}

std::string ExplainRsa() {
  return "an RSA signature cannot be recomputed from the public key: check that the private key "
         "belongs to it, then compare your string to sign with the server's in the error message";
}

std::string Fallback(const CaseV1& failed, std::size_t tried) {
  constexpr std::size_t kBase64Characters = 28;
  const std::string_view signature = failed.claim.signature;
  if (signature.size() != kBase64Characters || !signature.ends_with('=')) {
    return "the Signature parameter is not one of HMAC-SHA1, 28 characters of base64: it has " +
           std::to_string(signature.size()) + " characters";
  }
  if (signature.find_first_of(" %") != std::string::npos) {
    return "the Signature parameter is not base64: percent-encode it once when sending it";
  }
  for (const base::Parameter& parameter : failed.request.query) {
    const std::string* value = base::FindParameter(failed.request.form, parameter.name);
    if (value == nullptr || *value == parameter.value || parameter.name == "Signature") continue;
    return "the parameter " + failed.quote(parameter.name) +
           " has other values in the query and in the form body: send it once; the form's counts";
  }
  if (const std::string* name = Repeated(failed.sorted)) {
    return "the parameter " + failed.quote(*name) +
           " was sent more than once, and all of its values are signed: send it once";
  }
  return WrongSecret(failed.quote(failed.claim.access_key_id), tried, "string to sign");
}

}  // namespace

std::string ExplainV1(const SignedRequest& request, const Claim& claim, std::string_view secret,
                      std::span<const OtherKey> others) {
  if (claim.algorithm == Algorithm::kRsaSha256) return ExplainRsa();
  const Quoter quote(claim, secret, others);
  const base::Parameters wire = QueryThenForm(request);
  CaseV1 failed{.request = request,
                .claim = claim,
                .quote = quote,
                .secret = secret,
                .wire = wire,
                .sorted = SortedByName(wire)};
  failed.right.method = request.method;
  failed.right.SetQuery(base::EncodeForm(failed.sorted));
  failed.right.mac = {
      .hash = base::Hash::kSha1, .key = std::string(secret) + '&', .as_text = &base::Base64Encode};
  Mistakes<RecipeV1> mistakes;
  AddSecretAndText(mistakes, failed);
  AddPlaces(mistakes, failed);
  AddQuery(mistakes, failed);
  AddStructure(mistakes, failed);
  AddAlgorithms(mistakes, failed);
  AddDates(mistakes, failed);
  AddPairs(mistakes);
  AddSlips(mistakes, OtherKeySlips(others, quote),
           [](RecipeV1& r, const std::string& key) { r.mac.key = key + '&'; });
  const Outcome outcome = TryAll(failed.right, mistakes, claim.signature);
  return outcome.mistake ? *outcome.mistake : Fallback(failed, outcome.tried);
}

}  // namespace fake_ice::auth
