// Two evaluators that share no code agree on random policies and requests.

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "policy/naive_evaluator.h"
#include "policy/policy_case.h"

using namespace fake_ice;
using nlohmann::json;

namespace {

constexpr int kRounds = 10'000;
constexpr unsigned kSeed = 20'201'109;
constexpr int kLeastOfEach = 500;

using Words = std::vector<std::string>;

/// Small alphabets, so that policies and requests meet often.
const Words kActions{"ice:Get", "ice:GetAll",    "ICE:get",  "ice:Submit",
                     "oss:Get", "oss:PutObject", "ram:List", "ice:Geet"};
const Words kActionPatterns{"*",       "ice:*", "ice:Get*", "*:Get", "ice:G?t", "ice:*e*t",
                            "oss:???", "ram:*", "ICE:GET*", "*:*t*", "ice:?*?", "ice:**All"};
const Words kResources{"*", "acs:ice:*:1:*", "acs:ice:*:2:job/a", "acs:oss:*:1:b/x",
                       "acs:ice:*:1:Job/a"};
const Words kResourcePatterns{
    "*", "acs:ice:*:1:*", "acs:*:*:*:job/?", "acs:oss:*:*:*", "acs:ice:*:?:*a", "acs:*:*:1:*/*"};

struct Family {
  Words tests;
  Words keys;
  Words values;          ///< in a policy
  Words request_values;  ///< of such a key
};

const Words kRelations{"Equals",         "NotEquals",   "LessThan",
                       "LessThanEquals", "GreaterThan", "GreaterThanEquals"};

Words Prefixed(const std::string& prefix) {
  Words names;
  for (const std::string& relation : kRelations) names.push_back(prefix + relation);
  return names;
}

std::vector<Family> Families() {
  return {{{"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike"},
           {"acs:Tag/a", "oss:Prefix"},
           {"", "dev", "DEV", "d*", "*v", "?e?", "prod", "*"},
           {"", "dev", "Dev", "d*", "deev", "prod"}},
          {Prefixed("Numeric"),
           {"oss:MaxKeys", "ice:Size"},
           {"0", "-1", "10", "10.0", "9.5", "100"},
           {"0", "-1", "010", "10", "9.50", "9", "99.75"}},
          {Prefixed("Date"),
           {"acs:CurrentTime"},
           {"2026-02-06T10:00:00Z", "2026-02-06T18:00:00+08:00", "2025-12-31T23:59:59-01:30"},
           {"2026-02-06T10:00:00Z", "2026-02-06T09:59:59Z", "2026-01-01T01:29:59Z"}},
          {{"Bool"}, {"acs:SecureTransport"}, {"true", "false"}, {"true", "false"}},
          {{"IpAddress", "NotIpAddress"},
           {"acs:SourceIp"},
           {"10.0.0.0/8", "10.128.0.0/9", "10.0.0.1", "0.0.0.0/0", "2001:db8::/33", "::1", "::/0"},
           {"10.0.0.1", "10.200.0.1", "192.168.0.1", "2001:db8::1", "2001:db8:8000::1", "::1"}}};
}

class Generator {
 public:
  json Document() {
    json statements = json::array();
    for (int i = Number(1, 3); i > 0; --i) statements.push_back(Statement());
    return {{"Version", "1"}, {"Statement", statements}};
  }

  auth::AccessRequest Request() {
    auth::AccessRequest request{Pick(kActions), Pick(kResources), {}};
    for (const Family& family : families_) {
      for (const std::string& key : family.keys) {
        if (Number(1, 5) == 1) continue;  // absent
        auto& values = request.context[key];
        for (int i = Number(1, 8) == 1 ? Number(0, 2) : 1; i > 0; --i) {
          values.push_back(Pick(family.request_values));
        }
      }
    }
    return request;
  }

  int Number(int least, int most) {
    // Not a std distribution: those differ between standard libraries.
    return least + static_cast<int>(random_() % static_cast<unsigned>(most - least + 1));
  }

 private:
  template <typename T>
  const T& Pick(const std::vector<T>& choices) {
    return choices[static_cast<std::size_t>(Number(0, static_cast<int>(choices.size()) - 1))];
  }

  json Values(const Words& choices, int most) {
    if (Number(1, 2) == 1) return Pick(choices);
    json list = json::array();
    for (int i = Number(1, most); i > 0; --i) list.push_back(Pick(choices));
    return list;
  }

  json Statement() {
    json statement{{"Effect", Number(1, 3) == 1 ? "Deny" : "Allow"}};
    statement[Number(1, 5) == 1 ? "NotAction" : "Action"] = Values(kActionPatterns, 3);
    statement[Number(1, 6) == 1 ? "NotResource" : "Resource"] = Values(kResourcePatterns, 3);
    for (int i = Number(0, 2); i > 0; --i) {
      const Family& family = Pick(families_);
      const std::string& test = Pick(family.tests);
      const int most = test == "Bool" ? 1 : 3;
      for (int keys = Number(1, 2); keys > 0; --keys) {
        statement["Condition"][test][Pick(family.keys)] = Values(family.values, most);
      }
    }
    return statement;
  }

  std::vector<Family> families_ = Families();
  std::mt19937 random_{kSeed};
};

std::string Describe(const std::vector<json>& documents, const auth::AccessRequest& request) {
  std::string text = "request: " + request.action + " on " + request.resource + " with " +
                     json(request.context).dump();
  for (const json& document : documents) text += "\npolicy: " + document.dump(2);
  return text;
}

}  // namespace

TEST_CASE("10,000 random policies and requests are decided alike by a naive evaluator") {
  Generator generator;
  std::map<auth::Decision, int> seen;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<json> documents;
    std::vector<std::string> texts;
    for (int i = generator.Number(1, 2); i > 0; --i) {
      documents.push_back(generator.Document());
      texts.push_back(documents.back().dump());
    }
    const auth::AccessRequest request = generator.Request();
    const auto decision = auth::Judge(test::ParseAll(texts), request).decision;
    ++seen[decision];
    REQUIRE_MESSAGE(test::Name(decision) == test::Name(test::naive::Evaluate(documents, request)),
                    "round " << round << ", " << Describe(documents, request));
  }
  CHECK(seen[auth::Decision::kAllow] > kLeastOfEach);
  CHECK(seen[auth::Decision::kImplicitDeny] > kLeastOfEach);
  CHECK(seen[auth::Decision::kExplicitDeny] > kLeastOfEach);
}

TEST_CASE("patterns of few letters are matched as recursion matches them") {
  Generator generator;
  const std::string pattern_letters = "ab*?";
  for (int round = 0; round < 20'000; ++round) {
    std::string pattern = "acs:x:::";
    std::string text = pattern;
    for (int i = generator.Number(0, 8); i > 0; --i) {
      pattern += pattern_letters[static_cast<std::size_t>(generator.Number(0, 3))];
    }
    for (int i = generator.Number(0, 8); i > 0; --i) {
      text += pattern_letters[static_cast<std::size_t>(generator.Number(0, 1))];
    }
    const json document{
        {"Version", "1"},
        {"Statement", {{{"Effect", "Allow"}, {"Action", "*"}, {"Resource", pattern}}}}};
    const auto decision =
        auth::Judge(test::ParseAll({document.dump()}), {"a:b", text, {}}).decision;
    REQUIRE_MESSAGE((decision == auth::Decision::kAllow) == test::naive::Like(pattern, text),
                    pattern << " on " << text);
  }
}
