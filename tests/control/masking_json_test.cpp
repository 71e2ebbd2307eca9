#include <doctest/doctest.h>

#include "control/masking.h"

using namespace fake_ice;

TEST_CASE("a JSON body shows no secret, and is else as it came") {
  const std::pair<const char*, const char*> cases[]{
      {R"({"JobId":"1","SecurityToken":"abc"})", R"({"JobId":"1","SecurityToken":"***"})"},
      {"\n { \"accessKeySecret\" :\t\"a\\\"b\", \"x\": 1 }",
       "\n { \"accessKeySecret\" :\t\"***\", \"x\": 1 }"},
      {R"({"a":[{"Signature":"x"}],"Signature":""})",
       R"({"a":[{"Signature":"***"}],"Signature":""})"},
      {R"({"Signature":"cut o)", R"({"Signature":"***")"},
      {R"({"SignatureNonce":"n","a":"SecurityToken","b":"c"})",
       R"({"SignatureNonce":"n","a":"SecurityToken","b":"c"})"},
      {R"({"Signature)", R"({"Signature)"},
      {R"({"Signature":1,")", R"({"Signature":1,")"},
  };
  for (const auto& [body, masked] : cases) {
    CAPTURE(body);
    const base::HttpRequest request{.method = "POST", .target = "/", .headers = {}, .body = body};
    CHECK(control::Masked(request).body == masked);
  }
}
