#include "control/caller_rule.h"

#include <doctest/doctest.h>

using namespace fake_ice;
using control::CallerRule;

namespace {

/// Addresses for documentation (RFC 5737, RFC 3849): no machine has them.
constexpr const char* kElsewhere = "203.0.113.7";
constexpr const char* kElsewhereV6 = "2001:db8::7";

base::HttpRequest From(const std::string& address, const std::string& authorization = "") {
  base::HttpRequest request{.method = "GET", .target = "/", .headers = {}, .body = {}};
  request.remote_address = address;
  if (!authorization.empty()) request.headers.push_back({"authorization", authorization});
  return request;
}

}  // namespace

TEST_CASE("this machine may do everything, whether or not there is a token") {
  for (const CallerRule& rule : {CallerRule(""), CallerRule("t0ken")}) {
    for (const char* address : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
      CAPTURE(address);
      CHECK_FALSE(rule.Refuse(From(address)));
      CHECK_FALSE(rule.RefuseSecrets(From(address)));
    }
  }
}

TEST_CASE("without a token others may do everything but read secrets") {
  const CallerRule rule("");
  for (const char* address :
       {kElsewhere, kElsewhereV6, "::ffff:203.0.113.7", "", "127.0.0.1.example", "::127.0.0.1"}) {
    CAPTURE(address);
    CHECK_FALSE(rule.Refuse(From(address)));
    CHECK(rule.RefuseSecrets(From(address)));
    CHECK(rule.RefuseSecrets(From(address, "Bearer ")));
    CHECK(rule.RefuseSecrets(From(address, "Bearer x")));
  }
}

TEST_CASE("with a token others must show it, and may then do everything") {
  const CallerRule rule("t0ken");
  for (const char* right : {"Bearer t0ken", "bearer t0ken", "BEARER  t0ken "}) {
    CAPTURE(right);
    CHECK_FALSE(rule.Refuse(From(kElsewhere, right)));
    CHECK_FALSE(rule.RefuseSecrets(From(kElsewhereV6, right)));
  }
  for (const char* wrong : {"", "Bearer", "Bearer ", "Bearer T0ken", "Bearer t0ken2", "Bearer t0ke",
                            "t0ken", "Basic t0ken", "Bearert0ken"}) {
    CAPTURE(wrong);
    CHECK(rule.Refuse(From(kElsewhere, wrong)));
    CHECK(rule.RefuseSecrets(From(kElsewhere, wrong)));
  }
}

TEST_CASE("a refusal names the caller and the remedy, and not the token") {
  const CallerRule rule("t0ken");
  for (const auto& refusal :
       {rule.Refuse(From(kElsewhere)), rule.RefuseSecrets(From(kElsewhere))}) {
    REQUIRE(refusal);
    CHECK(refusal->find(kElsewhere) != std::string::npos);
    CHECK(refusal->find("Authorization: Bearer TOKEN") != std::string::npos);
    CHECK(refusal->find("t0ken") == std::string::npos);
  }
}
