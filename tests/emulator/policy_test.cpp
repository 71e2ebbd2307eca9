// RAM users and sessions that come through the control API, over a real socket.
#include <doctest/doctest.h>

#include "base/digest.h"
#include "emulator/running_emulator.h"
#include "gateway/diagnostic_message.h"

using namespace fake_ice;
using test::ControlCode;
using test::ControlMessage;
using test::JsonOf;
using test::RawResponse;
using test::RunningEmulator;

namespace {

std::string Policies(const std::string& statements) {
  return R"([{"Version": "1", "Statement": [)" + statements + "]}]";
}

/// An account with a job, and whatever `rest` adds.
std::string AccountDocument(const std::string& rest) {
  return R"({"Accounts": [{"AccountId": "1", "Jobs": [{"JobId": "job", "Status": "Created"}], )" +
         rest + "}]}";
}

std::string User(const std::string& policies) {
  return R"("Users": [{"UserId": "200", "UserName": "poller", "Policies": )" + policies +
         R"(, "AccessKeys": [{"AccessKeyId": "user", "AccessKeySecret": "secret"}]}])";
}

std::string Session(const std::string& rest) {
  return R"("Sessions": [{"AccessKeyId": "STS.s", "AccessKeySecret": "secret",
      "SecurityToken": "t", "RoleName": "worker", )" +
         rest + "}]";
}

const test::Signer kSession{"STS.s", "secret", "t"};

constexpr const char* kAllowAll = R"({"Effect": "Allow", "Action": "*", "Resource": "*"})";

std::string AllowIf(const std::string& condition) {
  return R"({"Effect": "Allow", "Action": "ice:GetYikeAIAppJob", "Resource": "*", "Condition": )" +
         condition + "}";
}

/// The code that a user with these policies gets.
std::string CodeFor(const std::string& statements, RunningEmulator& emulator) {
  emulator.Add(AccountDocument(User(Policies(statements))));
  return emulator.CodeOf({"user"});
}

}  // namespace

TEST_CASE("a user may do what its policies allow, and nothing besides") {
  struct Case {
    std::string statements;
    bool allowed;
  };
  RunningEmulator emulator;
  for (const Case& c : std::vector<Case>{
           {R"({"Effect": "Allow", "Action": "ice:Get*", "Resource": "*"})", true},
           {R"({"Effect": "Allow", "Action": "ICE:getyikeaiappjob", "Resource": "*"})", true},
           {R"({"Effect": "Allow", "Action": "ice:GetYikeAIAppJo?", "Resource": "*"})", true},
           {R"({"Effect": "Allow", "Action": "ice:Submit*", "Resource": "*"})", false},
           {R"({"Effect": "Allow", "Action": "oss:*", "Resource": "*"})", false},
           {R"({"Effect": "Allow", "NotAction": "oss:*", "Resource": "*"})", true},
           {R"({"Effect": "Allow", "NotAction": "ice:*", "Resource": "*"})", false},
           {R"({"Effect": "Allow", "Action": "*", "Resource": "acs:ice:*:1:*"})", true},
           {R"({"Effect": "Allow", "Action": "*", "Resource": "acs:ice:*:2:*"})", false},
           {R"({"Effect": "Allow", "Action": "*", "Resource": "acs:oss:*:*:*"})", false}}) {
    CAPTURE(c.statements);
    CHECK(CodeFor(c.statements, emulator) == (c.allowed ? "" : "Forbidden"));
  }
  CHECK(CodeFor(std::string(kAllowAll) +
                    R"(, {"Effect": "Deny", "Action": "ice:get*", "Resource": "*"})",
                emulator) == "Forbidden");
}

TEST_CASE("conditions see the client's address, the server's time and the transport") {
  struct Case {
    std::string condition;
    bool allowed;
  };
  RunningEmulator emulator;
  for (const Case& c : std::vector<Case>{
           {R"({"IpAddress": {"acs:SourceIp": "127.0.0.1"}})", true},
           {R"({"IpAddress": {"acs:SourceIp": ["10.0.0.0/8", "127.0.0.0/8"]}})", true},
           {R"({"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}})", false},
           {R"({"NotIpAddress": {"acs:SourceIp": "127.0.0.1"}})", false},
           {R"({"Bool": {"acs:SecureTransport": "false"}})", true},
           {R"({"Bool": {"acs:SecureTransport": "true"}})", false},
           {R"({"DateLessThan": {"acs:CurrentTime": "2026-01-15T08:00:01Z"}})", true},
           {R"({"DateLessThan": {"acs:CurrentTime": "2026-01-15T16:00:00+08:00"}})", false},
           {R"({"DateGreaterThanEquals": {"acs:CurrentTime": "2026-01-15T16:00:00+08:00"}})", true},
           {R"({"StringEquals": {"acs:MFAPresent": "true"}})", false},
           {R"({"IpAddress": {"acs:SourceIp": "127.0.0.1"},
                "Bool": {"acs:SecureTransport": "true"}})",
            false}}) {
    CAPTURE(c.condition);
    CHECK(CodeFor(AllowIf(c.condition), emulator) == (c.allowed ? "" : "Forbidden"));
  }
}

TEST_CASE("a permission ends at its time without anybody touching it") {
  RunningEmulator emulator;
  emulator.Add(AccountDocument(
      User(Policies(AllowIf(R"({"DateLessThan": {"acs:CurrentTime": "2026-01-15T08:30:00Z"}})")))));
  emulator.Clock().Set(RunningEmulator::kStart + std::chrono::minutes{30} -
                       std::chrono::seconds{1});
  CHECK(emulator.CodeOf({"user"}).empty());
  emulator.Clock().Set(RunningEmulator::kStart + std::chrono::minutes{30});
  CHECK(emulator.CodeOf({"user"}) == "Forbidden");
}

TEST_CASE("what a client says of itself does not count in conditions") {
  RunningEmulator emulator;
  emulator.Add(
      AccountDocument(User(Policies(AllowIf(R"({"IpAddress": {"acs:SourceIp": "10.0.0.1"}})")))));
  base::HttpRequest request = emulator.Signed({"user"}, {{"JobId", "job"}});
  for (const std::string name :
       {"X-Forwarded-For", "X-Real-IP", "x-acs-source-ip", "acs:SourceIp"}) {
    request.headers.push_back({name, "10.0.0.1"});
  }
  const RawResponse response = emulator.Send(request);
  if (response.status != 400) CHECK(JsonOf(response).at("Code") == "Forbidden");
}

TEST_CASE("a session's own policies narrow the role's") {
  struct Case {
    std::string policies;
    bool allowed;
  };
  const std::string submit = R"({"Effect": "Allow", "Action": "ice:Submit*", "Resource": "*"})";
  const std::string role = "\"Policies\": ";
  const std::string own = ", \"SessionPolicies\": ";
  for (const Case& c :
       std::vector<Case>{{role + Policies(kAllowAll), true},
                         {role + "[]", false},
                         {role + Policies(kAllowAll) + own + Policies(kAllowAll), true},
                         {role + Policies(kAllowAll) + own + Policies(submit), false},
                         {role + Policies(submit) + own + Policies(kAllowAll), false},
                         {role + "[]" + own + Policies(kAllowAll), false}}) {
    CAPTURE(c.policies);
    RunningEmulator emulator;
    emulator.Add(AccountDocument(Session(c.policies)));
    CHECK(emulator.CodeOf(kSession) == (c.allowed ? "" : "Forbidden"));
  }
}

TEST_CASE("AccessDeniedDetail says who, what and why") {
  RunningEmulator emulator;
  emulator.Add(
      AccountDocument(User("[]") + ", " +
                      Session("\"Policies\": " + Policies(kAllowAll) + ", \"SessionPolicies\": " +
                              Policies(R"({"Effect": "Deny", "Action": "*", "Resource": "*"})"))));
  const RawResponse user = emulator.Call({"user"});
  CHECK(user.status == 403);
  const auto detail = JsonOf(user).at("AccessDeniedDetail");
  CHECK(detail.at("PolicyType") == "AccountLevelIdentityBasedPolicy");
  CHECK(detail.at("AuthPrincipalOwnerId") == "1");
  CHECK(detail.at("AuthPrincipalType") == "SubUser");
  CHECK(detail.at("AuthPrincipalDisplayName") == "200");
  CHECK(detail.at("NoPermissionType") == "ImplicitDeny");
  CHECK(detail.at("AuthAction") == "ice:GetYikeAIAppJob");
  const auto session = JsonOf(emulator.Call(kSession)).at("AccessDeniedDetail");
  CHECK(session.at("PolicyType") == "SessionPolicy");
  CHECK(session.at("AuthPrincipalType") == "AssumedRoleUser");
  CHECK(session.at("AuthPrincipalDisplayName") == "worker:fake-ice");
  CHECK(session.at("NoPermissionType") == "ExplicitDeny");
  const auto decoded =
      gateway::DecodeDiagnosticMessage(session.at("EncodedDiagnosticMessage").get<std::string>());
  REQUIRE(decoded);
  const auto message = nlohmann::json::parse(*decoded);
  CHECK(message.at("/AuthConditions/2/ConditionValues/0"_json_pointer) == "127.0.0.1");
  CHECK(message.at("/MatchedPolicies/0/Statement"_json_pointer) ==
        "/SessionPolicies/0/Statement/0");
  CHECK(message.at("/MatchedPolicies/0/AttachedEntityType"_json_pointer) == "RamRole");
  CHECK(message.at("AuthResource") == "acs:ice:*:1:*");
}

TEST_CASE("RAM is asked for the actions of the product whose version is called") {
  RunningEmulator emulator;
  const auto code = [&](const std::string& action, const std::string& resource,
                        const std::string& version) {
    emulator.Add(AccountDocument(User(Policies(R"({"Effect": "Allow", "Action": ")" + action +
                                               R"(", "Resource": ")" + resource + R"("})"))));
    const auth::CallToSign call{.endpoint = "http://" + emulator.Authority(),
                                .method = "POST",
                                .action = "GetYikeAIAppJob",
                                .version = version,
                                .format = "JSON",
                                .parameters = {{"JobId", "job"}},
                                .access_key_id = "user",
                                .access_key_secret = "secret"};
    const auto response = emulator.Send(
        auth::BuildSignedRequest(call, RunningEmulator::kStart, action + resource + version));
    return response.status == 200 ? std::string() : JsonOf(response).at("Code").get<std::string>();
  };
  CHECK(code("ice:*", "*", "2020-11-09").empty());
  CHECK(code("ice:*", "*", "2026-03-19") == "Forbidden");
  CHECK(code("yike:*", "*", "2020-11-09") == "Forbidden");
  CHECK(code("yike:Get*", "*", "2026-03-19").empty());
  CHECK(code("yike:*", "acs:yike:*:1:*", "2026-03-19").empty());
  CHECK(code("yike:*", "acs:ice:*:1:*", "2026-03-19") == "Forbidden");
}

TEST_CASE("an account itself may do everything, whatever its users may not") {
  RunningEmulator emulator;
  emulator.Add(
      AccountDocument(User(Policies(R"({"Effect": "Deny", "Action": "*", "Resource": "*"})")) +
                      R"(, "AccessKeys": [{"AccessKeyId": "root", "AccessKeySecret": "secret"}])"));
  CHECK(emulator.CodeOf({"root"}).empty());
  CHECK(emulator.CodeOf({"user"}) == "Forbidden");
}

TEST_CASE("a policy that is malformed is refused with its place, and the old one stays") {
  RunningEmulator emulator;
  emulator.Add(AccountDocument(User(Policies(kAllowAll))));
  struct Case {
    std::string statement;
    std::string message;  ///< a part of it
  };
  for (const Case& c : std::vector<Case>{
           {R"({"Effect": "Allow", "Action": "ice:*", "Resource": "*",
                "Condition": {"IpAdress": {"acs:SourceIp": "10.0.0.1"}}})",
            "IpAddress"},
           {R"({"Effect": "Allow", "Action": "ice:*", "Resource": "*",
                "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/33"}}})",
            "CIDR"},
           {R"({"Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*"})",
            "needs either the key \"Action\" or \"NotAction\", and not both"},
           {R"({"Effect": "Allow", "Resource": "*"})", "needs either the key \"Action\""},
           {R"({"Effect": "Allow", "Action": "*"})", "needs either the key \"Resource\""},
           {R"({"Effect": "allow", "Action": "*", "Resource": "*"})", "Allow"},
           {R"({"Effect": "Allow", "Action": "GetYikeAIAppJob", "Resource": "*"})",
            "<ram-code>:<action-name>"},
           {R"({"Effect": "Allow", "Action": [], "Resource": "*"})", "Action"},
           {R"({"Effect": "Allow", "Actions": "*", "Resource": "*"})", "did you mean"}}) {
    CAPTURE(c.statement);
    const RawResponse response = emulator.Ask(
        "POST", "/_fake-ice/fixtures", {.body = AccountDocument(User(Policies(c.statement)))});
    CHECK(response.status == 400);
    CHECK(ControlCode(response) == "InvalidFixture");
    const std::string message = ControlMessage(response);
    CAPTURE(message);
    CHECK(message.starts_with("/Accounts/0/Users/0/Policies/0"));
    CHECK(message.find(c.message) != std::string::npos);
    CHECK(emulator.CodeOf({"user"}).empty());
  }
}
