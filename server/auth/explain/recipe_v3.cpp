#include "auth/explain/recipe_v3.h"

#include <algorithm>

#include "auth/signature_v3.h"

namespace fake_ice::auth {

std::string RecipeV3::Canonical() const {
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

std::string RecipeV3::StringToSign() const {
  const std::string canonical = Canonical();
  if (canonical_is_signed) return canonical;
  const std::string text = algorithm + '\n' + hash_as_text(base::Digest(canonical_hash, canonical));
  return edit_string_to_sign == nullptr ? text : edit_string_to_sign(text);
}

void RecipeV3::SetValue(std::string_view name, const std::string& value) {
  for (HeaderLine& line : lines) {
    if (line.name == name) line.value = value;
  }
}

void RecipeV3::DropLine(std::string_view name) {
  std::erase_if(lines, [&](const HeaderLine& line) { return line.name == name; });
}

void RecipeV3::DropName(std::string_view name) {
  std::erase(names, name);
}

void RecipeV3::AddLine(const HeaderLine& line) {
  const auto place = std::find_if(lines.begin(), lines.end(),
                                  [&](const HeaderLine& other) { return other.name > line.name; });
  lines.insert(place, line);
}

void RecipeV3::AddName(const std::string& name) {
  names.insert(std::upper_bound(names.begin(), names.end(), name), name);
}

HeaderLine LineOf(const base::HttpHeaders& headers, const std::string& name) {
  const std::string text = CanonicalHeaders(headers, name);
  return {name, text.substr(name.size() + 1, text.size() - name.size() - 2)};
}

RecipeV3 RightRecipeV3(const SignedRequest& request, const Claim& claim, std::string_view secret,
                       base::Hash hash, std::string_view body_digest) {
  RecipeV3 right{.method = request.method,
                 .path = request.path,
                 .query = CanonicalQueryString(request.query, NameForm::kEncoded),
                 .names = NamesOf(claim.signed_headers),
                 .payload_hash = base::HexEncode(body_digest),
                 .algorithm = std::string(NameOfV3(claim.algorithm)),
                 .canonical_hash = hash,
                 .mac = {.hash = hash, .key = std::string(secret)}};
  for (const std::string& name : right.names) {
    right.lines.push_back(LineOf(request.headers, name));
  }
  return right;
}

}  // namespace fake_ice::auth
