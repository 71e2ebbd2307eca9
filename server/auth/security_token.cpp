#include "auth/security_token.h"

#include "base/digest.h"

namespace fake_ice::auth {
namespace {

base::Unexpected<Failure> Fail(Problem problem) {
  return base::Unexpected<Failure>({.problem = problem, .parameter = "SecurityToken"});
}

}  // namespace

base::Expected<void, Failure> CheckSecurityToken(const SecurityTokenFacts& facts,
                                                 base::Moment now) {
  // SDKs send an empty token with plain access keys.
  if (facts.given.empty()) {
    if (facts.needed) return Fail(Problem::kMissingParameter);
    return {};
  }
  if (!facts.needed || !base::EqualInConstantTime(facts.given, *facts.needed)) {
    return Fail(facts.of_another_key ? Problem::kMismatchingToken : Problem::kMalformedToken);
  }
  if (facts.expiration && *facts.expiration <= now) return Fail(Problem::kExpiredToken);
  return {};
}

}  // namespace fake_ice::auth
