#include "auth/explain.h"

#include "auth/explain/v1.h"
#include "auth/explain/v3.h"
#include "auth/explain/wording.h"

namespace fake_ice::auth {
namespace {

constexpr std::size_t kMaxExplanation = 300;

}  // namespace

std::string ExplainMismatch(const SignedRequest& request, const Claim& claim,
                            std::string_view secret, std::span<const OtherKey> others) {
  const auto explain = claim.scheme == Scheme::kV3 ? &ExplainV3 : &ExplainV1;
  return CutTo(kMaxExplanation, explain(request, claim, secret, others));
}

}  // namespace fake_ice::auth
