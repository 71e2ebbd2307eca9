#pragma once

#include <optional>
#include <string_view>

#include "auth/failure.h"
#include "base/clock.h"
#include "base/expected.h"

namespace fake_ice::auth {

/// What is known about the token that a request carries, and about the one its key needs.
struct SecurityTokenFacts {
  std::string_view given;                  ///< by the request; empty: none
  std::optional<std::string_view> needed;  ///< by the access key; nothing: it is no session's
  std::optional<base::Moment> expiration;  ///< of the needed one
  bool of_another_key = false;             ///< the given one belongs to another session
};

/// Checks that a session's requests carry its token, that no other request carries one, and that
/// the token has not expired. Source: help.aliyun.com, gateway error tables (assumption:
/// security-token-errors).
[[nodiscard]] base::Expected<void, Failure> CheckSecurityToken(const SecurityTokenFacts& facts,
                                                               base::Moment now);

}  // namespace fake_ice::auth
