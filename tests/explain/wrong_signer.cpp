#include "explain/wrong_signer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

namespace fake_ice::test {
namespace {

Text Join(const std::vector<Text>& pieces, const Text& between) {
  Text text;
  for (std::size_t i = 0; i < pieces.size(); ++i) text += (i == 0 ? "" : between) + pieces[i];
  return text;
}

std::vector<Text> NamesOf(const Pairs& pairs) {
  std::vector<Text> names;
  for (const auto& [name, value] : pairs) names.push_back(name);
  return names;
}

base::Parameters ToParameters(const Pairs& pairs) {
  base::Parameters parameters;
  for (const auto& [name, value] : pairs) parameters.push_back({name, value});
  return parameters;
}

/// Values that come out different under every encoding that a mistake could use.
const Pairs kQuery{{"Title", "a b"},   {"MediaId", "x*y~z!"}, {"appId", "1"},
                   {"Path", "in/out"}, {"Empty", ""},         {"Name", "\xE4\xB8\xAD"}};
const Pairs kForm{{"Params", "{\"k\": [1]}"}, {"Folder", "f"}};

}  // namespace

Text Encode(const Text& text, const Text& plain, const Text& space, bool upper_case) {
  Text encoded;
  for (const char c : text) {
    const bool alphanumeric =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (c == ' ') {
      encoded += space;
    } else if (alphanumeric || plain.find(c) != Text::npos) {
      encoded += c;
    } else {
      std::array<char, 4> escape{};
      std::snprintf(escape.data(), escape.size(), upper_case ? "%%%02X" : "%%%02x",
                    static_cast<unsigned>(static_cast<unsigned char>(c)));
      encoded += escape.data();
    }
  }
  return encoded;
}

Step Encoding(const Text& plain, const Text& space, bool upper_case) {
  return [=](const Text& text) { return Encode(text, plain, space, upper_case); };
}

Text Unchanged(const Text& text) {
  return text;
}

Text Hex(const Text& bytes) {
  Text hex;
  for (const char c : bytes) {
    for (const int shift : {4, 0}) {
      hex += "0123456789abcdef"[(static_cast<unsigned char>(c) >> shift) % 16];
    }
  }
  return hex;
}

Text UpperHex(const Text& bytes) {
  Text hex = Hex(bytes);
  for (char& c : hex) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  return hex;
}

Text Replaced(Text text, const Text& what, const Text& with) {
  for (auto at = text.find(what); at != Text::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

Pairs Sorted(Pairs pairs) {
  std::multimap<Text, Text> sorted(pairs.begin(), pairs.end());
  return {sorted.begin(), sorted.end()};
}

Pairs Without(Pairs pairs, const Text& name) {
  std::erase_if(pairs, [&](const auto& pair) { return pair.first == name; });
  return pairs;
}

void Set(Pairs& pairs, const Text& name, const Text& value) {
  for (auto& pair : pairs) {
    if (pair.first != name) continue;
    pair.second = value;
    return;
  }
  pairs.emplace_back(name, value);
}

Text Steps::Query(const Pairs& parameters) const {
  std::vector<Text> pieces;
  for (const auto& [name, value] : order(parameters)) {
    pieces.push_back(encode_name(name) + '=' + encode_value(value));
  }
  return edit_query(Join(pieces, "&"));
}

Text Steps::Signature(const Text& string_to_sign) const {
  const Text message = edit_string_to_sign(string_to_sign);
  return signature_text(swap_key_and_message ? base::Hmac(mac, message, key)
                                             : base::Hmac(mac, key, message));
}

void WrongV3::SetHeader(const Text& name, const Text& value) {
  Set(headers, name, value);
  if (std::find(listed.begin(), listed.end(), name) == listed.end()) {
    listed.insert(std::lower_bound(listed.begin(), listed.end(), name), name);
    names = listed;
  }
  Set(lines, name, value);
  lines = Sorted(lines);
}

auth::SignedRequest WrongV3::Request() const {
  auth::SignedRequest request{.method = method, .path = "/", .query = ToParameters(query)};
  request.form = ToParameters(form);
  request.body = body;
  for (const auto& [name, value] : headers) request.headers.push_back({name, value});
  std::vector<Text> signed_lines;
  for (const auto& [name, value] : lines) signed_lines.push_back(name + after_name + value);
  const Text canonical =
      edit_canonical(Join({signed_method, signed_path, Query(signed_query),
                           Join(signed_lines, "\n") + after_lines, Join(names, ";"), payload_hash},
                          "\n"));
  const Text hash = canonical_hash_text(base::Digest(canonical_hash, canonical));
  const Text string_to_sign = sign_canonical_itself ? canonical : algorithm + "\n" + hash;
  request.headers.push_back({"Authorization", algorithm + " Credential=" + access_key_id +
                                                  ",SignedHeaders=" + Join(listed, ";") +
                                                  ",Signature=" + Signature(string_to_sign)});
  return request;
}

namespace {

WrongV3 Finished(WrongV3 client, base::Hash hash) {
  client.key = kSecret;
  client.mac = client.canonical_hash = hash;
  client.signed_query = client.query;
  client.payload_hash = Hex(base::Digest(hash, client.body));
  Set(client.headers, "host", "127.0.0.1:20201");
  Set(client.headers, "user-agent", "test");
  for (const auto& [name, value] : Pairs{{"x-acs-version", "2020-11-09"},
                                         {"x-acs-action", "SubmitYikeAIAppJob"},
                                         {"x-acs-date", "2026-01-15T12:00:00Z"},
                                         {"x-acs-signature-nonce", "5f0c"},
                                         {"x-acs-content-sha256", client.payload_hash}}) {
    Set(client.headers, name, value);
  }
  client.lines = Sorted(Without(client.headers, "user-agent"));
  client.names = client.listed = NamesOf(client.lines);
  return client;
}

WrongV3 WithParameters() {
  WrongV3 client;
  client.query = kQuery;
  client.form = kForm;
  client.body = client.Query(kForm);
  client.headers = {{"content-type", "application/x-www-form-urlencoded"}};
  return client;
}

}  // namespace

WrongV3 RightV3() {
  return Finished(WithParameters(), base::Hash::kSha256);
}

WrongV3 RightV3WithSm3() {
  WrongV3 client = WithParameters();
  client.algorithm = "ACS3-HMAC-SM3";
  return Finished(client, base::Hash::kSm3);
}

WrongV3 RightV3Empty() {
  WrongV3 client;
  client.method = client.signed_method = "GET";
  return Finished(client, base::Hash::kSha256);
}

WrongV1 RightV1() {
  WrongV1 client;
  client.query = kQuery;
  for (const auto& [name, value] : Pairs{{"AccessKeyId", kAccessKeyId},
                                         {"Action", "SubmitYikeAIAppJob"},
                                         {"Format", "JSON"},
                                         {"SignatureMethod", "HMAC-SHA1"},
                                         {"SignatureNonce", "5f0c"},
                                         {"SignatureVersion", "1.0"},
                                         {"Timestamp", "2026-01-15T12:00:00Z"},
                                         {"Version", "2020-11-09"}}) {
    client.query.emplace_back(name, value);
  }
  client.form = kForm;
  client.parameters = client.query;
  client.parameters.insert(client.parameters.end(), kForm.begin(), kForm.end());
  client.key = kSecret + "&";
  client.mac = base::Hash::kSha1;
  client.signature_text = [](const Text& mac) { return base::Base64Encode(mac); };
  return client;
}

Text WrongV1::StringToSign(const Pairs& all) const {
  return signed_method + '&' + path + '&' + encode_query(Query(all));
}

auth::SignedRequest WrongV1::Request() const {
  auth::SignedRequest request{.method = method, .path = "/", .query = ToParameters(query)};
  request.form = ToParameters(form);
  Text signature = Signature(StringToSign(parameters));
  if (sign_twice) {
    Pairs again = parameters;
    Set(again, "Signature", signature);
    signature = Signature(StringToSign(again));
  }
  request.query.push_back({"Signature", send_signature(signature)});
  return request;
}

Text Explanation(const auth::SignedRequest& request, const std::vector<auth::OtherKey>& others) {
  const auto claim = auth::ReadClaim(request);
  REQUIRE(claim);
  return auth::ExplainMismatch(request, *claim, kSecret, others);
}

}  // namespace fake_ice::test
