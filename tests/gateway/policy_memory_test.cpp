#include "gateway/policy_memory.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

using namespace fake_ice;
using gateway::PolicyMemory;

namespace {

PolicyMemory::Credential CallerWith(const std::string& policies) {
  store::CredentialRecord record;
  record.caller.kind = store::PrincipalKind::kUser;
  record.caller.policies = policies;
  return std::make_shared<const store::CredentialRecord>(record);
}

constexpr const char* kAllowAll =
    R"([{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}])";

auth::Decision Decide(PolicyMemory& memory, const PolicyMemory::Credential& caller) {
  return auth::Judge(memory.Of(caller)->own, {.action = "ice:GetYikeAIAppJob", .resource = "r"})
      .decision;
}

}  // namespace

TEST_CASE("the policies of a caller are parsed once") {
  PolicyMemory memory;
  const auto caller = CallerWith(kAllowAll);
  const auto policies = memory.Of(caller);
  CHECK(memory.Of(caller) == policies);
  CHECK(policies->own.size() == 1);
  CHECK_FALSE(policies->of_session);
  CHECK(Decide(memory, caller) == auth::Decision::kAllow);
}

TEST_CASE("a caller that has changed is another, also where it lies at the same place") {
  PolicyMemory memory;
  for (int i = 0; i < 1000; ++i) {
    const bool may = i % 3 == 0;
    const auto caller = CallerWith(may ? kAllowAll : "[]");
    CAPTURE(i);
    CHECK(Decide(memory, caller) == (may ? auth::Decision::kAllow : auth::Decision::kImplicitDeny));
  }
}

TEST_CASE("a policy that was broken behind the program's back is a fault and no allowance") {
  PolicyMemory memory;
  CHECK_THROWS(memory.Of(CallerWith(R"([{"Version": "2"}])")));
  CHECK_THROWS(memory.Of(CallerWith("{")));
}
