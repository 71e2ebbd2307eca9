// Signatures of an access key with a public key: nobody but its owner makes one, and whatever
// stands instead of one is only wrong.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"
#include "support/files.h"

using namespace fake_ice;
using test::JsonOf;
using test::RunningEmulator;

namespace {

std::string EverythingFixture() {
  return test::ReadFile(test::SourceDirectory() / "tests/emulator/everything.json");
}

std::string CodeOfV1(RunningEmulator& emulator, const std::string& signature) {
  return JsonOf(emulator.Ask("GET",
                             "/?Action=GetYikeAIAppJob&Version=2020-11-09&Format=JSON&JobId=job"
                             "&AccessKeyId=rsa&SignatureMethod=SHA256withRSA&SignatureVersion=1.0"
                             "&SignatureNonce=n&Timestamp=2026-01-15T08%3A00%3A00Z&Signature=" +
                                 base::PercentEncode(signature)))
      .at("Code");
}

std::string CodeOfV3(RunningEmulator& emulator, const std::string& signature) {
  return JsonOf(emulator.Ask(
                    "GET", "/?JobId=job",
                    {.headers = {"x-acs-action: GetYikeAIAppJob", "x-acs-version: 2020-11-09",
                                 "x-acs-date: 2026-01-15T08:00:00Z", "x-acs-signature-nonce: n",
                                 "Authorization: ACS3-RSA-SHA256 Credential=rsa,"
                                 "SignedHeaders=x-acs-action;x-acs-date,Signature=" +
                                     signature}}))
      .at("Code");
}

}  // namespace

TEST_CASE("what is no RSA signature does not match, and the server lives on") {
  RunningEmulator emulator(EverythingFixture());
  for (const std::string& signature :
       {std::string("===="), std::string("A==="), std::string("QQ=="), std::string("QUJD===="),
        std::string(1000, '='), std::string(344, 'A'), std::string("QQ==QUJD"), std::string("x"),
        std::string("\0\0\0\0", 4), std::string("  QUJD  "), std::string("\xFF\xFF\xFF\xFF"),
        std::string(100'000, 'A')}) {
    CAPTURE(signature.substr(0, 20));
    CHECK(CodeOfV1(emulator, signature) == "SignatureDoesNotMatch");
    CHECK(emulator.Ask("GET", "/_fake-ice/health").status == 200);
  }
  for (const std::string& signature : {std::string("===="), std::string("0"), std::string(511, 'a'),
                                       std::string(512, 'a'), std::string("zz")}) {
    CAPTURE(signature.substr(0, 20));
    CHECK(CodeOfV3(emulator, signature) == "SignatureDoesNotMatch");
  }
}

TEST_CASE("a key's public key is no secret to sign with") {
  RunningEmulator emulator(EverythingFixture());
  const auto accounts = emulator.Read("/_fake-ice/fixtures").at("Accounts");
  const std::string pem = accounts.at(0).at("/AccessKeys/2/PublicKey"_json_pointer);
  CHECK(emulator.CodeOf({"rsa", pem}) == "InvalidAccessKeyId.NotMatchWithSignatureType");
  CHECK(emulator.CodeOf({"rsa", ""}) == "InvalidAccessKeyId.NotMatchWithSignatureType");
  CHECK(emulator.CodeOf({"rsa", pem, "", auth::Scheme::kV1}) ==
        "InvalidAccessKeyId.NotMatchWithSignatureType");
}
