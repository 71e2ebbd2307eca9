#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "auth/signature_v1.h"
#include "auth/signature_v3.h"
#include "explain/wrong_signer.h"

/// What the tests of both signature versions check about every explanation.
namespace fake_ice::test {

/// One mistake, what makes it, and a part of the explanation that no other mistake gets.
template <typename Client>
struct Row {
  Text mistake;
  std::function<void(Client&)> make;
  Text phrase;
};

inline bool IsAccepted(const auth::SignedRequest& request) {
  const auto claim = auth::ReadClaim(request);
  REQUIRE(claim);
  return claim->scheme == auth::Scheme::kV3 ? auth::VerifyV3(request, *claim, kSecret).has_value()
                                            : auth::VerifyV1(request, *claim, kSecret).has_value();
}

inline const std::vector<auth::OtherKey> kOtherKeys{{"LTAI-other-1", "zK4-other-secret-1"},
                                                    {"LTAI-other-2", "zK4-other-secret-2"}};

/// The signature that would have been accepted.
inline Text RightSignature(const auth::SignedRequest& request, const auth::Claim& claim) {
  if (claim.scheme == auth::Scheme::kV1) {
    const auto parameters = auth::SignedParameters(request.query, request.form);
    return auth::SignV1(kSecret, auth::StringToSignV1(request.method, parameters));
  }
  const auto failure = auth::VerifyV3(request, claim, kSecret);
  if (failure) return Text(claim.signature);
  return auth::SignV3(claim.algorithm, kSecret, failure.error().string_to_sign);
}

/// One line of at most 300 printable characters, without a secret and without a signature.
inline void CheckPresentable(const auth::SignedRequest& request, const Text& explanation) {
  CAPTURE(explanation);
  CHECK_FALSE(explanation.empty());
  CHECK(explanation.size() <= 300);
  for (const char c : explanation) {
    if (c < ' ' || c > '~') FAIL_CHECK("not printable: " << static_cast<int>(c));
  }
  const auto claim = auth::ReadClaim(request);
  REQUIRE(claim);
  std::vector<Text> hidden{kSecret, Text(claim->signature), RightSignature(request, *claim)};
  for (const auth::OtherKey& other : kOtherKeys) hidden.push_back(other.access_key_secret);
  for (const Text& text : hidden) CHECK(explanation.find(text) == Text::npos);
}

template <typename Client>
Text ExplanationOf(const Row<Client>& row, Client client) {
  CAPTURE(row.mistake);
  row.make(client);
  const auth::SignedRequest request = client.Request();
  CHECK_FALSE(IsAccepted(request));
  const Text explanation = Explanation(request, kOtherKeys);
  CheckPresentable(request, explanation);
  return explanation;
}

/// Makes each mistake alone, and checks that its explanation has its phrase and no other's.
template <typename Client>
void CheckTable(const std::vector<Row<Client>>& rows, const Client& right) {
  std::vector<Text> explanations;
  for (const Row<Client>& row : rows) explanations.push_back(ExplanationOf(row, right));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(rows[i].mistake);
    CAPTURE(explanations[i]);
    for (const Row<Client>& row : rows) {
      const bool own = row.phrase == rows[i].phrase;
      CAPTURE(row.phrase);
      CHECK((explanations[i].find(row.phrase) != Text::npos) == own);
    }
  }
}

/// Bytes of every value; the same ones in each run.
class RandomText {
 public:
  Text operator()(std::size_t size) {
    Text text(size, '\0');
    for (char& c : text) c = static_cast<char>(random_() % 256);
    return text;
  }

 private:
  std::mt19937 random_{2026};
};

}  // namespace fake_ice::test
