// What policies decide, row by row: effects, actions, resources, and the documentation's examples.
// Conditions have a table of their own in policy_conditions_test.cpp.

#include <doctest/doctest.h>

#include "policy/policy_case.h"

using namespace fake_ice;
using test::Document;
using test::PolicyCase;

namespace {

constexpr auto kAllow = auth::Decision::kAllow;
constexpr auto kImplicitDeny = auth::Decision::kImplicitDeny;
constexpr auto kExplicitDeny = auth::Decision::kExplicitDeny;

constexpr auto kAccount = "acs:ice:*:1000000000000001:*";

const std::string kAllowAll = R"({"Effect": "Allow", "Action": "*", "Resource": "*"})";
const std::string kDenyAll = R"({"Effect": "Deny", "Action": "*", "Resource": "*"})";
const std::string kAllowGet = R"({"Effect": "Allow", "Action": "ice:Get*", "Resource": "*"})";
const std::string kDenySubmit =
    R"({"Effect": "Deny", "Action": "ice:SubmitYikeAIAppJob", "Resource": "*"})";

const auth::AccessRequest kGet{"ice:GetYikeAIAppJob", kAccount, {}};
const auth::AccessRequest kSubmit{"ice:SubmitYikeAIAppJob", kAccount, {}};

/// `"Action": <action>` in an Allow of everything.
std::string AllowAction(const std::string& element) {
  return Document(R"({"Effect": "Allow", "Resource": "*", )" + element + "}");
}

std::string AllowResource(const std::string& element) {
  return Document(R"({"Effect": "Allow", "Action": "*", )" + element + "}");
}

}  // namespace

TEST_CASE("an explicit deny wins over every allow, and nothing is allowed by itself") {
  const std::vector<PolicyCase> rows{
      {"no policy at all", {}, kGet, kImplicitDeny},
      {"allow of everything", {Document(kAllowAll)}, kGet, kAllow},
      {"deny of everything", {Document(kDenyAll)}, kGet, kExplicitDeny},
      {"allow of something else", {Document(kAllowGet)}, kSubmit, kImplicitDeny},
      {"deny of something else", {Document(kDenySubmit)}, kGet, kImplicitDeny},
      {"allow, then deny", {Document(kAllowAll + "," + kDenyAll)}, kGet, kExplicitDeny},
      {"deny, then allow", {Document(kDenyAll + "," + kAllowAll)}, kGet, kExplicitDeny},
      {"allow and deny in two policies",
       {Document(kAllowAll), Document(kDenyAll)},
       kGet,
       kExplicitDeny},
      {"deny and allow in two policies",
       {Document(kDenyAll), Document(kAllowAll)},
       kGet,
       kExplicitDeny},
      {"allow beside a deny of something else",
       {Document(kAllowAll + "," + kDenySubmit)},
       kGet,
       kAllow},
      {"allow of everything but what is denied",
       {Document(kAllowAll + "," + kDenySubmit)},
       kSubmit,
       kExplicitDeny},
      {"the second statement allows", {Document(kDenySubmit + "," + kAllowGet)}, kGet, kAllow},
      {"the second policy allows", {Document(kDenySubmit), Document(kAllowGet)}, kGet, kAllow},
      {"two policies, neither speaks of it",
       {Document(kAllowGet), Document(kAllowGet)},
       kSubmit,
       kImplicitDeny},
  };
  for (const PolicyCase& row : rows) Check(row);
}

TEST_CASE("actions are patterns that ignore case") {
  const std::vector<PolicyCase> rows{
      {"exact", {AllowAction(R"("Action": "ice:GetYikeAIAppJob")")}, kGet, kAllow},
      {"other action", {AllowAction(R"("Action": "ice:GetYikeAIAppJo")")}, kGet, kImplicitDeny},
      {"a prefix only", {AllowAction(R"("Action": "ice:Get")")}, kGet, kImplicitDeny},
      {"lower case", {AllowAction(R"("Action": "ice:getyikeaiappjob")")}, kGet, kAllow},
      {"upper case", {AllowAction(R"("Action": "ICE:GETYIKEAIAPPJOB")")}, kGet, kAllow},
      {"request in upper case",
       {AllowAction(R"("Action": "ice:GetYikeAIAppJob")")},
       {"ICE:GETYIKEAIAPPJOB", kAccount, {}},
       kAllow},
      {"star at the end", {AllowAction(R"("Action": "ice:Get*")")}, kGet, kAllow},
      {"star at the end, lower case", {AllowAction(R"("Action": "ice:get*")")}, kGet, kAllow},
      {"star takes nothing", {AllowAction(R"("Action": "ice:GetYikeAIAppJob*")")}, kGet, kAllow},
      {"star in the middle", {AllowAction(R"("Action": "ice:*Job")")}, kGet, kAllow},
      {"star in the middle, wrong end",
       {AllowAction(R"("Action": "ice:*Jobs")")},
       kGet,
       kImplicitDeny},
      {"star for the service", {AllowAction(R"("Action": "*:GetYikeAIAppJob")")}, kGet, kAllow},
      {"two stars", {AllowAction(R"("Action": "ice:*Yike*Job")")}, kGet, kAllow},
      {"stars that must go back", {AllowAction(R"("Action": "ice:*A*A*J*b")")}, kGet, kAllow},
      {"more letters than there are",
       {AllowAction(R"("Action": "ice:*A*A*A*A*")")},
       kGet,
       kImplicitDeny},
      {"adjacent stars", {AllowAction(R"("Action": "ice:**")")}, kGet, kAllow},
      {"question marks", {AllowAction(R"("Action": "ice:???YikeAIAppJob")")}, kGet, kAllow},
      {"one question mark too many",
       {AllowAction(R"("Action": "ice:GetYikeAIAppJob?")")},
       kGet,
       kImplicitDeny},
      {"one question mark too few",
       {AllowAction(R"("Action": "ice:??YikeAIAppJob")")},
       kGet,
       kImplicitDeny},
      {"star and question mark", {AllowAction(R"("Action": "ice:*?Job")")}, kGet, kAllow},
      {"another service", {AllowAction(R"("Action": "oss:*")")}, kGet, kImplicitDeny},
      {"list, last one matches",
       {AllowAction(R"("Action": ["oss:*", "ecs:*", "ice:Get*"])")},
       kGet,
       kAllow},
      {"list, none matches", {AllowAction(R"("Action": ["oss:*", "ecs:*"])")}, kGet, kImplicitDeny},
      {"list of one", {AllowAction(R"("Action": ["ice:GetYikeAIAppJob"])")}, kGet, kAllow},
      {"a dot is a dot", {AllowAction(R"("Action": "ice:Get.ikeAIAppJob")")}, kGet, kImplicitDeny},
      {"no action in the request", {AllowAction(R"("Action": "ice:*")")}, {}, kImplicitDeny},
      {"no action in the request, star", {AllowAction(R"("Action": "*")")}, {}, kAllow},
  };
  for (const PolicyCase& row : rows) Check(row);
}

TEST_CASE("NotAction is everything but what it names") {
  const std::string deny_not =
      R"({"Effect": "Deny", "NotAction": ["ice:Get*", "ice:BatchGet*"], "Resource": "*"})";
  const std::vector<PolicyCase> rows{
      {"not named", {AllowAction(R"("NotAction": "ram:*")")}, kGet, kAllow},
      {"named", {AllowAction(R"("NotAction": "ice:*")")}, kGet, kImplicitDeny},
      {"named in another case", {AllowAction(R"("NotAction": "ICE:get*")")}, kGet, kImplicitDeny},
      {"one of a list names it",
       {AllowAction(R"("NotAction": ["ram:*", "ice:Get*"])")},
       kGet,
       kImplicitDeny},
      {"none of a list names it",
       {AllowAction(R"("NotAction": ["ram:*", "oss:*"])")},
       kGet,
       kAllow},
      {"nothing is left beside a star", {AllowAction(R"("NotAction": "*")")}, kGet, kImplicitDeny},
      {"deny spares what it names", {Document(kAllowAll + "," + deny_not)}, kGet, kAllow},
      {"deny takes the rest", {Document(kAllowAll + "," + deny_not)}, kSubmit, kExplicitDeny},
      {"deny of the rest allows nothing", {Document(deny_not)}, kGet, kImplicitDeny},
      {"an exception is no deny",
       {AllowAction(R"("NotAction": "ice:*")"), Document(kAllowGet)},
       kGet,
       kAllow},
  };
  for (const PolicyCase& row : rows) Check(row);
}

TEST_CASE("resources are patterns that regard case") {
  const auth::AccessRequest object{"oss:GetObject", "acs:oss:*:123:Photos/2015/a.jpg", {}};
  const std::vector<PolicyCase> rows{
      {"star", {AllowResource(R"("Resource": "*")")}, object, kAllow},
      {"exact",
       {AllowResource(R"("Resource": "acs:oss:*:123:Photos/2015/a.jpg")")},
       object,
       kAllow},
      {"other case",
       {AllowResource(R"("Resource": "acs:oss:*:123:photos/2015/a.jpg")")},
       object,
       kImplicitDeny},
      {"star crosses slashes",
       {AllowResource(R"("Resource": "acs:oss:*:*:Photos/*")")},
       object,
       kAllow},
      {"star crosses colons", {AllowResource(R"("Resource": "acs:*:*:*:*jpg")")}, object, kAllow},
      {"question mark",
       {AllowResource(R"("Resource": "acs:oss:*:123:Photos/201?/?.jpg")")},
       object,
       kAllow},
      {"other account", {AllowResource(R"("Resource": "acs:oss:*:124:*")")}, object, kImplicitDeny},
      {"the bucket is not its objects",
       {AllowResource(R"("Resource": "acs:oss:*:*:Photos")")},
       object,
       kImplicitDeny},
      {"list",
       {AllowResource(R"("Resource": ["acs:oss:*:*:X", "acs:oss:*:*:P*"])")},
       object,
       kAllow},
      {"NotResource, not named",
       {AllowResource(R"("NotResource": "acs:oss:*:*:Secrets/*")")},
       object,
       kAllow},
      {"NotResource, named",
       {AllowResource(R"("NotResource": ["acs:oss:*:*:Photos/*", "acs:oss:*:*:X"])")},
       object,
       kImplicitDeny},
      {"question mark is one character of UTF-8",
       {AllowResource(R"("Resource": "acs:oss:*:*:caf?")")},
       {"oss:GetObject", "acs:oss:*:1:café", {}},
       kAllow},
      {"not one byte of it",
       {AllowResource(R"("Resource": "acs:oss:*:*:caf??")")},
       {"oss:GetObject", "acs:oss:*:1:café", {}},
       kImplicitDeny},
      {"right action, wrong resource",
       {Document(R"({"Effect": "Deny", "Action": "*", "Resource": "acs:oss:*:1:*"})")},
       object,
       kImplicitDeny},
  };
  for (const PolicyCase& row : rows) Check(row);
}

// RAM "Permission policy elements" and "Conditional operators", with this project's values.
TEST_CASE("the documentation's examples mean what it says") {
  const std::string folder = Document(R"(
      {"Effect": "Allow", "Action": ["oss:GetObject"], "Resource": ["acs:oss:*:*:trips/rome/*"]},
      {"Effect": "Allow", "Action": ["oss:ListObjects"], "Resource": ["acs:oss:*:*:trips"],
       "Condition": {"StringLike": {"oss:Delimiter": "/", "oss:Prefix": ["", "rome/*"]}}})");
  const auto list = [](const std::string& prefix) {
    return auth::AccessRequest{"oss:ListObjects",
                               "acs:oss:*:1:trips",
                               {{"oss:Delimiter", {"/"}}, {"oss:Prefix", {prefix}}}};
  };
  const std::string office = Document(kAllowAll + R"(,
      {"Effect": "Deny", "Action": "oss:*", "Resource": "*",
       "Condition": {"NotIpAddress": {"acs:SourceIp": "192.168.0.0/16"}}})");
  const auto from = [](const std::string& address) {
    return auth::AccessRequest{"oss:GetObject", "acs:oss:*:1:a", {{"acs:SourceIp", {address}}}};
  };
  const std::vector<PolicyCase> rows{
      {"an object in the folder",
       {folder},
       {"oss:GetObject", "acs:oss:*:1:trips/rome/1.jpg", {}},
       kAllow},
      {"an object beside it",
       {folder},
       {"oss:GetObject", "acs:oss:*:1:trips/oslo/1.jpg", {}},
       kImplicitDeny},
      {"listing the folder", {folder}, list("rome/may"), kAllow},
      {"listing the root", {folder}, list(""), kAllow},
      {"listing another folder", {folder}, list("oslo/"), kImplicitDeny},
      {"listing without a prefix",
       {folder},
       {"oss:ListObjects", "acs:oss:*:1:trips", {{"oss:Delimiter", {"/"}}}},
       kImplicitDeny},
      {"in the office", {office}, from("192.168.3.4"), kAllow},
      {"out of the office", {office}, from("192.169.0.1"), kExplicitDeny},
      {"everything but RAM", {AllowAction(R"("NotAction": "ram:*")")}, kSubmit, kAllow},
      {"RAM itself",
       {AllowAction(R"("NotAction": "ram:*")")},
       {"ram:CreateUser", "acs:ram::1:user/a", {}},
       kImplicitDeny},
  };
  for (const PolicyCase& row : rows) Check(row);
}
