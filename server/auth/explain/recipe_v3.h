#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "auth/explain/attempts.h"
#include "auth/signature_v3.h"

namespace fake_ice::auth {

struct HeaderLine {
  std::string name;
  std::string value;
};

/// All that goes into a V3 signature.
struct RecipeV3 {
  std::string method;
  std::string path;
  std::string query;
  std::vector<HeaderLine> lines;
  std::vector<std::string> names;
  std::string payload_hash;
  std::string_view after_name = ":";
  std::string_view after_lines = "\n";
  Rewrite edit_canonical = nullptr;
  std::string algorithm;
  base::Hash canonical_hash = base::Hash::kSha256;
  Rewrite hash_as_text = &base::HexEncode;
  Rewrite edit_string_to_sign = nullptr;
  bool canonical_is_signed = false;  ///< the canonical request itself, without its hash
  MacStep mac;

  [[nodiscard]] std::string Canonical() const;
  [[nodiscard]] std::string StringToSign() const;
  [[nodiscard]] std::size_t Bytes() const { return Canonical().size(); }

  void SetValue(std::string_view name, const std::string& value) {
    for (HeaderLine& line : lines) {
      if (line.name == name) line.value = value;
    }
  }
  void DropLine(std::string_view name) {
    std::erase_if(lines, [&](const HeaderLine& line) { return line.name == name; });
  }
  void DropName(std::string_view name) { std::erase(names, name); }
  void AddLine(const HeaderLine& line) {
    const auto place = std::find_if(lines.begin(), lines.end(), [&](const HeaderLine& other) {
      return other.name > line.name;
    });
    lines.insert(place, line);
  }
  void AddName(const std::string& name) {
    names.insert(std::upper_bound(names.begin(), names.end(), name), name);
  }
};

inline std::string RecipeV3::Canonical() const {
  std::string text = method + '\n' + path + '\n' + query + '\n';
  for (const HeaderLine& line : lines) {
    if (&line != lines.data()) text += '\n';
    text.append(line.name).append(after_name).append(line.value);
  }
  if (!lines.empty()) text += after_lines;
  text += '\n';
  for (const std::string& name : names) {
    if (&name != names.data()) text += ';';
    text += name;
  }
  text.append("\n").append(payload_hash);
  return edit_canonical == nullptr ? text : edit_canonical(text);
}

inline std::string RecipeV3::StringToSign() const {
  const std::string canonical = Canonical();
  if (canonical_is_signed) return canonical;
  const std::string text = algorithm + '\n' + hash_as_text(base::Digest(canonical_hash, canonical));
  return edit_string_to_sign == nullptr ? text : edit_string_to_sign(text);
}

/// One failed request and the recipe that would have been right.
struct CaseV3 {
  const SignedRequest& request;
  const Claim& claim;
  const Quoter& quote;
  base::Hash hash;                ///< the one that the algorithm asks for
  std::string body_digest;        ///< under `hash`
  std::string other_body_digest;  ///< under the other hash of V3
  base::Parameters sorted_query;
  RecipeV3 right;
};

inline HeaderLine LineOf(const base::HttpHeaders& headers, const std::string& name) {
  const std::string text = CanonicalHeaders(headers, {name});
  return {name, text.substr(name.size() + 1, text.size() - name.size() - 2)};
}

inline RecipeV3 RightRecipeV3(const SignedRequest& request, const Claim& claim,
                              std::string_view secret, base::Hash hash,
                              std::string_view body_digest) {
  RecipeV3 right{.method = request.method,
                 .path = request.path,
                 .query = CanonicalQueryString(request.query, NameForm::kEncoded),
                 .names = claim.signed_headers,
                 .payload_hash = base::HexEncode(body_digest),
                 .algorithm = std::string(NameOfV3(claim.algorithm)),
                 .canonical_hash = hash,
                 .mac = {.hash = hash, .key = std::string(secret)}};
  for (const std::string& name : claim.signed_headers) {
    right.lines.push_back(LineOf(request.headers, name));
  }
  return right;
}

}  // namespace fake_ice::auth
