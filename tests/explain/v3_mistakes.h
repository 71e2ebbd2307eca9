#pragma once

#include "explain/mistake_table.h"

/// V3 mistakes in the secret, the query, the body and the structure. Those in headers and dates
/// stand in explain_v3_test.cpp.
namespace fake_ice::test {

using V3 = WrongV3;
using V3Row = Row<V3>;

inline const std::vector<V3Row> kSecretAndText{
    {"& after the secret", [](V3& c) { c.key += '&'; }, "with '&' at its end"},
    {"newline", [](V3& c) { c.key += '\n'; }, "a newline at its end: trim"},
    {"CR LF", [](V3& c) { c.key += "\r\n"; }, "with CR LF at its end"},
    {"carriage return", [](V3& c) { c.key += '\r'; }, "a carriage return at its end"},
    {"blank after", [](V3& c) { c.key += ' '; }, "with a blank at its end"},
    {"blank before", [](V3& c) { c.key.insert(0, " "); }, "with a blank at its start"},
    {"double quotes", [](V3& c) { c.key = '"' + c.key + '"'; }, "with double quotes"},
    {"single quotes", [](V3& c) { c.key = '\'' + c.key + '\''; }, "with single quotes"},
    {"id as secret", [](V3& c) { c.key = kAccessKeyId; }, "the AccessKeyId was used"},
    {"no secret", [](V3& c) { c.key.clear(); }, "an empty secret was used"},
    {"other secret", [](V3& c) { c.key = "zK4-other-secret-2"; }, "the one of 'LTAI-other-2'"},
    {"swapped", [](V3& c) { c.swap_key_and_message = true; }, "key and message were swapped"},
    {"upper hex", [](V3& c) { c.signature_text = UpperHex; }, "the signature is in upper-case hex"},
    {"base64", [](V3& c) { c.signature_text = base::Base64Encode; }, "the signature is in base64"},
    {"base64 of hex",
     [](V3& c) { c.signature_text = [](const Text& mac) { return base::Base64Encode(Hex(mac)); }; },
     "the signature is the base64 of hex text"},
};

inline void EncodeAll(V3& c, const Step& step) {
  c.encode_name = c.encode_value = step;
}

inline Text Twice(const Text& text) {
  return Encode(Encode(text));
}

inline const std::vector<V3Row> kQueryRows{
    {"plus", [](V3& c) { EncodeAll(c, Encoding("-_.~", "+")); }, "spaces were signed as '+'"},
    {"values raw", [](V3& c) { c.encode_value = Unchanged; }, "parameter values were signed unenc"},
    {"names and values raw",
     [](V3& c) {
       Set(c.query, "a b", "1");
       Set(c.signed_query, "a b", "1");
       EncodeAll(c, Unchanged);
     },
     "names and values were signed unencoded"},
    {"values twice", [](V3& c) { c.encode_value = Twice; },
     "parameter values were percent-encoded"},
    {"names twice",
     [](V3& c) {
       Set(c.query, "a b", "1");
       Set(c.signed_query, "a b", "1");
       c.encode_name = Twice;
     },
     "parameter names were percent-encoded twice"},
    {"both twice",
     [](V3& c) {
       Set(c.query, "a b", "1");
       Set(c.signed_query, "a b", "1");
       EncodeAll(c, Twice);
     },
     "names and values were percent-encoded twice"},
    {"wire order", [](V3& c) { c.order = [](Pairs p) { return p; }; },
     "order in which they are sent"},
    {"ignoring case",
     [](V3& c) {
       c.order = [](Pairs p) {
         p = Sorted(Without(std::move(p), "appId"));
         p.insert(p.begin(), {"appId", "1"});
         return p;
       };
     },
     "sorted ignoring case"},
    {"Java", [](V3& c) { EncodeAll(c, Encoding("-_.*", "+")); }, "Java's URLEncoder"},
    {"JavaScript", [](V3& c) { EncodeAll(c, Encoding("-_.~!'()*", "%20")); }, "JavaScript's"},
    {"Python", [](V3& c) { EncodeAll(c, Encoding("-_.~/", "%20")); }, "'/' was left as it is"},
    {"lower hex", [](V3& c) { EncodeAll(c, Encoding("-_.~", "%20", false)); },
     "lower-case hex: write %"},
    {"raw + sent", [](V3& c) { Set(c.signed_query, "Title", "a+b"); },
     "a '+' in the parameter 'Title' was sent"},
    {"empty without =",
     [](V3& c) { c.edit_query = [](const Text& q) { return Replaced(q, "Empty=", "Empty"); }; },
     "signed without their '='"},
    {"empty not signed", [](V3& c) { c.signed_query = Without(c.query, "Empty"); },
     "with empty values were sent but"},
    {"one not signed", [](V3& c) { c.signed_query = Without(c.query, "Title"); },
     "the parameter 'Title' was sent but"},
    {"form in query",
     [](V3& c) { c.signed_query.insert(c.signed_query.end(), c.form.begin(), c.form.end()); },
     "signed as part of the query: V3"},
    {"form in query, no body",
     [](V3& c) {
       c.signed_query.insert(c.signed_query.end(), c.form.begin(), c.form.end());
       c.payload_hash = Hex(base::Digest(base::Hash::kSha256, ""));
     },
     "as part of the query and the body as empty"},
    {"no query", [](V3& c) { c.signed_query.clear(); }, "the query was left out"},
    {"with ?", [](V3& c) { c.edit_query = [](const Text& q) { return '?' + q; }; }, "with its '?'"},
    {"GET", [](V3& c) { c.signed_method = "GET"; }, "the method was signed as GET"},
    {"post", [](V3& c) { c.signed_method = "post"; }, "the method was signed in lower case"},
    {"no method", [](V3& c) { c.signed_method.clear(); }, "the method was left empty"},
    {"no path", [](V3& c) { c.signed_path.clear(); }, "the path was signed as an empty text"},
};

inline void Edit(V3& c, const Step& step) {
  c.edit_canonical = step;
}

inline Text WithCrLf(const Text& text) {
  return Replaced(text, "\n", "\r\n");
}

inline Text WithNewline(const Text& text) {
  return text + "\n";
}

inline const std::vector<V3Row> kBodyAndStructure{
    {"empty body hash", [](V3& c) { c.payload_hash = Hex(base::Digest(c.mac, "")); },
     "hash of an empty body was signed"},
    {"empty body hash, also in its header",
     [](V3& c) {
       c.payload_hash = Hex(base::Digest(c.mac, ""));
       c.SetHeader("x-acs-content-sha256", c.payload_hash);
     },
     "hash of an empty body was signed"},
    {"upper hash", [](V3& c) { c.payload_hash = UpperHex(base::Digest(c.mac, c.body)); },
     "the body's hash was signed in upper-case"},
    {"base64 hash", [](V3& c) { c.payload_hash = base::Base64Encode(base::Digest(c.mac, c.body)); },
     "the body's hash was signed in base64"},
    {"no hash", [](V3& c) { c.payload_hash.clear(); },
     "last line of the canonical request was left empty"},
    {"AWS", [](V3& c) { c.payload_hash = "UNSIGNED-PAYLOAD"; }, "UNSIGNED-PAYLOAD was signed"},
    {"SM3 hash", [](V3& c) { c.payload_hash = Hex(base::Digest(base::Hash::kSm3, c.body)); },
     "body's hash was made with SM3"},
    {"another body", [](V3& c) { c.body += "&x=1"; }, "belong to another body than the"},
    {"canonical signed", [](V3& c) { c.sign_canonical_itself = true; },
     "of the canonical request itself"},
    {"no blank line", [](V3& c) { c.after_lines.clear(); },
     "blank line before SignedHeaders is missing"},
    {"two blank lines", [](V3& c) { c.after_lines = "\n\n"; }, "two blank lines stand before"},
    {"blank after colon", [](V3& c) { c.after_name = ": "; }, "a blank after the colon"},
    {"upper canonical hash", [](V3& c) { c.canonical_hash_text = UpperHex; },
     "canonical request's hash was signed in upper-case"},
    {"base64 canonical hash", [](V3& c) { c.canonical_hash_text = base::Base64Encode; },
     "canonical request's hash was signed in base64"},
    {"canonical newline", [](V3& c) { Edit(c, WithNewline); },
     "canonical request was signed with a newline"},
    {"canonical CR LF", [](V3& c) { Edit(c, WithCrLf); },
     "canonical request was signed with CR LF"},
    {"no algorithm line",
     [](V3& c) {
       c.edit_string_to_sign = [](const Text& text) { return text.substr(text.find('\n') + 1); };
     },
     "lacks its first line"},
    {"newline", [](V3& c) { c.edit_string_to_sign = WithNewline; },
     "string to sign was signed with a newline"},
    {"CR LF", [](V3& c) { c.edit_string_to_sign = WithCrLf; },
     "string to sign was signed with CR LF"},
    {"SM3 MAC", [](V3& c) { c.mac = base::Hash::kSm3; },
     "SM3 was used in the place of SHA256 in the HMAC"},
    {"SM3 digest", [](V3& c) { c.canonical_hash = base::Hash::kSm3; },
     "SM3 was used in the place of SHA256 for the canonical request's hash,"},
    {"SM3 both", [](V3& c) { c.mac = c.canonical_hash = base::Hash::kSm3; },
     "canonical request's hash and the HMAC"},
    {"SM3 everywhere",
     [](V3& c) {
       c.mac = c.canonical_hash = base::Hash::kSm3;
       c.payload_hash = Hex(base::Digest(c.mac, c.body));
     },
     "in the place of SHA256 everywhere"},
    {"SM3 in the first line too",
     [](V3& c) {
       c.mac = c.canonical_hash = base::Hash::kSm3;
       c.payload_hash = Hex(base::Digest(c.mac, c.body));
       c.edit_string_to_sign = [](const Text& t) { return Replaced(t, "SHA256", "SM3"); };
     },
     "string to sign names ACS3-HMAC-SM3"},
    {"SHA1", [](V3& c) { c.mac = base::Hash::kSha1; }, "HMAC-SHA1 was used"},
};

}  // namespace fake_ice::test
