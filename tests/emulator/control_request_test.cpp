// GET /_fake-ice/requests/{RequestId} over a real socket: what is shown of one request.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::ControlCode;
using test::JsonOf;
using test::RawResponse;
using test::RunningEmulator;

namespace {

constexpr const char* kRequestFixture = R"({"Accounts": [
  {"AccountId": "1", "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "keysecret"}],
   "Sessions": [{"AccessKeyId": "STS.s", "AccessKeySecret": "keysecret",
                 "SecurityToken": "token/secret+=", "RoleName": "r", "Policies": [
                   {"Version": "1", "Statement": [
                     {"Effect": "Allow", "Action": "*", "Resource": "*"}]}]}],
   "Jobs": [{"JobId": "job", "Status": "Created"}]}]})";

nlohmann::json Shown(RunningEmulator& emulator, const RawResponse& answer) {
  return emulator.Read("/_fake-ice/requests/" + answer.Header("x-acs-request-id"));
}

std::string HeaderIn(const nlohmann::json& headers, const std::string& name) {
  for (const auto& header : headers) {
    if (header.at("Name") == name) return header.at("Value");
  }
  return "(no " + name + ")";
}

/// No form of a secret of the fixture, nor a signature, in what is shown.
void CheckNoSecret(const nlohmann::json& shown, const std::string& signature) {
  const std::string text = shown.dump();
  CAPTURE(text);
  for (const std::string& secret : {std::string("keysecret"), std::string("token/secret+="),
                                    base::PercentEncode("token/secret+="),
                                    base::PercentEncode(base::PercentEncode("token/secret+=")),
                                    std::string("bearersecret"), signature}) {
    CAPTURE(secret);
    CHECK(text.find(secret) == std::string::npos);
  }
}

/// The signature of a signed request, as it stands in it.
std::string SignatureOf(const base::HttpRequest& request) {
  for (const std::string& text : {request.target, request.body}) {
    const auto at = text.find("&Signature=");
    if (at == std::string::npos) continue;
    const auto start = at + std::string("&Signature=").size();
    return text.substr(start, text.find('&', start) - start);
  }
  const auto authorization = base::FindHeader(request.headers, "Authorization");
  REQUIRE(authorization);
  return std::string(authorization->substr(authorization->find("Signature=") + 10));
}

const std::vector<test::Signer> kSigners{
    {"STS.s", "keysecret", "token/secret+=", auth::Scheme::kV3, "GET"},
    {"STS.s", "keysecret", "token/secret+=", auth::Scheme::kV3, "POST"},
    {"STS.s", "keysecret", "token/secret+=", auth::Scheme::kV1, "GET"},
    {"STS.s", "keysecret", "token/secret+=", auth::Scheme::kV1, "POST"}};

}  // namespace

TEST_CASE("a request is shown as it came, with its secrets masked") {
  RunningEmulator emulator(kRequestFixture);
  for (const test::Signer& signer : kSigners) {
    const bool v3 = signer.scheme == auth::Scheme::kV3;
    CAPTURE(v3);
    CAPTURE(signer.method);
    const auto request = emulator.Signed(signer, {{"JobId", "job"}});
    const RawResponse answer = emulator.Send(request);
    CHECK(answer.status == 200);
    const auto shown = Shown(emulator, answer);
    CheckNoSecret(shown, SignatureOf(request));
    const auto& came = shown.at("Request");
    CHECK(came.at("Method") == signer.method);
    CHECK(came.at("Headers").size() >= request.headers.size());
    CHECK(HeaderIn(came.at("Headers"), "Host") == emulator.Authority());
    CHECK(came.at("BodyBytes") == request.body.size());
    const std::string target = came.at("Target");
    const std::string body = came.at("Body");
    CHECK((target + body).find("JobId=job") != std::string::npos);
    CHECK((v3 ? HeaderIn(came.at("Headers"), "x-acs-security-token") == "***"
              : (target + body).find("SecurityToken=***") != std::string::npos));
    CHECK(shown.at("Response").at("Status") == 200);
    CHECK(shown.at("Response").at("Body") == answer.body);
    CHECK(shown.at("Response").at("BodyBytes") == answer.body.size());
    CHECK(!shown.contains("StringToSign"));
  }
}

TEST_CASE("what V3's Authorization says besides the signature stays readable") {
  RunningEmulator emulator(kRequestFixture);
  const auto shown = Shown(emulator, emulator.Call(kSigners.front()));
  const std::string value = HeaderIn(shown.at("Request").at("Headers"), "Authorization");
  CHECK(value.starts_with("ACS3-HMAC-SHA256 Credential=STS.s,SignedHeaders=host;x-acs-action;"));
  CHECK(value.ends_with(",Signature=***"));
}

TEST_CASE("of a wrong signature the server's texts and the likely mistake are shown, masked") {
  RunningEmulator emulator(kRequestFixture);
  for (test::Signer signer : kSigners) {
    const bool v3 = signer.scheme == auth::Scheme::kV3;
    CAPTURE(v3);
    CAPTURE(signer.method);
    signer.access_key_secret = "keysecret\n";
    const auto request = emulator.Signed(signer, {{"JobId", "job"}});
    const RawResponse answer = emulator.Send(request);
    CHECK(answer.status == 400);
    const auto shown = Shown(emulator, answer);
    CheckNoSecret(shown, SignatureOf(request));
    CHECK(shown.at("Code") == "SignatureDoesNotMatch");
    CHECK(shown.at("Step") == "Signature");
    const std::string string_to_sign = shown.at("StringToSign");
    if (v3) {
      CHECK(string_to_sign.starts_with("ACS3-HMAC-SHA256\n"));
      const std::string canonical = shown.at("CanonicalRequest");
      CHECK(canonical.starts_with(signer.method + "\n/\n"));
      CHECK(canonical.find("x-acs-security-token:***") != std::string::npos);
      CHECK(canonical.find("x-acs-action:GetYikeAIAppJob\n") != std::string::npos);
    } else {
      CHECK(string_to_sign.starts_with(signer.method + "&%2F&"));
      CHECK(string_to_sign.find("SecurityToken%3D***") != std::string::npos);
      CHECK(string_to_sign.find("Version%3D2020-11-09") != std::string::npos);
      CHECK(!shown.contains("CanonicalRequest"));
    }
    CHECK(shown.at("Explanation") == answer.Header("x-fake-ice-explain"));
    CHECK(shown.at("Explanation").get<std::string>().find("newline") != std::string::npos);
    CHECK(shown.at("Response").at("Body").get<std::string>().find("SignatureDoesNotMatch") !=
          std::string::npos);
  }
}

TEST_CASE("a bearer token is masked wherever it stands") {
  RunningEmulator emulator(kRequestFixture);
  const std::string query =
      "/?Action=GetYikeAIAppJob&Version=2020-11-09&JobId=job&Format=JSON"
      "&SignatureType=BEARERTOKEN";
  for (const test::Extras& extras : std::vector<test::Extras>{
           {.headers = {"x-acs-bearer-token: bearersecret", "x-acs-signature-type: BEARERTOKEN"}},
           {.body = "BearerToken=bearersecret",
           .headers = {"Content-Type: application/x-www-form-urlencoded"}},
           {.body = "BearerToken=bearersecret"},
           {.headers = {"Authorization: Bearer bearersecret"}},
           {.headers = {"Cookie: a=bearersecret; b=bearersecret"}}}) {
    const RawResponse answer = emulator.Ask("POST", query, extras);
    CheckNoSecret(Shown(emulator, answer), "(none)");
  }
  CheckNoSecret(Shown(emulator, emulator.Ask("GET", query + "&BearerToken=bearersecret")),
                "(none)");
}

TEST_CASE("bytes that are no UTF-8 are shown as JSON all the same") {
  RunningEmulator emulator(kRequestFixture);
  const RawResponse answer = emulator.Ask(
      "POST", "/?Action=%FF%FE&Version=2020-11-09&JobId=\xFF&AccessKeyId=%C3",
      {.body = "\xFF\x00\xC0=\x80", .headers = {"X-Odd: \xFF\x80", "User-Agent: \xE9"}});
  const auto shown = Shown(emulator, answer);
  CHECK(shown.at("Action") == "\uFFFD\uFFFD");
  CHECK(shown.at("Request").at("Body").get<std::string>().find("\uFFFD") != std::string::npos);
  CHECK(emulator.Read("/_fake-ice/requests").at("Requests").size() == 1);
  CHECK(emulator.Read("/_fake-ice/requests?Action=%FF%FE").at("Requests").size() == 1);
}

TEST_CASE("a request of RAM's no shows the error's body whole") {
  RunningEmulator emulator(R"({"Accounts": [{"AccountId": "1", "Users": [{"UserId": "u",
      "UserName": "n", "AccessKeys": [{"AccessKeyId": "user", "AccessKeySecret": "secret"}]}]}]})");
  const RawResponse answer = emulator.Call({"user"});
  const auto shown = Shown(emulator, answer);
  CHECK(shown.at("Code") == "Forbidden");
  CHECK(shown.at("Step") == "Policy");
  CHECK(shown.at("Response").at("Body") == answer.body);
}

TEST_CASE("a long body is cut, and its size is not") {
  RunningEmulator emulator(kRequestFixture);
  const std::string body(100'000, 'b');
  const RawResponse answer = emulator.Ask("POST", "/", {.body = body});
  const auto request = Shown(emulator, answer).at("Request");
  CHECK(request.at("BodyBytes") == 100'000);
  CHECK(request.at("Body") == std::string(64 * 1024, 'b'));
}

TEST_CASE("an unknown request is 404") {
  RunningEmulator emulator(kRequestFixture);
  for (const std::string id : {"x", "00000000-0000-5000-8000-000000000001", "%00", "%FF"}) {
    CAPTURE(id);
    const RawResponse response = emulator.Ask("GET", "/_fake-ice/requests/" + std::string(id));
    CHECK(response.status == 404);
    CHECK(ControlCode(response) == "RequestNotFound");
  }
}
