// Documents that are no policies, each with the whole message, and documents made to hurt.

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "policy/policy_case.h"

using namespace fake_ice;
using test::Document;

namespace {

struct BadDocument {
  std::string document;
  std::string message;
};

std::string MessageFor(const std::string& document) {
  const auto policy = auth::Policy::Parse(document);
  return policy ? "(no problem)" : policy.error();
}

void Check(const std::vector<BadDocument>& rows) {
  for (const BadDocument& row : rows) {
    CAPTURE(row.document);
    CHECK(MessageFor(row.document) == row.message);
  }
}

/// An Allow of everything under that condition.
std::string When(const std::string& condition) {
  return Document(R"({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": )" +
                  condition + "}");
}

std::string Repeated(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

/// Far above what a slow machine needs for n*m steps, far below what anything worse takes.
constexpr std::chrono::seconds kPatience{10};

}  // namespace

TEST_CASE("documents that are no policy documents") {
  const std::string good = R"({"Effect": "Allow", "Action": "*", "Resource": "*"})";
  Check({
      {"", "not well-formed JSON at byte 1"},
      {"{\"Version\": \"1\",", "not well-formed JSON at byte 17"},
      {"{} {}", "not well-formed JSON at byte 4"},
      {"{\"Version\": \"\xff\"}", "not well-formed JSON at byte 14"},
      {std::string("{}\0{}", 5), "not well-formed JSON at byte 3"},
      {"31E1001", "a number is too large"},
      {R"({"Version": -1e999})", "a number is too large"},
      {"[]", "a policy must be an object"},
      {"\"Allow\"", "a policy must be an object"},
      {"{}", "/Version: must be \"1\""},
      {R"({"Statement": [)" + good + "]}", "/Version: must be \"1\""},
      {R"({"Version": 1, "Statement": [)" + good + "]}", "/Version: must be \"1\""},
      {R"({"Version": "2012-10-17", "Statement": [)" + good + "]}", "/Version: must be \"1\""},
      {R"({"version": "1", "Statement": [)" + good + "]}",
       "/version: unknown element; did you mean Version?"},
      {R"({"Version": "1", "Statement": [)" + good + R"(], "Id": "x"})", "/Id: unknown element"},
      {R"({"Version": "1"})", "/Statement: must be a list of one or more statements"},
      {R"({"Version": "1", "Statement": []})",
       "/Statement: must be a list of one or more statements"},
      {R"({"Version": "1", "Statement": )" + good + "}",
       "/Statement: must be a list of one or more statements"},
      {R"({"Version": "1", "Version": "1", "Statement": [)" + good + "]}",
       "the key \"Version\" stands twice in an object"},
      {Document(R"({"Effect": "Deny", "Action": "*", "Resource": "*", "Effect": "Allow"})"),
       "the key \"Effect\" stands twice in an object"},
  });
}

TEST_CASE("statements that are none") {
  Check({
      {Document("7"), "/Statement/0: must be an object that is not empty"},
      {Document("{}"), "/Statement/0: must be an object that is not empty"},
      {Document(R"({"Effect": "Allow", "Action": "*", "Resource": "*"}, [])"),
       "/Statement/1: must be an object that is not empty"},
      {Document(R"({"Action": "*", "Resource": "*"})"),
       "/Statement/0/Effect: must be \"Allow\" or \"Deny\""},
      {Document(R"({"Effect": "allow", "Action": "*", "Resource": "*"})"),
       "/Statement/0/Effect: must be \"Allow\" or \"Deny\""},
      {Document(R"({"Effect": ["Allow"], "Action": "*", "Resource": "*"})"),
       "/Statement/0/Effect: must be \"Allow\" or \"Deny\""},
      {Document(R"({"Effect": "Allow", "Actions": "*", "Resource": "*"})"),
       "/Statement/0/Actions: unknown element; did you mean Action?"},
      {Document(R"({"Effect": "Allow", "Action": "*", "Resource": "*", "a/b~c": "*"})"),
       "/Statement/0/a~1b~0c: unknown element"},
      {Document(R"({"Effect": "Allow", "Action": "*", "Principal": {"RAM": "*"}})"),
       "/Statement/0/Principal: belongs to resource-based policies, not to a principal's own"},
      {Document(R"({"Effect": "Allow", "Resource": "*"})"),
       "/Statement/0: Action or NotAction is missing"},
      {Document(R"({"Effect": "Allow", "Action": "*", "NotAction": "ice:*", "Resource": "*"})"),
       "/Statement/0: has both Action and NotAction"},
      {Document(R"({"Effect": "Allow", "Action": "*"})"),
       "/Statement/0: Resource or NotResource is missing"},
      {Document(R"({"Effect": "Allow", "Action": "*", "Resource": "*", "NotResource": "*"})"),
       "/Statement/0: has both Resource and NotResource"},
      {Document(R"({"Effect": "Allow", "Action": [], "Resource": "*"})"),
       "/Statement/0/Action: must be a text in quotes or a list of one or more such texts"},
      {Document(R"({"Effect": "Allow", "Action": null, "Resource": "*"})"),
       "/Statement/0/Action: must be a text in quotes or a list of one or more such texts"},
      {Document(R"({"Effect": "Allow", "Action": ["ice:*", 7], "Resource": "*"})"),
       "/Statement/0/Action/1: must be a text in quotes"},
      {Document(R"({"Effect": "Allow", "Action": ["ice:*", "Get"], "Resource": "*"})"),
       "/Statement/0/Action/1: must be * or of the form <ram-code>:<action-name>"},
      {Document(R"({"Effect": "Allow", "NotAction": "ice:", "Resource": "*"})"),
       "/Statement/0/NotAction: must be * or of the form <ram-code>:<action-name>"},
      {Document(R"({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::x"})"),
       "/Statement/0/Resource: must be * or of the form "
       "acs:<ram-code>:<region>:<account-id>:<relative-id>"},
      {Document(R"({"Effect": "Allow", "Action": "*", "NotResource": ["*", "acs:ice:*"]})"),
       "/Statement/0/NotResource/1: must be * or of the form "
       "acs:<ram-code>:<region>:<account-id>:<relative-id>"},
  });
}

TEST_CASE("conditions that are none") {
  const std::string place = "/Statement/0/Condition";
  const std::string not_a_number = ": must be a number such as 10 or -2.5";
  const std::string not_a_date = ": must be a date such as 2019-08-12T17:00:00+08:00";
  const std::string not_an_address =
      ": must be an IP address or a CIDR block such as 192.168.0.0/16";
  const auto address = [](const std::string& value) {
    return When(R"({"IpAddress": {"acs:SourceIp": ")" + value + "\"}}");
  };
  const auto date = [](const std::string& value) {
    return When(R"({"DateEquals": {"acs:CurrentTime": ")" + value + "\"}}");
  };
  const auto number = [](const std::string& value) {
    return When(R"({"NumericEquals": {"a:b": ")" + value + "\"}}");
  };
  Check({
      {When("[]"), place + ": must be an object that is not empty"},
      {When("{}"), place + ": must be an object that is not empty"},
      {When(R"({"StringEquals": "x"})"),
       place + "/StringEquals: must be an object that is not empty"},
      {When(R"({"StringEquals": {}})"),
       place + "/StringEquals: must be an object that is not empty"},
      {When(R"({"stringequals": {"a:b": "x"}})"),
       place + "/stringequals: unknown condition operator; did you mean StringEquals?"},
      {When(R"({"Null": {"a:b": "true"}})"), place + "/Null: unknown condition operator"},
      {When(R"({"ForAnyValue:StringEquals": {"a:b": "x"}})"),
       place + "/ForAnyValue:StringEquals: unknown condition operator"},
      {When(R"({"StringEquals": {"b": "x"}})"),
       place + "/StringEquals/b: a condition key must be of the form <ram-code>:<condition-key>"},
      {When(R"({"StringEquals": {"acs:ResourceTag/team": []}})"),
       place + "/StringEquals/acs:ResourceTag~1team: "
               "must be a text in quotes or a list of one or more such texts"},
      {When(R"({"NumericEquals": {"a:b": 10}})"),
       place + "/NumericEquals/a:b: must be a text in quotes or a list of one or more such texts"},
      {When(R"({"Bool": {"a:b": [true]}})"), place + "/Bool/a:b/0: must be a text in quotes"},
      {When(R"({"Bool": {"a:b": "True"}})"), place + "/Bool/a:b: must be true or false"},
      {When(R"({"Bool": {"a:b": ["true", "false"]}})"),
       place + "/Bool/a:b: must have one value only"},
      {When(R"({"NumericLessThan": {"a:b": ["1", "1e3"]}})"),
       place + "/NumericLessThan/a:b/1" + not_a_number},
      {number(""), place + "/NumericEquals/a:b" + not_a_number},
      {number("-"), place + "/NumericEquals/a:b" + not_a_number},
      {number("+1"), place + "/NumericEquals/a:b" + not_a_number},
      {number("1."), place + "/NumericEquals/a:b" + not_a_number},
      {number(".5"), place + "/NumericEquals/a:b" + not_a_number},
      {number("1.2.3"), place + "/NumericEquals/a:b" + not_a_number},
      {number(" 1"), place + "/NumericEquals/a:b" + not_a_number},
      {date("2019-08-12"), place + "/DateEquals/acs:CurrentTime" + not_a_date},
      {date("2019-08-12T17:00:00"), place + "/DateEquals/acs:CurrentTime" + not_a_date},
      {date("2019-02-30T17:00:00Z"), place + "/DateEquals/acs:CurrentTime" + not_a_date},
      {date("1565600400"), place + "/DateEquals/acs:CurrentTime" + not_a_date},
      {address("10.0.0.0/33"), place + "/IpAddress/acs:SourceIp" + not_an_address},
      {address("10.0.0.0/"), place + "/IpAddress/acs:SourceIp" + not_an_address},
      {address("10.0.0.0/08"), place + "/IpAddress/acs:SourceIp" + not_an_address},
      {address("10.0.0.0/-1"), place + "/IpAddress/acs:SourceIp" + not_an_address},
      {address("10.0.0"), place + "/IpAddress/acs:SourceIp" + not_an_address},
      {address("10.0.0.256"), place + "/IpAddress/acs:SourceIp" + not_an_address},
      {address("010.0.0.1"), place + "/IpAddress/acs:SourceIp" + not_an_address},
      {address("10.0.0.1\\u0000"), place + "/IpAddress/acs:SourceIp" + not_an_address},
      {address("2001:db8::/129"), place + "/IpAddress/acs:SourceIp" + not_an_address},
      {address("*"), place + "/IpAddress/acs:SourceIp" + not_an_address},
  });
}

TEST_CASE("a document may take 32 KiB and no more") {
  const std::string good = Document(R"({"Effect": "Allow", "Action": "*", "Resource": "*"})");
  const std::string blanks(auth::Policy::kMaxDocumentBytes - good.size(), ' ');
  CHECK(MessageFor(good + blanks) == "(no problem)");
  CHECK(MessageFor(good + blanks + " ") == "a policy may take 32768 bytes at most");
  const std::string stars(1'000'000, '*');
  CHECK(MessageFor(Document(R"({"Effect": "Allow", "Resource": "*", "Action": "a:)" + stars +
                            "\"}")) == "a policy may take 32768 bytes at most");
}

TEST_CASE("deep nesting is refused like any other wrong type") {
  CHECK(MessageFor(Repeated("[", 30'000)) == "not well-formed JSON at byte 30001");
  CHECK(MessageFor(Repeated("[", 16'000) + Repeated("]", 16'000)) == "a policy must be an object");
  CHECK(MessageFor(When(Repeated("{\"a\":", 5'000) + "1" + Repeated("}", 5'000))) ==
        "/Statement/0/Condition/a: unknown condition operator");
}

TEST_CASE("patterns made to backtrack are matched in time") {
  const std::string text = std::string(32'000, 'a') + "c";
  const auto start = std::chrono::steady_clock::now();
  for (const std::string& pattern :
       {Repeated("a*", 16'000) + "b", Repeated("*a", 16'000) + "b", Repeated("*", 32'000) + "b",
        Repeated("?*", 16'000) + "b", Repeated("*aaaa", 6'000) + "b"}) {
    const auto policies = test::ParseAll(
        {Document(R"({"Effect": "Allow", "Resource": "*", "Action": "x:)" + pattern + "\"}")});
    CHECK(auth::Judge(policies, {"x:" + text, "*", {}}).decision == auth::Decision::kImplicitDeny);
  }
  CHECK(std::chrono::steady_clock::now() - start < kPatience);
}
