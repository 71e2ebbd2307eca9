#include "auth/signature_v1.h"
#include "auth/sorted_parameters.h"
#include "base/digest.h"

namespace fake_ice::auth {

base::Parameters SignedParameters(const base::Parameters& query, const base::Parameters& form) {
  base::Parameters all = form;
  for (const base::Parameter& parameter : query) {
    if (base::FindParameter(form, parameter.name) == nullptr) all.push_back(parameter);
  }
  std::erase_if(all,
                [](const base::Parameter& parameter) { return parameter.name == "Signature"; });
  return all;
}

std::string StringToSignV1(std::string_view method, const base::Parameters& parameters) {
  std::string text(method);
  base::AppendPercentEncoded(text += "&%2F&", base::EncodeForm(SortedByName(parameters)));
  return text;
}

std::string SignV1(std::string_view secret, std::string_view string_to_sign) {
  return base::Base64Encode(
      base::Hmac(base::Hash::kSha1, std::string(secret) + '&', string_to_sign));
}

base::Expected<void, Failure> VerifyV1(const SignedRequest& request, const Claim& claim,
                                       std::string_view key) {
  base::Parameters parameters = SignedParameters(request.query, request.form);
  const auto matches = [&](const std::string& string_to_sign) {
    if (claim.algorithm == Algorithm::kRsaSha256) {
      const auto signature = base::Base64Decode(claim.signature);
      return signature && base::VerifyRsaSha256(key, string_to_sign, *signature);
    }
    return base::EqualInConstantTime(SignV1(key, string_to_sign), claim.signature);
  };
  const std::string string_to_sign = StringToSignV1(request.method, parameters);
  if (matches(string_to_sign)) return {};
  const auto empty_values = std::erase_if(
      parameters, [](const base::Parameter& parameter) { return parameter.value.empty(); });
  if (empty_values > 0 && matches(StringToSignV1(request.method, parameters))) return {};
  return base::Unexpected<Failure>({.problem = Problem::kSignatureMismatchV1,
                                    .parameter = "Signature",
                                    .string_to_sign = string_to_sign,
                                    .canonical_request = {}});
}

}  // namespace fake_ice::auth
