#include "gateway/diagnostic_message.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/digest.h"

using namespace fake_ice;
using gateway::DecodeDiagnosticMessage;
using gateway::Denial;
using gateway::EncodeDiagnosticMessage;

namespace {

Denial SampleDenial() {
  return {.policy_type = "AccountLevelIdentityBasedPolicy",
          .principal = {"SubUser", "1000000000000001", "2000"},
          .action = "ice:GetYikeAIAppJob",
          .resource = "acs:ice:*:1000000000000001:*",
          .context = {{"acs:SourceIp", {"127.0.0.1"}}, {"acs:Odd", {"a", "b", ""}}}};
}

}  // namespace

// help.aliyun.com, RAM "DecodeDiagnosticMessage", DecodedDiagnosticMessage.
TEST_CASE("a message decodes to the fields of RAM's own decoding, in their order") {
  const auto text = DecodeDiagnosticMessage(EncodeDiagnosticMessage(SampleDenial()));
  REQUIRE(text);
  CHECK(nlohmann::ordered_json::parse(*text) == nlohmann::ordered_json::parse(R"({
    "ExplicitDeny": false, "NoPermissionPolicyType": "AccountLevelIdentityBasedPolicy",
    "AuthAction": "ice:GetYikeAIAppJob", "AuthResource": "acs:ice:*:1000000000000001:*",
    "AuthPrincipal": {"AuthPrincipalType": "SubUser", "AuthPrincipalOwnerId": "1000000000000001",
                      "AuthPrincipalDisplayName": "2000"},
    "AuthConditions": [{"ConditionKey": "acs:Odd", "ConditionValues": ["a", "b", ""]},
                       {"ConditionKey": "acs:SourceIp", "ConditionValues": ["127.0.0.1"]}],
    "MatchedPolicies": []})"));
  CHECK(text->find('\n') != std::string::npos);
}

TEST_CASE("a message names the policy and the statement that denied") {
  Denial denial = SampleDenial();
  denial.denied_by = {"/Policies/2", "/Policies/2/Statement/1", "RamUser"};
  const auto text = DecodeDiagnosticMessage(EncodeDiagnosticMessage(denial));
  REQUIRE(text);
  const auto json = nlohmann::json::parse(*text);
  CHECK(json.at("ExplicitDeny") == true);
  CHECK(json.at("MatchedPolicies") == nlohmann::json::parse(R"([
    {"Effect": "Deny", "PolicyIdentifier": "/Policies/2", "PolicyType": "Custom",
     "PolicyVersion": "v1", "AttachedEntityType": "RamUser", "AttachedScope": "Account",
     "Statement": "/Policies/2/Statement/1"}])"));
}

TEST_CASE("a message starts like the real service's and is base64 throughout") {
  for (const std::size_t length : {0U, 1U, 2U, 3U, 1000U}) {
    Denial denial = SampleDenial();
    denial.principal.display_name = std::string(length, 'x');
    const std::string message = EncodeDiagnosticMessage(denial);
    CHECK(message.starts_with("AQEAAAAA"));
    CHECK(message.size() % 4 == 0);
    CHECK(message.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789+/=") == std::string::npos);
  }
}

TEST_CASE("odd bytes in a name come back, or as the replacement character") {
  Denial denial = SampleDenial();
  denial.principal.display_name = "\xE9\x9B\x80 \"\\\n\x01";
  denial.principal.type = "\xFF\xC0";
  denial.context = {{"\xFF", {std::string("a\0b", 3)}}};
  const auto text = DecodeDiagnosticMessage(EncodeDiagnosticMessage(denial));
  REQUIRE(text);
  const auto json = nlohmann::json::parse(*text);
  CHECK(json.at("AuthPrincipal").at("AuthPrincipalDisplayName") == denial.principal.display_name);
  CHECK(json.at("AuthPrincipal").at("AuthPrincipalType") == "\uFFFD\uFFFD");
  CHECK(json.at("AuthConditions").at(0).at("ConditionValues") ==
        nlohmann::json{std::string("a\0b", 3)});
}

TEST_CASE("what is no message is refused with a sentence that says why") {
  const std::string message = EncodeDiagnosticMessage(SampleDenial());
  // The header's bytes, then what a real message would have: anything.
  const std::string foreign = base::Base64Encode(std::string("\1\1\0\0\0\0", 6) + "\x8F\x10\xFE");
  struct Case {
    std::string message;
    std::string reason;  ///< a part of it
  };
  for (const Case& c : std::vector<Case>{{"", ""},
                                         {"AQEAAAAA", ""},
                                         {"not base64!", "base64"},
                                         {message.substr(0, message.size() - 1), "whole"},
                                         {message.substr(0, message.size() - 3), "whole"},
                                         {message.substr(0, 40), ""},
                                         {message.substr(4), "AQEAAAAA"},
                                         {message + "A", "base64"},
                                         {"QUJD", "AQEAAAAA"},
                                         {foreign, "RAM"},
                                         {std::string(100, '='), "base64"},
                                         {"AQEAAAAA\n" + message.substr(8), ""}}) {
    CAPTURE(c.message);
    const auto decoded = DecodeDiagnosticMessage(c.message);
    if (c.message.find('\n') != std::string::npos && decoded) continue;  // wrapped lines may do
    REQUIRE(!decoded);
    CHECK(decoded.error().size() > 10);
    CHECK(decoded.error().find(c.reason) != std::string::npos);
  }
}

TEST_CASE("a message cut at any place is refused and never crashes") {
  const std::string message = EncodeDiagnosticMessage(SampleDenial());
  for (std::size_t length = 0; length < message.size(); ++length) {
    CAPTURE(length);
    CHECK(!DecodeDiagnosticMessage(std::string_view(message).substr(0, length)));
  }
}

TEST_CASE("a message whose JSON is nested without end is refused or shown, and never crashes") {
  const std::string deep = std::string("\1\1\0\0\0\0", 6) + std::string(100'000, '[');
  CHECK(!DecodeDiagnosticMessage(base::Base64Encode(deep)));
}
