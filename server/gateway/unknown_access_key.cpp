#include "gateway/unknown_access_key.h"

#include <string_view>

namespace fake_ice::gateway {
namespace {

/// Whether it has a character that no key of the real service has.
bool HasForeignCharacters(std::string_view access_key_id) {
  constexpr std::string_view kOfKeys =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";
  return access_key_id.find_first_not_of(kOfKeys) != std::string_view::npos;
}

}  // namespace

ApiError UnknownAccessKey(const auth::Claim& claim, store::Store& store) {
  if (HasForeignCharacters(claim.access_key_id)) return MakeError(ErrorId::kAccessKeyMalformed);
  if (claim.access_key_id.starts_with("STS.")) {
    if (claim.security_token.empty()) {
      return MakeError(ErrorId::kMissingParameter, "SecurityToken");
    }
    if (!store.KnowsSecurityToken(claim.security_token)) {
      return MakeError(ErrorId::kSecurityTokenMalformed);
    }
  }
  return MakeError(ErrorId::kAccessKeyNotFound);
}

}  // namespace fake_ice::gateway
