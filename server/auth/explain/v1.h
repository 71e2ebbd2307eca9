#pragma once

#include <span>
#include <string>
#include <string_view>

#include "auth/claim.h"
#include "auth/explain.h"
#include "auth/signed_request.h"

namespace fake_ice::auth {

/// ExplainMismatch for a claim of signature V1, not yet cut to its length.
std::string ExplainV1(const SignedRequest& request, const Claim& claim, std::string_view secret,
                      std::span<const OtherKey> others);

}  // namespace fake_ice::auth
