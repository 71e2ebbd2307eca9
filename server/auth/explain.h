#pragma once

#include <span>
#include <string>
#include <string_view>

#include "auth/claim.h"
#include "auth/signed_request.h"
#include "base/clock.h"

/// Why a signature may have failed, in words for the person who made it. Nothing here decides
/// anything: it runs after the verdict, and compares in constant time like the verifiers.
namespace fake_ice::auth {

/// Another access key of the store, whose secret the client may have used by mistake.
struct OtherKey {
  std::string access_key_id;
  std::string access_key_secret;
};

/// Recomputes the signature of `request` under each well-known mistake and names the one that gives
/// the signature in `claim`; when none does, says what can be inferred about where the client's
/// canonical request differs. One line of printable ASCII, without any secret or signature.
/// `secret` is the one of the claim's access key; of `others` the first thousand are tried. A large
/// request gets fewer attempts, so that the work stays bounded. Thread-safe.
std::string ExplainMismatch(const SignedRequest& request, const Claim& claim,
                            std::string_view secret, std::span<const OtherKey> others);

/// Why a timestamp was refused: not well-formed (with the form expected), or too far from `now`,
/// by how much, and whether it looks like local time written as UTC. One line of printable ASCII.
std::string ExplainTimestamp(std::string_view timestamp, base::Moment now);

}  // namespace fake_ice::auth
