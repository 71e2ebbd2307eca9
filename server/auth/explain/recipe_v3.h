#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/claim.h"
#include "auth/explain/attempts.h"
#include "auth/explain/wording.h"
#include "auth/signed_request.h"
#include "base/digest.h"
#include "base/http_message.h"
#include "base/parameters.h"

namespace fake_ice::auth {

/// A line of the canonical request.
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

  void SetValue(std::string_view name, const std::string& value);
  void DropLine(std::string_view name);
  void DropName(std::string_view name);
  void AddLine(const HeaderLine& line);   ///< where its name belongs
  void AddName(const std::string& name);  ///< where it belongs
};

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

/// The line of the header `name` in the canonical request.
HeaderLine LineOf(const base::HttpHeaders& headers, const std::string& name);

/// The recipe that the server goes by.
RecipeV3 RightRecipeV3(const SignedRequest& request, const Claim& claim, std::string_view secret,
                       base::Hash hash, std::string_view body_digest);

}  // namespace fake_ice::auth
