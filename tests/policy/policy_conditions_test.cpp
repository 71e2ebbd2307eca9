// Conditions, row by row. Every row is tried in an Allow and in a Deny.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "policy/policy_case.h"

using namespace fake_ice;

namespace {

struct ConditionCase {
  std::string condition;  ///< the Condition element
  auth::ConditionContext context;
  bool met = false;
};

void Check(const ConditionCase& row) {
  const auto statement = [&](const std::string& effect) {
    return R"({"Effect": ")" + effect + R"(", "Action": "ice:*", "Resource": "*", "Condition": )" +
           row.condition + "}";
  };
  const auth::AccessRequest request{"ice:GetYikeAIAppJob", "acs:ice:*:1:*", row.context};
  const auto implicit = auth::Decision::kImplicitDeny;
  Check(test::PolicyCase{"Allow when " + row.condition,
                         {test::Document(statement("Allow"))},
                         request,
                         row.met ? auth::Decision::kAllow : implicit});
  Check(test::PolicyCase{"Deny when " + row.condition,
                         {test::Document(statement("Deny"))},
                         request,
                         row.met ? auth::Decision::kExplicitDeny : implicit});
}

constexpr bool kMet = true;
constexpr bool kNot = false;

}  // namespace

TEST_CASE("texts") {
  const std::vector<ConditionCase> rows{
      {R"({"StringEquals": {"a:b": "Dev"}})", {{"a:b", {"Dev"}}}, kMet},
      {R"({"StringEquals": {"a:b": "Dev"}})", {{"a:b", {"dev"}}}, kNot},
      {R"({"StringEquals": {"a:b": "D*"}})", {{"a:b", {"Dev"}}}, kNot},
      {R"({"StringEquals": {"a:b": "D*"}})", {{"a:b", {"D*"}}}, kMet},
      {R"({"StringEquals": {"a:b": ""}})", {{"a:b", {""}}}, kMet},
      {R"({"StringEquals": {"acs:ResourceTag/team": ["dev"]}})",
       {{"acs:ResourceTag/team", {"dev"}}},
       kMet},
      {R"({"StringNotEquals": {"a:b": "Dev"}})", {{"a:b", {"Dev"}}}, kNot},
      {R"({"StringNotEquals": {"a:b": "Dev"}})", {{"a:b", {"dev"}}}, kMet},
      {R"({"StringEqualsIgnoreCase": {"a:b": "Dev"}})", {{"a:b", {"dEV"}}}, kMet},
      {R"({"StringEqualsIgnoreCase": {"a:b": "Dev"}})", {{"a:b", {"devs"}}}, kNot},
      {R"({"StringNotEqualsIgnoreCase": {"a:b": "Dev"}})", {{"a:b", {"dEV"}}}, kNot},
      {R"({"StringNotEqualsIgnoreCase": {"a:b": "Dev"}})", {{"a:b", {"devs"}}}, kMet},
      {R"({"StringLike": {"a:b": "rome/*"}})", {{"a:b", {"rome/may"}}}, kMet},
      {R"({"StringLike": {"a:b": "rome/*"}})", {{"a:b", {"Rome/may"}}}, kNot},
      {R"({"StringLike": {"a:b": "?at"}})", {{"a:b", {"cat"}}}, kMet},
      {R"({"StringLike": {"a:b": "?at"}})", {{"a:b", {"at"}}}, kNot},
      {R"({"StringLike": {"a:b": "*"}})", {{"a:b", {""}}}, kMet},
      {R"({"StringLike": {"a:b": "*"}})", {}, kNot},
      {R"({"StringNotLike": {"acs:SourceVpc": "vpc-*"}})", {{"acs:SourceVpc", {"vpc-1"}}}, kNot},
      {R"({"StringNotLike": {"acs:SourceVpc": "vpc-*"}})", {}, kMet},
  };
  for (const ConditionCase& row : rows) Check(row);
}

TEST_CASE("numbers are compared by value and exactly") {
  const std::vector<ConditionCase> rows{
      {R"({"NumericEquals": {"a:b": "10"}})", {{"a:b", {"10"}}}, kMet},
      {R"({"NumericEquals": {"a:b": "10"}})", {{"a:b", {"0010.00"}}}, kMet},
      {R"({"NumericEquals": {"a:b": "0"}})", {{"a:b", {"-0.0"}}}, kMet},
      {R"({"NumericEquals": {"a:b": "9007199254740993"}})", {{"a:b", {"9007199254740992"}}}, kNot},
      {R"({"NumericEquals": {"a:b": "10"}})", {{"a:b", {"ten"}}}, kNot},
      {R"({"NumericNotEquals": {"a:b": "10"}})", {{"a:b", {"10.0"}}}, kNot},
      {R"({"NumericNotEquals": {"a:b": "10"}})", {{"a:b", {"11"}}}, kMet},
      {R"({"NumericNotEquals": {"a:b": "10"}})", {{"a:b", {"ten"}}}, kMet},
      {R"({"NumericLessThan": {"a:b": "10"}})", {{"a:b", {"9.99"}}}, kMet},
      {R"({"NumericLessThan": {"a:b": "10"}})", {{"a:b", {"10"}}}, kNot},
      {R"({"NumericLessThan": {"a:b": "-1"}})", {{"a:b", {"-2"}}}, kMet},
      {R"({"NumericLessThan": {"a:b": "-2"}})", {{"a:b", {"-10"}}}, kMet},
      {R"({"NumericLessThan": {"a:b": "0.5"}})", {{"a:b", {"0.49"}}}, kMet},
      {R"({"NumericLessThan": {"a:b": "1"}})", {{"a:b", {"-1"}}}, kMet},
      {R"({"NumericLessThanEquals": {"a:b": "10"}})", {{"a:b", {"10"}}}, kMet},
      {R"({"NumericLessThanEquals": {"a:b": "10"}})", {{"a:b", {"10.01"}}}, kNot},
      {R"({"NumericGreaterThan": {"a:b": "10"}})", {{"a:b", {"10"}}}, kNot},
      {R"({"NumericGreaterThan": {"a:b": "9"}})", {{"a:b", {"10"}}}, kMet},
      {R"({"NumericGreaterThanEquals": {"a:b": "10"}})", {{"a:b", {"10"}}}, kMet},
      {R"({"NumericGreaterThanEquals": {"a:b": "10"}})", {{"a:b", {"9"}}}, kNot},
      {R"({"NumericGreaterThanEquals": {"a:b": "10"}})", {{"a:b", {""}}}, kNot},
  };
  for (const ConditionCase& row : rows) Check(row);
}

TEST_CASE("dates are moments, whatever their offsets") {
  const std::string key = "acs:CurrentTime";
  const std::string before =
      R"({"DateLessThan": {"acs:CurrentTime": "2019-08-12T17:00:00+08:00"}})";
  const auto with = [&](const std::string& test) {
    return R"({")" + test + R"(": {"acs:CurrentTime": "2019-08-12T17:00:00+08:00"}})";
  };
  const std::vector<ConditionCase> rows{
      {before, {{key, {"2019-08-12T08:59:59Z"}}}, kMet},
      {before, {{key, {"2019-08-12T08:59:59.999Z"}}}, kMet},
      {before, {{key, {"2019-08-12T09:00:00Z"}}}, kNot},
      {before, {{key, {"2019-08-12T16:59:59+08:00"}}}, kMet},
      {before, {{key, {"2019-08-12"}}}, kNot},
      {before, {}, kNot},
      {with("DateEquals"), {{key, {"2019-08-12T09:00:00Z"}}}, kMet},
      {with("DateEquals"), {{key, {"2019-08-12T17:00:00Z"}}}, kNot},
      {with("DateNotEquals"), {{key, {"2019-08-12T09:00:00Z"}}}, kNot},
      {with("DateNotEquals"), {{key, {"2019-08-12T17:00:00Z"}}}, kMet},
      {with("DateLessThanEquals"), {{key, {"2019-08-12T09:00:00Z"}}}, kMet},
      {with("DateLessThanEquals"), {{key, {"2019-08-12T09:00:00.001Z"}}}, kNot},
      {with("DateGreaterThan"), {{key, {"2019-08-12T09:00:00Z"}}}, kNot},
      {with("DateGreaterThan"), {{key, {"2019-08-12T09:00:01Z"}}}, kMet},
      {with("DateGreaterThanEquals"), {{key, {"2019-08-12T09:00:00Z"}}}, kMet},
      {with("DateGreaterThanEquals"), {{key, {"2019-08-12T08:59:59Z"}}}, kNot},
  };
  for (const ConditionCase& row : rows) Check(row);
}

TEST_CASE("booleans") {
  const std::vector<ConditionCase> rows{
      {R"({"Bool": {"acs:SecureTransport": "true"}})", {{"acs:SecureTransport", {"true"}}}, kMet},
      {R"({"Bool": {"acs:SecureTransport": "true"}})", {{"acs:SecureTransport", {"false"}}}, kNot},
      {R"({"Bool": {"acs:SecureTransport": ["false"]}})",
       {{"acs:SecureTransport", {"false"}}},
       kMet},
      {R"({"Bool": {"acs:MFAPresent": "false"}})", {}, kNot},
      {R"({"Bool": {"acs:MFAPresent": "true"}})", {{"acs:MFAPresent", {"yes"}}}, kNot},
  };
  for (const ConditionCase& row : rows) Check(row);
}

TEST_CASE("addresses") {
  const std::string key = "acs:SourceIp";
  const auto in = [](const std::string& values) {
    return R"({"IpAddress": {"acs:SourceIp": )" + values + "}}";
  };
  const auto not_in = [](const std::string& values) {
    return R"({"NotIpAddress": {"acs:SourceIp": )" + values + "}}";
  };
  const std::vector<ConditionCase> rows{
      {in(R"("10.0.0.1")"), {{key, {"10.0.0.1"}}}, kMet},
      {in(R"("10.0.0.1")"), {{key, {"10.0.0.2"}}}, kNot},
      {in(R"("10.0.0.1/32")"), {{key, {"10.0.0.1"}}}, kMet},
      {in(R"("192.168.0.0/16")"), {{key, {"192.168.255.255"}}}, kMet},
      {in(R"("192.168.0.0/16")"), {{key, {"192.169.0.0"}}}, kNot},
      {in(R"("172.16.0.0/12")"), {{key, {"172.31.255.255"}}}, kMet},
      {in(R"("172.16.0.0/12")"), {{key, {"172.32.0.0"}}}, kNot},
      {in(R"("10.1.2.3/8")"), {{key, {"10.200.0.1"}}}, kMet},
      {in(R"("0.0.0.0/0")"), {{key, {"8.8.8.8"}}}, kMet},
      {in(R"("0.0.0.0/0")"), {{key, {"2001:db8::1"}}}, kNot},
      {in(R"(["192.168.0.0/16", "172.16.215.218"])"), {{key, {"172.16.215.218"}}}, kMet},
      {in(R"(["192.168.0.0/16", "172.16.215.218"])"), {{key, {"172.16.215.219"}}}, kNot},
      {in(R"("2001:db8::/32")"), {{key, {"2001:db8:ffff::1"}}}, kMet},
      {in(R"("2001:db8::/32")"), {{key, {"2001:db9::1"}}}, kNot},
      {in(R"("2001:db8::1")"), {{key, {"2001:0DB8:0:0:0:0:0:1"}}}, kMet},
      {in(R"("fe80::/10")"), {{key, {"febf::1"}}}, kMet},
      {in(R"("fe80::/10")"), {{key, {"fec0::1"}}}, kNot},
      {in(R"("::/0")"), {{key, {"10.0.0.1"}}}, kNot},
      {in(R"("127.0.0.0/8")"), {{key, {"::ffff:127.0.0.1"}}}, kMet},
      {in(R"("::ffff:127.0.0.0/104")"), {{key, {"127.0.0.1"}}}, kMet},
      {in(R"("10.0.0.0/8")"), {{key, {"10.0.0.0/8"}}}, kNot},
      {in(R"("10.0.0.0/8")"), {{key, {std::string("10.0.0.1\0x", 10)}}}, kNot},
      {in(R"("10.0.0.0/8")"), {{key, {"localhost"}}}, kNot},
      {not_in(R"("192.168.0.0/16")"), {{key, {"192.168.1.1"}}}, kNot},
      {not_in(R"("192.168.0.0/16")"), {{key, {"10.0.0.1"}}}, kMet},
      {not_in(R"(["10.0.0.0/8", "192.168.0.0/16"])"), {{key, {"10.0.0.1"}}}, kNot},
      {not_in(R"(["10.0.0.0/8", "192.168.0.0/16"])"), {{key, {"11.0.0.1"}}}, kMet},
      {not_in(R"("10.0.0.0/8")"), {}, kMet},
  };
  for (const ConditionCase& row : rows) Check(row);
}

TEST_CASE("operators and keys all count, of values one does") {
  const std::string either = R"({"StringEquals": {"a:b": ["x", "y"]}})";
  const std::string neither = R"({"StringNotEquals": {"a:b": ["x", "y"]}})";
  const std::string both_keys = R"({"StringEquals": {"a:b": "x", "a:c": "y"}})";
  const std::string both_tests = R"({"StringLike": {"a:b": "x*"}, "StringNotLike": {"a:b": "*y"}})";
  const std::vector<ConditionCase> rows{
      {either, {{"a:b", {"x"}}}, kMet},
      {either, {{"a:b", {"y"}}}, kMet},
      {either, {{"a:b", {"z"}}}, kNot},
      {either, {{"a:b", {"z", "y"}}}, kMet},
      {either, {{"a:b", {}}}, kNot},
      {either, {}, kNot},
      {either, {{"A:B", {"x"}}}, kNot},
      {neither, {{"a:b", {"x"}}}, kNot},
      {neither, {{"a:b", {"y"}}}, kNot},
      {neither, {{"a:b", {"z"}}}, kMet},
      {neither, {{"a:b", {"z", "y"}}}, kNot},
      {neither, {{"a:b", {}}}, kMet},
      {neither, {}, kMet},
      {both_keys, {{"a:b", {"x"}}, {"a:c", {"y"}}}, kMet},
      {both_keys, {{"a:b", {"x"}}, {"a:c", {"x"}}}, kNot},
      {both_keys, {{"a:b", {"x"}}}, kNot},
      {both_tests, {{"a:b", {"xz"}}}, kMet},
      {both_tests, {{"a:b", {"xy"}}}, kNot},
      {both_tests, {{"a:b", {"z"}}}, kNot},
      {both_tests, {}, kNot},
  };
  for (const ConditionCase& row : rows) Check(row);
}
