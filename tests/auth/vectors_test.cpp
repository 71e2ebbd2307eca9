// Every folder below tests/vectors, stage by stage. None of them was made with this project's code.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "auth/signature_v1.h"
#include "auth/signature_v3.h"
#include "base/text.h"
#include "gateway/api_request.h"
#include "http/request_head.h"
#include "support/files.h"

using namespace fake_ice;
using test::ReadFile;

namespace {

using Json = nlohmann::json;

struct Vector {
  std::filesystem::path folder;
  Json json;

  [[nodiscard]] std::string Expected(const char* stage) const { return ReadFile(folder / stage); }
  [[nodiscard]] std::string Text(const char* key) const { return json.at(key).get<std::string>(); }
};

std::vector<Vector> Vectors(const char* scheme) {
  std::vector<Vector> vectors;
  for (const auto& folder : test::FoldersIn(test::SourceDirectory() / "tests/vectors" / scheme)) {
    vectors.push_back({folder, Json::parse(ReadFile(folder / "case.json"))});
  }
  return vectors;
}

base::Parameters ParametersOf(const Json& list) {
  base::Parameters parameters;
  for (const Json& pair : list) parameters.push_back({pair.at(0), pair.at(1)});
  return parameters;
}

base::HttpHeaders HeadersOf(const Json& list) {
  base::HttpHeaders headers;
  for (const Json& pair : list) {
    headers.push_back({pair.at(0).get<std::string_view>(), pair.at(1).get<std::string_view>()});
  }
  return headers;
}

/// Takes chunked transfer coding off; the vectors have neither extensions nor trailers.
std::string WithoutChunks(std::string_view text) {
  std::string body;
  for (;;) {
    const auto line_end = text.find("\r\n");
    const auto size = std::stoul(std::string(text.substr(0, line_end)), nullptr, 16);
    if (size == 0) return body;
    body += text.substr(line_end + 2, size);
    text.remove_prefix(line_end + 2 + size + 2);
  }
}

auth::SignedRequest ReadWireRequest(const std::string& wire) {
  const auto head_size = http::HeadEndFinder().Find(wire).value();
  const auto head = http::ParseRequestHead(std::string_view(wire).substr(0, head_size)).value();
  const std::string body = wire.substr(head_size);
  const base::HttpRequest request{.method = head.method,
                                  .target = head.target,
                                  .headers = head.headers,
                                  .body = head.framing.chunked ? WithoutChunks(body) : body};
  return gateway::ReadApiRequest(request).parts;
}

void CheckV3Stages(const Vector& vector, auth::Algorithm algorithm, const std::string& canonical) {
  CHECK(canonical == vector.Expected("canonical_request.txt"));
  const std::string string_to_sign = auth::StringToSignV3(algorithm, canonical);
  CHECK(string_to_sign == vector.Expected("string_to_sign.txt"));
  CHECK(auth::SignV3(algorithm, vector.Text("AccessKeySecret"), string_to_sign) ==
        vector.Expected("signature.txt"));
}

void CheckDirectV3(const Vector& vector) {
  const auto algorithm = vector.Text("Algorithm") == "ACS3-HMAC-SM3" ? auth::Algorithm::kHmacSm3
                                                                     : auth::Algorithm::kHmacSha256;
  CheckV3Stages(vector, algorithm,
                auth::CanonicalRequest({.method = vector.Text("Method"),
                                        .path = vector.Text("Path"),
                                        .query = ParametersOf(vector.json.at("Query")),
                                        .headers = HeadersOf(vector.json.at("Headers"))},
                                       vector.Text("SignedHeaders"), vector.Text("HashedPayload"),
                                       auth::NameForm::kEncoded));
}

void CheckWireV3(const Vector& vector) {
  const auth::SignedRequest request = ReadWireRequest(vector.Expected("request.http"));
  REQUIRE(auth::SchemeOf(request.headers) == auth::Scheme::kV3);
  const auth::Claim claim = auth::ReadClaim(request).value();
  const bool raw_names = vector.json.value("CanonicalKeys", "") == "raw";
  CheckV3Stages(vector, claim.algorithm,
                auth::CanonicalRequest(
                    request, claim.signed_headers, auth::HashPayload(claim.algorithm, request.body),
                    raw_names ? auth::NameForm::kRaw : auth::NameForm::kEncoded));

  CHECK(claim.access_key_id == vector.Text("AccessKeyId"));
  CHECK(auth::VerifyV3(request, claim, vector.Text("AccessKeySecret")));
  CHECK_FALSE(auth::VerifyV3(request, claim, vector.Text("AccessKeySecret") + "x"));
}

void CheckWireV1(const Vector& vector) {
  const auth::SignedRequest request = ReadWireRequest(vector.Expected("request.http"));
  REQUIRE(auth::SchemeOf(request.headers) == auth::Scheme::kV1);
  const auth::Claim claim = auth::ReadClaim(request).value();
  base::Parameters parameters = auth::SignedParameters(request.query, request.form);
  if (vector.json.value("EmptyValues", "") == "left-out") {
    std::erase_if(parameters, [](const auto& parameter) { return parameter.value.empty(); });
  }
  CHECK(auth::StringToSignV1(request.method, parameters) == vector.Expected("string_to_sign.txt"));

  CHECK(claim.access_key_id == vector.Text("AccessKeyId"));
  CHECK(claim.signature == vector.Expected("signature.txt"));
  CHECK(auth::VerifyV1(request, claim, vector.Text("AccessKeySecret")));
  CHECK_FALSE(auth::VerifyV1(request, claim, vector.Text("AccessKeySecret") + "x"));
}

void CheckDirectV1(const Vector& vector) {
  const std::string string_to_sign =
      auth::StringToSignV1(vector.Text("Method"), ParametersOf(vector.json.at("Parameters")));
  CHECK(string_to_sign == vector.Expected("string_to_sign.txt"));
  CHECK(auth::SignV1(vector.Text("AccessKeySecret"), string_to_sign) ==
        vector.Expected("signature.txt"));
}

}  // namespace

TEST_CASE("values of a header that was sent more than once are sorted and joined, empty ones too") {
  const base::HttpHeaders headers{{"X-Acs-A", "b"}, {"x-acs-a", ""}, {"x-acs-A", " a "}};
  CHECK(auth::CanonicalHeaders(headers, "x-acs-a;x-acs-b") == "x-acs-a:,a,b\nx-acs-b:\n");
}

TEST_CASE("every V3 vector reproduces at every stage") {
  const auto vectors = Vectors("v3");
  REQUIRE(vectors.size() >= 30);
  for (const Vector& vector : vectors) {
    CAPTURE(vector.folder.filename().string());
    vector.json.contains("Request") ? CheckWireV3(vector) : CheckDirectV3(vector);
  }
}

TEST_CASE("every V1 vector reproduces at every stage") {
  const auto vectors = Vectors("v1");
  REQUIRE(vectors.size() >= 15);
  for (const Vector& vector : vectors) {
    CAPTURE(vector.folder.filename().string());
    vector.json.contains("Request") ? CheckWireV1(vector) : CheckDirectV1(vector);
  }
}
