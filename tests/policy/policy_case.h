#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "auth/policy.h"

namespace fake_ice::test {

/// One row of a table: what these policies say to this request.
struct PolicyCase {
  std::string name;
  std::vector<std::string> documents;
  auth::AccessRequest request;
  auth::Decision expected = auth::Decision::kImplicitDeny;
};

/// A document with these statements, separated by commas.
inline std::string Document(std::string_view statements) {
  return R"({"Version": "1", "Statement": [)" + std::string(statements) + "]}";
}

/// Reads policies that must be well-formed.
inline std::vector<auth::Policy> ParseAll(const std::vector<std::string>& documents) {
  std::vector<auth::Policy> policies;
  for (const std::string& document : documents) {
    const auto policy = auth::Policy::Parse(document);
    REQUIRE_MESSAGE(policy, document << "\n" << (policy ? "" : policy.error()));
    policies.push_back(*policy);
  }
  return policies;
}

inline std::string Name(auth::Decision decision) {
  switch (decision) {
    case auth::Decision::kAllow:
      return "allow";
    case auth::Decision::kImplicitDeny:
      return "implicit deny";
    case auth::Decision::kExplicitDeny:
      return "explicit deny";
  }
  return "?";
}

inline void Check(const PolicyCase& row) {
  CAPTURE(row.name);
  CHECK(Name(auth::Judge(ParseAll(row.documents), row.request).decision) == Name(row.expected));
}

}  // namespace fake_ice::test
