#include "auth/explain/wording.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"

namespace fake_ice::auth {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Withholding shorter texts would hide half of the alphabet and protect nothing.
constexpr std::size_t kShortestWithheld = 4;
/// Past this, a secret that a cut splits is not looked for.
constexpr std::size_t kLongestWithheld = 256;

std::string Digits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::string CutTo(std::size_t size, std::string text) {
  if (text.size() > size) text.replace(size - 3, std::string::npos, "...");
  return text;
}

Quoter::Quoter(const Claim& claim, std::string_view secret, std::span<const OtherKey> others) {
  const auto withhold = [this](std::string_view text) {
    if (text.size() >= kShortestWithheld) withheld_.push_back(text);
  };
  withhold(claim.signature);
  withhold(secret);
  for (const OtherKey& other : others) withhold(other.access_key_secret);
}

std::string Quoter::operator()(std::string_view text) const {
  const auto window = text.substr(0, kMaxQuoted + kLongestWithheld);
  for (const std::string_view withheld : withheld_) {
    if (window.find(withheld) != std::string_view::npos) return "(withheld)";
  }
  return '\'' + CutTo(kMaxQuoted, base::EscapeUnprintable(text.substr(0, kMaxQuoted + 1))) + '\'';
}

std::string WrongSecret(const std::string& quoted_access_key_id, std::size_t tried,
                        std::string_view to_compare) {
  const std::string why =
      tried == 0 ? "the request is too large to try known mistakes on it"
                 : "none of " + std::to_string(tried) + " known mistakes gives this signature";
  return "the secret is most likely not the one of " + quoted_access_key_id + ": " + why +
         "; if it is, compare your " + std::string(to_compare) +
         " with the server's in the error message";
}

std::string InWords(milliseconds duration) {
  struct Unit {
    milliseconds size;
    std::string_view name;
  };
  static constexpr std::array kUnits{Unit{hours{24}, "d"}, Unit{hours{1}, "h"},
                                     Unit{minutes{1}, "m"}, Unit{seconds{1}, "s"}};
  milliseconds rest = std::chrono::abs(duration);
  std::string words;
  int units = 0;
  for (const Unit& unit : kUnits) {
    const auto count = rest / unit.size;
    rest %= unit.size;
    if (units > 0) ++units;
    if (count == 0) continue;
    units = std::max(units, 1);
    if (units <= 2) words.append(std::to_string(count)).append(unit.name);
  }
  return words.empty() ? "less than 1s" : words;
}

std::string UtcOffsetName(minutes offset) {
  const auto size = std::chrono::abs(offset);
  return std::string("UTC") + (offset.count() < 0 ? '-' : '+') + Digits(size / hours{1}) + ':' +
         Digits((size % hours{1}).count());
}

}  // namespace fake_ice::auth
