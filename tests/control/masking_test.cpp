#include "control/masking.h"

#include <doctest/doctest.h>

#include <chrono>
#include <random>

#include "base/parameters.h"
#include "base/text.h"

using namespace fake_ice;
using base::HttpRequest;
using base::PercentEncode;
using control::Masked;
using control::MaskedText;

namespace {

// With characters that percent-encoding changes, as real tokens and signatures have.
const std::string kToken = "CAIS+secret/token==";
const std::string kSignature = "jHx/oHoHNrbVfhnc+HvPdHXZwHU=";
const std::string kForm = "application/x-www-form-urlencoded";

std::string Replaced(std::string text, std::string_view part, std::string_view by) {
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + by.size())) {
    text.replace(at, part.size(), by);
  }
  return text;
}

/// Whether any piece of a secret of ours is left, decoded however often.
bool ShowsSecret(std::string text) {
  for (int times = 0; times < 4; ++times) {
    for (const char* piece : {"secret", "CAIS", "jHx", "oHoHNrbVfhnc", "HvPdHXZwHU"}) {
      if (base::ContainsIgnoringCase(text, piece)) return true;
    }
    text = base::FormDecode(text);
  }
  return false;
}

std::string Flat(const HttpRequest& request) {
  std::string text = request.method + ' ' + request.target + '\n';
  for (const base::HttpHeader& header : request.headers) {
    text.append(header.name).append(": ").append(header.value).append(1, '\n');
  }
  return text + '\n' + request.body;
}

/// Nothing of a secret is left, and everything else is as it was.
void CheckMasked(const HttpRequest& request) {
  std::string expected = Flat(request);
  for (const std::string& secret : {kToken, kSignature}) {
    expected = Replaced(Replaced(expected, PercentEncode(secret), "***"), secret, "***");
  }
  REQUIRE(ShowsSecret(Flat(request)));
  CHECK(Flat(Masked(request)) == expected);
  CHECK_FALSE(ShowsSecret(expected));
}

std::string MaskedTarget(std::string target) {
  return Masked({.method = "GET", .target = std::move(target)}).target;
}

std::string MaskedBody(std::string body, std::string_view content_type = kForm) {
  return Masked({.headers = {{"Content-Type", content_type}}, .body = std::move(body)}).body;
}

std::string MaskedHeader(std::string_view name, std::string_view value) {
  return std::string(Masked({.headers = {{name, value}}}).headers.begin()->value);
}

std::string MaskedAuthorization(std::string value) {
  return MaskedHeader("Authorization", std::move(value));
}

const std::string kV1Parameters =
    "AccessKeyId=STS.abc&Action=GetYikeAIAppJob&Format=JSON&JobId=00000000000000000000000000000004"
    "&SecurityToken=" +
    PercentEncode(kToken) + "&Signature=" + PercentEncode(kSignature) +
    "&SignatureMethod=HMAC-SHA1&SignatureNonce=9e1f&SignatureType=&SignatureVersion=1.0"
    "&Timestamp=2026-02-06T10%3A53%3A18Z&Version=2020-11-09";

}  // namespace

TEST_CASE("a V3 request with an STS token shows all but token and signature") {
  CheckMasked({.method = "POST",
               .target = "/?JobId=00000000000000000000000000000004",
               .headers = {{"host", "127.0.0.1:20201"},
                           {"x-acs-action", "GetYikeAIAppJob"},
                           {"x-acs-accesskey-id", "STS.abc"},
                           {"x-acs-security-token", kToken},
                           {"x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"},
                           {"Authorization",
                            "ACS3-HMAC-SHA256 Credential=STS.abc,SignedHeaders="
                            "host;x-acs-action;x-acs-security-token,Signature=" +
                                kSignature}},
               .body = "AppParams=%7B%22url%22%3A%22https%3A%2F%2Fh%2F%3FSignature%3Dmine%22%7D"});
}

TEST_CASE("a V1 GET shows all but token and signature") {
  CheckMasked({.method = "GET",
               .target = "/?" + kV1Parameters,
               .headers = {{"Host", "localhost"}, {"x-acs-version", "2020-11-09"}}});
}

TEST_CASE("a V1 form post shows all but token and signature") {
  for (const char* type : {"application/x-www-form-urlencoded",
                           "Application/X-WWW-Form-URLEncoded; charset=UTF-8", "text/plain", ""}) {
    CheckMasked({.method = "POST",
                 .target = "/",
                 .headers = {{"content-type", type}},
                 .body = kV1Parameters});
  }
  CheckMasked({.method = "POST", .target = "/", .body = kV1Parameters});
}

TEST_CASE("a bearer request shows all but its token") {
  CheckMasked({.method = "POST",
               .target = "/?BearerToken=" + PercentEncode(kToken) + "&SignatureType=BEARERTOKEN",
               .headers = {{"x-acs-bearer-token", kToken},
                           {"X-Acs-Zero-Trust-IdToken", kToken},
                           {"Authorization", "Bearer " + kToken},
                           {"Cookie", kToken},
                           {"cookie", kToken},
                           {"user-agent", "AlibabaCloud (linux; x64) Node.js/v18 Core/1.0.1"}}});
}

TEST_CASE("of an ACS3 Authorization only the signature is masked") {
  CHECK(MaskedAuthorization("ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b;c,Signature=x") ==
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b;c,Signature=***");
  CHECK(MaskedAuthorization("ACS3-HMAC-SM3  Signature=x , Credential=a ,\tSignedHeaders=b") ==
        "ACS3-HMAC-SM3  Signature=*** , Credential=a ,\tSignedHeaders=b");
  CHECK(MaskedAuthorization("acs3-x signature = x,Signature=y=,credential=a") ==
        "acs3-x signature = ***,Signature=***,credential=a");
  CHECK(MaskedAuthorization("ACS3-HMAC-SHA256 Credential=a,Signature=") ==
        "ACS3-HMAC-SHA256 Credential=a,Signature=");
}

TEST_CASE("a broken ACS3 Authorization lets no signature through") {
  CHECK(MaskedAuthorization("ACS3-HMAC-SHA256 Credential=a Signature=x") ==
        "ACS3-HMAC-SHA256 Credential=a Signature=***");
  CHECK(MaskedAuthorization("ACS3-HMAC-SHA256 Credential=a,Signature=x,y,Other=z,,") ==
        "ACS3-HMAC-SHA256 Credential=a,Signature=***,***,Other=***,,");
  CHECK(MaskedAuthorization("ACS3-HMAC-SHA256,Signature=x") == "***");
}

TEST_CASE("of any other Authorization only the scheme is left") {
  CHECK(MaskedAuthorization("Bearer x") == "Bearer ***");
  CHECK(MaskedAuthorization("Basic\tx y=z, w") == "Basic\t***");
  CHECK(MaskedAuthorization("acs key-id:x") == "acs ***");
  CHECK(MaskedAuthorization("x") == "***");
  CHECK(MaskedAuthorization("").empty());
  CHECK(MaskedHeader("proxy-authorization", "Basic x") == "Basic ***");
}

TEST_CASE("secret headers are masked in any case, others stay") {
  CHECK(MaskedHeader("X-ACS-Security-Token", "a b;c") == "***");
  CHECK(MaskedHeader("x-acs-bearer-token", "") == "");
  CHECK(MaskedHeader("Signature", "x") == "***");
  CHECK(MaskedHeader("x-acs-signature-nonce", "x") == "x");
  CHECK(MaskedHeader("x-acs-signature-type", "BEARERTOKEN") == "BEARERTOKEN");
  CHECK(MaskedHeader("Host", "cookie:20201") == "cookie:20201");
  CHECK(MaskedHeader("Referer", "http://h/?a=b&SecurityToken=x&c=d") ==
        "http://h/?a=b&SecurityToken=***&c=d");
}

TEST_CASE("secret parameters are masked wherever and however a target names them") {
  CHECK(MaskedTarget("/?Signature=x") == "/?Signature=***");
  CHECK(MaskedTarget("http://h:1/?Signature=x&a=b") == "http://h:1/?Signature=***&a=b");
  CHECK(MaskedTarget("http://h?Signature=x") == "http://h?Signature=***");
  CHECK(MaskedTarget("/?Sign%61ture=x&%53ecurityToke%6e=y&a=%zz") ==
        "/?Sign%61ture=***&%53ecurityToke%6e=***&a=%zz");
  CHECK(MaskedTarget("/?Signature=x&Signature=y&&=&signature=z") ==
        "/?Signature=***&Signature=***&&=&signature=***");
  CHECK(MaskedTarget("/?Signature=x=y?z&SecurityToken=a;b#c") ==
        "/?Signature=***&SecurityToken=***");
  CHECK(MaskedTarget("/?Signature+=x&Signature%20=y") == "/?Signature+=***&Signature%20=***");
  CHECK(MaskedTarget("/?x-acs-security-token=x&security_token=y") ==
        "/?x-acs-security-token=***&security_token=***");
}

TEST_CASE("a target whose client broke the query lets no secret through") {
  CHECK(MaskedTarget("/Action=A&SecurityToken=x") == "/Action=A&SecurityToken=***");
  CHECK(MaskedTarget("/?Action%3DA%26SecurityToken%3Dx%26a%3Db&c=d") ==
        "/?Action%3DA%26SecurityToken%3D***&c=d");
  CHECK(MaskedTarget("/?a=b;Signature=x") == "/?a=b;Signature=***");
  CHECK(MaskedTarget("/%3FSignature=x") == "/%3FSignature=***");
}

TEST_CASE("parameters that only resemble secret ones stay") {
  for (const char* target :
       {"/", "", "?", "/?", "/?Signature", "/?Signature=", "/?Signature=&SecurityToken&a",
        "/?SignatureMethod=HMAC-SHA1&SignatureNonce=n&AccessKeyId=i&NextToken=t&ClientToken=u",
        "/?a=Signature", "/?a=Signature%3Dx%26SecurityToken%3Dy", "/?Tokens=x&Cookies=y"}) {
    CHECK(MaskedTarget(target) == target);
  }
}

TEST_CASE("bodies that are no form stay as they are") {
  const std::string json = R"({"JobId":"1","AppParams":"{\"Prompt\":\"a & b = c\"}"})";
  CHECK(MaskedBody(json, "application/json") == json);
  const std::string bytes("\0\xFF&\x80=%&%%%=\r\n", 13);
  CHECK(MaskedBody(bytes, "application/octet-stream") == bytes);
}

TEST_CASE("texts that quote parameters or header lines show no secret") {
  const std::pair<const char*, const char*> cases[]{
      {"GET&%2F&AccessKeyId%3Dx%26SecurityToken%3Dabc%252F%253D%26Version%3D1",
       "GET&%2F&AccessKeyId%3Dx%26SecurityToken%3D***%26Version%3D1"},
      {"GET&%2F&A%3Db%26SecurityToken%3Dabc", "GET&%2F&A%3Db%26SecurityToken%3D***"},
      {"GET&%2F&A%3Db%26SecurityToken%3D%26C%3Dd", "GET&%2F&A%3Db%26SecurityToken%3D%26C%3Dd"},
      {"GET&%2f&a%3db%26securitytoken%3dabc%26c%3dd",
       "GET&%2f&a%3db%26securitytoken%3d***%26c%3dd"},
      {"%2526SecurityToken%253Dabc%25252F%2526V", "%2526SecurityToken%253D***%2526V"},
      {"POST\n/\nA=b&SecurityToken=a%2Fbc&V=1\nhost:h\n",
       "POST\n/\nA=b&SecurityToken=***&V=1\nhost:h\n"},
      {"POST\n/\nSecurityToken=a%2Fbc\nhost:h\n", "POST\n/\nSecurityToken=***\nhost:h\n"},
      {"host:h\nx-acs-security-token:a&b\\n=;c "
       "d]\nx-acs-version:v\n\nhost;x-acs-security-token\n0f",
       "host:h\nx-acs-security-token:***\nx-acs-version:v\n\nhost;x-acs-security-token\n0f"},
      {"Cookie: a=b; c=d\r\nHost: h\r\n", "Cookie: ***\r\nHost: h\r\n"},
      {"authorization:\nhost:h", "authorization:\nhost:h"},
      {"sign is:GET&%2F&SecurityToken%3Dabc] CanonicalRequest is [GET\n/\nSignature=x\n]",
       "sign is:GET&%2F&SecurityToken%3D***] CanonicalRequest is [GET\n/\nSignature=***\n]"},
      {R"({"Message":"is:GET&%2F&SecurityToken%3Dabc","Code":"C"})",
       R"({"Message":"is:GET&%2F&SecurityToken%3D***","Code":"C"})"},
      {R"({"Message":"[GET\n/\nSecurityToken=abc\nx-acs-bearer-token:a\\nb\"c\nhost:h\n]"})",
       R"({"Message":"[GET\n/\nSecurityToken=***\nx-acs-bearer-token:***\nhost:h\n]"})"},
      {"<M>GET&amp;%2F&amp;SecurityToken%3Dabc</M>", "<M>GET&amp;%2F&amp;SecurityToken%3D***</M>"},
      {"<M>[/\nA=b&amp;SecurityToken=abc&amp;V=1\n]</M>",
       "<M>[/\nA=b&amp;SecurityToken=***&amp;V=1\n]</M>"},
      {"Signature = abc", "Signature = ***"},
      {"Signature%3Dabc==+/%26", "Signature%3D***%26"},
      {"", ""},
      {"Specified signature is not matched with our calculation.",
       "Specified signature is not matched with our calculation."}};
  for (const auto& [text, expected] : cases) {
    CHECK(MaskedText(text) == expected);
    CHECK(MaskedText(expected) == expected);  // masking twice does no harm
  }
}

TEST_CASE("whatever a token consists of, quoting it leaves only the mask") {
  constexpr std::string_view kNasty = "ab9%&=+/ \\\"'<>[]();:,.-_~nr25636D\x01\x80";
  constexpr std::string_view kPlaceholder = "PLACEHOLDER";
  std::mt19937 random(20201);
  const auto nasty_text = [&] {
    std::string text = "x";
    for (auto left = random() % 12; left > 0; --left) text += kNasty[random() % kNasty.size()];
    return text + "x";
  };
  for (int round = 0; round < 3000; ++round) {
    const std::string other = nasty_text();
    const auto quote = [&](const std::string& secret, bool in_json) {
      const std::string query = base::EncodeForm(
          {{"AppParams", other}, {"SecurityToken", secret}, {"Signature", secret}, {"V", other}});
      std::string text = "is [GET&%2F&" + PercentEncode(query) + "] and [GET\n/\n" + query +
                         "\ncookie:" + secret + "\nx-acs-security-token:" + secret +
                         "\nx-acs-version:1\n\ncookie;host\n0f]";
      if (!in_json) return text;
      text = Replaced(Replaced(text, "\\", "\\\\"), "\"", "\\\"");
      return "{\"Message\":\"" + Replaced(text, "\n", "\\n") + "\",\"Code\":\"C\"}";
    };
    const std::string secret = nasty_text();
    CAPTURE(secret);
    for (const bool in_json : {false, true}) {
      const std::string masked = MaskedText(quote(secret, in_json));
      REQUIRE(masked == Replaced(quote(std::string(kPlaceholder), in_json), kPlaceholder, "***"));
    }
  }
}

TEST_CASE("hostile megabytes are masked as fast as they are read") {
  const auto begin = std::chrono::steady_clock::now();
  for (const char* unit : {"%25", "25", "%", "Signature", "Signature=", "Signature%3D", "cookie:",
                           "cookie :", "Signature ", "&", "\\", "\n", "%2525253D", "a", "-"}) {
    for (const char* prefix : {"", "%", "SecurityToken=", "SecurityToken%253D"}) {
      std::string text = prefix;
      while (text.size() < 1'000'000) text += unit;
      CHECK(MaskedText(text).size() <= 2 * text.size());
      CHECK(MaskedTarget(text).size() <= 2 * text.size());
      CHECK(MaskedHeader("Authorization", "ACS3- " + text).size() <= 2 * text.size());
    }
  }
  // Some seconds with sanitizers; quadratic time would be hours.
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::minutes(2));
}
