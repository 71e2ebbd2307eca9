#pragma once

#include <arpa/inet.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "auth/policy.h"

/// A second evaluator, written from the rules alone and as plainly as possible: it walks the JSON
/// for every request, tries wildcards recursively and compares addresses as texts of bits. For
/// well-formed policies with short texts and small numbers.
namespace fake_ice::test::naive {

using Json = nlohmann::json;
using Texts = std::vector<std::string>;

inline Texts AsList(const Json& json) {
  return json.is_array() ? json.get<Texts>() : Texts{json.get<std::string>()};
}

inline std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

inline bool Like(const std::string& pattern, const std::string& text) {
  if (pattern.empty()) return text.empty();
  const std::string rest = pattern.substr(1);
  if (pattern[0] == '*')
    return Like(rest, text) || (!text.empty() && Like(pattern, text.substr(1)));
  if (text.empty() || (pattern[0] != '?' && pattern[0] != text[0])) return false;
  return Like(rest, text.substr(1));
}

/// The address as its family's letter and a text of 0 and 1.
inline std::string Bits(const std::string& address) {
  unsigned char bytes[16];
  const bool v4 = inet_pton(AF_INET, address.c_str(), bytes) == 1;
  if (!v4 && inet_pton(AF_INET6, address.c_str(), bytes) != 1) return "";
  std::string bits = v4 ? "4" : "6";
  for (int i = 0; i < (v4 ? 32 : 128); ++i) {
    bits += (bytes[i / 8] >> (7 - i % 8)) % 2 == 1 ? '1' : '0';
  }
  return bits;
}

inline bool InBlock(const std::string& address, const std::string& block) {
  const auto slash = block.find('/');
  const std::string wanted = Bits(block.substr(0, slash));
  const auto length =
      slash == std::string::npos ? wanted.size() - 1 : std::stoul(block.substr(slash + 1));
  return !Bits(address).empty() &&
         Bits(address).substr(0, length + 1) == wanted.substr(0, length + 1);
}

/// Seconds since 1970.
inline double Seconds(const std::string& date) {
  std::tm tm{};
  char sign = '+';
  int hours = 0;
  int minutes = 0;
  std::sscanf(date.c_str(), "%d-%d-%dT%d:%d:%d%c%d:%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
              &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &sign, &hours, &minutes);
  tm.tm_year -= 1900;
  tm.tm_mon -= 1;
  const int offset = hours * 3600 + minutes * 60;
  return static_cast<double>(timegm(&tm) - (sign == '-' ? -offset : offset));
}

inline bool Compare(const std::string& relation, double a, double b) {
  if (relation == "Equals") return a == b;
  if (relation == "NotEquals") return a != b;
  if (relation == "LessThan") return a < b;
  if (relation == "LessThanEquals") return a <= b;
  if (relation == "GreaterThan") return a > b;
  return a >= b;
}

/// Whether one value of the request stands to one of the policy as the operator says.
inline bool HoldsFor(const std::string& test, const std::string& have, const std::string& want) {
  if (test.starts_with("Numeric")) {
    return Compare(test.substr(7), std::strtod(have.c_str(), nullptr),
                   std::strtod(want.c_str(), nullptr));
  }
  if (test.starts_with("Date")) return Compare(test.substr(4), Seconds(have), Seconds(want));
  if (test == "StringEquals" || test == "Bool") return have == want;
  if (test == "StringNotEquals") return have != want;
  if (test == "StringEqualsIgnoreCase") return Lower(have) == Lower(want);
  if (test == "StringNotEqualsIgnoreCase") return Lower(have) != Lower(want);
  if (test == "StringLike") return Like(want, have);
  if (test == "StringNotLike") return !Like(want, have);
  if (test == "IpAddress") return InBlock(have, want);
  return !InBlock(have, want);  // NotIpAddress
}

/// A negated operator must hold for every pair of values, and holds when there are none.
inline bool KeyHolds(const std::string& test, const Texts& have, const Texts& want) {
  const bool negated = test.find("Not") != std::string::npos;
  std::size_t holding = 0;
  for (const std::string& one : have) {
    for (const std::string& other : want) holding += HoldsFor(test, one, other) ? 1U : 0U;
  }
  return negated ? holding == have.size() * want.size() : holding > 0;
}

inline bool ConditionHolds(const Json& condition, const auth::ConditionContext& context) {
  for (const auto& [test, keys] : condition.items()) {
    for (const auto& [key, values] : keys.items()) {
      const auto found = context.find(key);
      const Texts have = found == context.end() ? Texts{} : found->second;
      if (!KeyHolds(test, have, AsList(values))) return false;
    }
  }
  return true;
}

/// Whether the statement's element `name`, or else its negation, takes the text in.
inline bool Takes(const Json& statement, const std::string& name, std::string text) {
  const bool negated = !statement.contains(name);
  const bool ignoring_case = name == "Action";
  bool any = false;
  for (const std::string& pattern : AsList(statement[negated ? "Not" + name : name])) {
    any = any || (ignoring_case ? Like(Lower(pattern), Lower(text)) : Like(pattern, text));
  }
  return negated ? !any : any;
}

inline auth::Decision Evaluate(const std::vector<Json>& policies,
                               const auth::AccessRequest& request) {
  std::set<std::string> effects;
  for (const Json& policy : policies) {
    for (const Json& statement : policy["Statement"]) {
      if (Takes(statement, "Action", request.action) &&
          Takes(statement, "Resource", request.resource) &&
          ConditionHolds(statement.value("Condition", Json::object()), request.context)) {
        effects.insert(statement["Effect"].get<std::string>());
      }
    }
  }
  if (effects.contains("Deny")) return auth::Decision::kExplicitDeny;
  return effects.contains("Allow") ? auth::Decision::kAllow : auth::Decision::kImplicitDeny;
}

}  // namespace fake_ice::test::naive
