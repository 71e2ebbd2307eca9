#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "auth/claim.h"
#include "auth/explain.h"
#include "auth/signed_request.h"
#include "base/digest.h"

/// A client that signs on its own, with code that shares nothing with server/auth but the hash
/// functions. Every step of its signature can be replaced, which is how a test makes a mistake.
namespace fake_ice::test {

using Pairs = std::vector<std::pair<std::string, std::string>>;
using Text = std::string;
using Step = std::function<Text(const Text&)>;

inline const Text kSecret = "Wq8-client-secret-Lx2";
inline const Text kAccessKeyId = "LTAI-client";
/// How an explanation begins when no known mistake gives the signature.
inline const Text kWrongSecret =
    "the secret is most likely not the one of '" + kAccessKeyId + "': ";

/// Percent-encoding that leaves letters, digits and `plain` as they are.
Text Encode(const Text& text, const Text& plain = "-_.~", const Text& space = "%20",
            bool upper_case = true);
Step Encoding(const Text& plain, const Text& space, bool upper_case = true);
Text Unchanged(const Text& text);
Text Hex(const Text& bytes);
Text UpperHex(const Text& bytes);
Text Replaced(Text text, const Text& what, const Text& with);
Pairs Sorted(Pairs pairs);
Pairs Without(Pairs pairs, const Text& name);
/// Gives `name` another value; adds it when it is not there.
void Set(Pairs& pairs, const Text& name, const Text& value);

/// The steps that V1 and V3 have in common.
struct Steps {
  Step encode_name = Encoding("-_.~", "%20");
  Step encode_value = Encoding("-_.~", "%20");
  std::function<Pairs(Pairs)> order = Sorted;
  Step edit_query = Unchanged;
  Step edit_string_to_sign = Unchanged;
  Text key;
  base::Hash mac = base::Hash::kSha256;
  bool swap_key_and_message = false;
  Step signature_text = Hex;

  [[nodiscard]] Text Query(const Pairs& parameters) const;
  [[nodiscard]] Text Signature(const Text& string_to_sign) const;
};

/// A request of V3: first what is sent, then what is signed. Start from RightV3 and change it.
struct WrongV3 : Steps {
  Text method = "POST";
  Pairs query;
  Pairs form;
  Text body;
  Pairs headers;  ///< without Authorization; lower case
  Text algorithm = "ACS3-HMAC-SHA256";
  std::vector<Text> listed;  ///< SignedHeaders of Authorization
  Text access_key_id = kAccessKeyId;

  Text signed_method = "POST";
  Text signed_path = "/";
  Pairs signed_query;
  Pairs lines;
  std::vector<Text> names;  ///< SignedHeaders of the canonical request
  Text payload_hash;
  Text after_name = ":";
  Text after_lines = "\n";
  Step edit_canonical = Unchanged;
  base::Hash canonical_hash = base::Hash::kSha256;
  Step canonical_hash_text = Hex;
  bool sign_canonical_itself = false;

  /// Sends and signs another value of a header.
  void SetHeader(const Text& name, const Text& value);
  /// Takes a header's line out of what is signed.
  void DropLine(const Text& name) { lines = Without(lines, name); }
  /// Takes a header out of the canonical request's SignedHeaders.
  void DropName(const Text& name) { std::erase(names, name); }

  [[nodiscard]] auth::SignedRequest Request() const;
};

/// A POST with query and form parameters whose values need encoding, signed as the documentation
/// says.
WrongV3 RightV3();
/// The same with SM3 throughout.
WrongV3 RightV3WithSm3();
/// A GET without a query and without a body.
WrongV3 RightV3Empty();

/// A request of V1: first what is sent, then what is signed.
struct WrongV1 : Steps {
  Text method = "POST";
  Pairs query;
  Pairs form;
  Step send_signature = Unchanged;  ///< what percent-encoding and decoding on the way make of it

  Text signed_method = "POST";
  Text path = "%2F";
  Pairs parameters;
  Step encode_query = Encoding("-_.~", "%20");
  bool sign_twice = false;

  [[nodiscard]] Text StringToSign(const Pairs& all) const;
  [[nodiscard]] auth::SignedRequest Request() const;
};

WrongV1 RightV1();

/// What ExplainMismatch says of the request, which must be one that ReadClaim accepts.
Text Explanation(const auth::SignedRequest& request,
                 const std::vector<auth::OtherKey>& others = {});

}  // namespace fake_ice::test
