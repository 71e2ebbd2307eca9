#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/claim.h"
#include "auth/explain.h"

/// How explanations show durations, zones and what the client sent.
namespace fake_ice::auth {

/// How much of a text of the client is shown.
inline constexpr std::size_t kMaxQuoted = 64;

/// `text`, with its end replaced by dots where it is longer than `size`.
std::string CutTo(std::size_t size, std::string text);

/// Shows client data: quoted, cut, every byte that is not printable ASCII as \xNN, and withheld
/// when a secret or the signature stands in it.
class Quoter {
 public:
  /// The arguments must outlive the quoter.
  Quoter(const Claim& claim, std::string_view secret, std::span<const OtherKey> others);

  std::string operator()(std::string_view text) const;

 private:
  std::vector<std::string_view> withheld_;
};

/// What is said when none of the `tried` known mistakes gives the signature: the likeliest cause, a
/// wrong secret, and what to compare with the server's when it is right.
std::string WrongSecret(const std::string& quoted_access_key_id, std::size_t tried,
                        std::string_view to_compare);

/// `8h`, `1h30m`, `3d4h`, `20m5s`: the two largest units of a duration, whatever its sign.
std::string InWords(std::chrono::milliseconds duration);

/// `UTC+05:45`
std::string UtcOffsetName(std::chrono::minutes offset);

}  // namespace fake_ice::auth
