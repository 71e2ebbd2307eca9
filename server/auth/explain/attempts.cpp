#include "auth/explain/attempts.h"

namespace fake_ice::auth {

std::string SignatureOf(const MacStep& mac, std::string_view string_to_sign) {
  return mac.as_text(mac.swapped ? base::Hmac(mac.hash, string_to_sign, mac.key)
                                 : base::Hmac(mac.hash, mac.key, string_to_sign));
}

}  // namespace fake_ice::auth
