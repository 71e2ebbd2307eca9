// The parts of a credential that no vector covers: what is missing, timestamps, nonces.
#include <doctest/doctest.h>

#include "auth/claim.h"
#include "auth/nonce_memory.h"
#include "auth/timestamp.h"
#include "base/time_text.h"

using namespace fake_ice;
using namespace std::chrono_literals;

namespace {

auth::SignedRequest V3Request(const std::string& authorization) {
  return {.method = "POST",
          .path = "/",
          .headers = {{"Authorization", authorization},
                      {"x-acs-date", "2026-01-15T08:00:00Z"},
                      {"x-acs-signature-nonce", "n"}}};
}

std::string MissingIn(const auth::SignedRequest& request) {
  const auto claim = auth::ReadClaim(request);
  REQUIRE_FALSE(claim);
  REQUIRE(claim.error().problem == auth::Problem::kMissingParameter);
  return claim.error().parameter;
}

const auth::SignedRequest kCompleteV1{.method = "GET",
                                      .path = "/",
                                      .query = {{"AccessKeyId", "id"},
                                                {"Signature", "s"},
                                                {"SignatureMethod", "HMAC-SHA1"},
                                                {"SignatureVersion", "1.0"},
                                                {"SignatureNonce", "n"},
                                                {"Timestamp", "2026-01-15T08:00:00Z"}}};

const base::Moment kNoon = base::ParseProtocolTime("2026-01-15T12:00:00Z").value();

auth::Problem TimestampProblem(std::string_view text, std::chrono::milliseconds skew = 15min,
                               auth::Scheme scheme = auth::Scheme::kV3) {
  const auto result = auth::CheckTimestamp(scheme, text, kNoon, skew);
  REQUIRE_FALSE(result);
  return result.error().problem;
}

}  // namespace

TEST_CASE("each missing part of a V3 credential is named") {
  CHECK(MissingIn(V3Request("ACS3-HMAC-SHA256")) == "AccessKeyId");
  CHECK(MissingIn(V3Request("ACS3-HMAC-SHA256 SignedHeaders=host,Signature=s")) == "AccessKeyId");
  CHECK(MissingIn(V3Request("ACS3-HMAC-SHA256 Credential=,SignedHeaders=host,Signature=s")) ==
        "AccessKeyId");
  CHECK(MissingIn(V3Request("ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host")) == "Signature");
  CHECK(MissingIn(V3Request("ACS3-HMAC-SHA256 Credential=id,Signature=s")) == "SignedHeaders");
  auth::SignedRequest request =
      V3Request("ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host,Signature=s");
  REQUIRE(auth::ReadClaim(request));
  request.headers.Remove("x-acs-date");
  request.headers.push_back({"x-acs-date", ""});
  CHECK(MissingIn(request) == "Timestamp");
  request.headers.Remove("x-acs-signature-nonce");
  request.headers.Remove("x-acs-date");
  request.headers.push_back({"x-acs-date", "2026-01-15T08:00:00Z"});
  CHECK(MissingIn(request) == "SignatureNonce");
}

TEST_CASE("each missing part of a V1 credential is named") {
  REQUIRE(auth::ReadClaim(kCompleteV1));
  for (const base::Parameter& parameter : kCompleteV1.query) {
    auth::SignedRequest request = kCompleteV1;
    std::erase_if(request.query, [&](const auto& p) { return p.name == parameter.name; });
    CHECK(MissingIn(request) == parameter.name);
    request.query.push_back({parameter.name, ""});
    CHECK(MissingIn(request) == parameter.name);
  }
}

TEST_CASE("the parts of Authorization may come in any order and with blanks") {
  const auth::SignedRequest request =
      V3Request("ACS3-HMAC-SHA256 Signature=s, SignedHeaders=x-acs-date; ;Host;b, Credential=id");
  const auto claim = auth::ReadClaim(request);
  REQUIRE(claim);
  CHECK(claim->access_key_id == "id");
  CHECK(claim->signature == "s");
  CHECK(claim->signed_headers == "b;host;x-acs-date");
  CHECK((auth::NamesOf(claim->signed_headers) ==
         std::vector<std::string>{"b", "host", "x-acs-date"}));
}

TEST_CASE("an algorithm that cannot be checked is refused, not guessed") {
  for (const char* algorithm : {"ACS3-HMAC-SHA1", "ACS3-", "ACS3-hmac-sha256"}) {
    const auth::SignedRequest request =
        V3Request(std::string(algorithm) + " Credential=id,SignedHeaders=host,Signature=s");
    const auto claim = auth::ReadClaim(request);
    REQUIRE_FALSE(claim);
    CHECK(claim.error().problem == auth::Problem::kUnsupportedMethod);
  }
  auth::SignedRequest request = kCompleteV1;
  request.query[2].value = "HMAC-SHA256";
  CHECK(auth::ReadClaim(request).error().problem == auth::Problem::kUnsupportedMethod);
}

TEST_CASE("headers of V3 do not make a request V3, only its Authorization does") {
  CHECK(auth::SchemeOf({{"x-acs-action", "GetYikeAIAppJob"}}) == auth::Scheme::kV1);
  CHECK(auth::SchemeOf({{"authorization", "acs id:signature"}}) == auth::Scheme::kV1);
  CHECK(auth::SchemeOf({{"AUTHORIZATION", "ACS3-HMAC-SHA256 x"}}) == auth::Scheme::kV3);
}

TEST_CASE("a timestamp counts up to the window's edge, either way") {
  CHECK(auth::CheckTimestamp(auth::Scheme::kV3, "2026-01-15T11:45:00Z", kNoon, 15min));
  CHECK(auth::CheckTimestamp(auth::Scheme::kV3, "2026-01-15T12:15:00Z", kNoon, 15min));
  CHECK(TimestampProblem("2026-01-15T11:44:59Z") == auth::Problem::kExpiredTimestamp);
  CHECK(TimestampProblem("2026-01-15T12:15:01Z") == auth::Problem::kExpiredTimestamp);
  CHECK(auth::CheckTimestamp(auth::Scheme::kV3, "1999-01-01T00:00:00Z", kNoon, 1'000'000h));
  CHECK(TimestampProblem("2026-01-15T11:59:59Z", 0s) == auth::Problem::kExpiredTimestamp);
}

TEST_CASE("a timestamp in any other form is malformed") {
  for (const char* text : {"", "now", "2026-01-15 12:00:00", "2026-01-15T12:00:00", "1768478400",
                           "2026-01-15T12:00:00.000Z", "2026-01-15T12:00:00+00:00",
                           "2026-13-15T12:00:00Z", "2026-02-30T12:00:00Z", "2026-01-15T24:00:00Z",
                           "2026-01-15T12:00:00z", " 2026-01-15T12:00:00Z"}) {
    CAPTURE(text);
    CHECK(TimestampProblem(text) == auth::Problem::kMalformedTimestamp);
  }
}

TEST_CASE("V1 takes three digits of a second, and no other number of them") {
  CHECK(auth::CheckTimestamp(auth::Scheme::kV1, "2026-01-15T12:00:00Z", kNoon, 15min));
  CHECK(auth::CheckTimestamp(auth::Scheme::kV1, "2026-01-15T12:00:00.000Z", kNoon, 15min));
  CHECK(auth::CheckTimestamp(auth::Scheme::kV1, "2026-01-15T12:15:00.000Z", kNoon, 15min));
  CHECK(TimestampProblem("2026-01-15T12:15:00.001Z", 15min, auth::Scheme::kV1) ==
        auth::Problem::kExpiredTimestamp);
  for (const char* text :
       {"2026-01-15T12:00:00.Z", "2026-01-15T12:00:00.1Z", "2026-01-15T12:00:00.12Z",
        "2026-01-15T12:00:00.1234Z", "2026-01-15T12:00:00.123456Z",
        "2026-01-15T12:00:00.123456789Z", "2026-01-15T12:00:00.123",
        "2026-01-15T12:00:00.123+00:00", "2026-02-30T12:00:00.123Z"}) {
    CAPTURE(text);
    CHECK(TimestampProblem(text, 15min, auth::Scheme::kV1) == auth::Problem::kMalformedTimestamp);
  }
}

TEST_CASE("TimeStamp is not Timestamp") {
  auth::SignedRequest request = kCompleteV1;
  request.query.back().name = "TimeStamp";
  CHECK(MissingIn(request) == "Timestamp");
}

TEST_CASE("an empty Signature of V3 is there, and does not match") {
  const auth::SignedRequest request =
      V3Request("ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host,Signature=");
  const auto claim = auth::ReadClaim(request);
  REQUIRE(claim);
  CHECK(claim->signature.empty());
}

TEST_CASE("a bearer token in place of an access key is a type that is not supported") {
  auth::SignedRequest header{.method = "POST", .headers = {{"x-acs-bearer-token", "t"}}};
  auth::SignedRequest parameter{.query = {{"SignatureType", "BEARERTOKEN"}, {"BearerToken", "t"}}};
  // alibaba-cloud-sdk-go still signs, with an empty key.
  auth::SignedRequest signed_too = kCompleteV1;
  signed_too.query.push_back({"SignatureType", "BEARERTOKEN"});
  for (const auto& request : {header, parameter, signed_too}) {
    const auto claim = auth::ReadClaim(request);
    REQUIRE_FALSE(claim);
    CHECK(claim.error().problem == auth::Problem::kUnsupportedType);
  }
}

TEST_CASE("a nonce is used once per access key for as long as a replay could pass") {
  auth::NonceMemory nonces(30min);
  CHECK(nonces.Use("id", "n", kNoon));
  CHECK_FALSE(nonces.Use("id", "n", kNoon));
  CHECK(nonces.Use("other id", "n", kNoon));
  CHECK_FALSE(nonces.Use("id", "n", kNoon + 30min));
  CHECK(nonces.Use("id", "n", kNoon + 30min + 1ms));
}

TEST_CASE("the nonces remembered are bounded, and the oldest go first") {
  auth::NonceMemory nonces(30min, {.items_of_holder = 3});
  for (const char* nonce : {"1", "2", "3"}) REQUIRE(nonces.Use("id", nonce, kNoon));
  CHECK_FALSE(nonces.Use("id", "1", kNoon));
  CHECK(nonces.Use("id", "4", kNoon));
  CHECK_FALSE(nonces.Use("id", "2", kNoon));
  CHECK(nonces.Use("id", "1", kNoon));
}

TEST_CASE("no account's nonces push out another's, so that no replay passes for its sake") {
  auth::NonceMemory nonces(30min, {.items_of_holder = 80, .cost = 100});
  for (int i = 0; i < 20; ++i) REQUIRE(nonces.Use("a", std::to_string(i), kNoon, "quiet"));
  for (int i = 0; i < 1'000; ++i) REQUIRE(nonces.Use("b", std::to_string(i), kNoon, "loud"));
  for (int i = 0; i < 20; ++i) CHECK_FALSE(nonces.Use("a", std::to_string(i), kNoon, "quiet"));
  CHECK_FALSE(nonces.Use("b", "999", kNoon, "loud"));
  CHECK(nonces.Use("b", "1", kNoon, "loud"));
  nonces.Forget("quiet");
  CHECK(nonces.Use("a", "0", kNoon, "quiet"));
  CHECK_FALSE(nonces.Use("b", "999", kNoon, "loud"));
}
