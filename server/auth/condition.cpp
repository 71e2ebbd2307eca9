#include "auth/condition.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/text.h"
#include "base/time_text.h"

namespace fake_ice::auth {
namespace {

using enum ValueKind;
using enum Relation;

constexpr bool kNegated = true;

/// Source: help.aliyun.com, RAM "Conditional operators".
constexpr std::array kOperators{
    ConditionOperator{"StringEquals", kText},
    ConditionOperator{"StringNotEquals", kText, kEqual, kNegated},
    ConditionOperator{"StringEqualsIgnoreCase", kTextIgnoringCase},
    ConditionOperator{"StringNotEqualsIgnoreCase", kTextIgnoringCase, kEqual, kNegated},
    ConditionOperator{"StringLike", kPattern},
    ConditionOperator{"StringNotLike", kPattern, kEqual, kNegated},
    ConditionOperator{"NumericEquals", kNumber},
    ConditionOperator{"NumericNotEquals", kNumber, kEqual, kNegated},
    ConditionOperator{"NumericLessThan", kNumber, kLess},
    ConditionOperator{"NumericLessThanEquals", kNumber, kLessOrEqual},
    ConditionOperator{"NumericGreaterThan", kNumber, kGreater},
    ConditionOperator{"NumericGreaterThanEquals", kNumber, kGreaterOrEqual},
    ConditionOperator{"DateEquals", kDate},
    ConditionOperator{"DateNotEquals", kDate, kEqual, kNegated},
    ConditionOperator{"DateLessThan", kDate, kLess},
    ConditionOperator{"DateLessThanEquals", kDate, kLessOrEqual},
    ConditionOperator{"DateGreaterThan", kDate, kGreater},
    ConditionOperator{"DateGreaterThanEquals", kDate, kGreaterOrEqual},
    ConditionOperator{"Bool", kBoolean},
    ConditionOperator{"IpAddress", kAddress},
    ConditionOperator{"NotIpAddress", kAddress, kEqual, kNegated},
};

bool IsDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Decimal> ReadDecimal(std::string_view text) {
  const bool minus = text.starts_with('-');
  if (minus) text.remove_prefix(1);
  const auto point = text.find('.');
  std::string_view whole = text.substr(0, point);
  std::string_view fraction;
  if (point != std::string_view::npos) {
    fraction = text.substr(point + 1);
    if (fraction.empty()) return std::nullopt;
  }
  if (whole.empty() || !IsDigits(whole) || !IsDigits(fraction)) return std::nullopt;
  whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
  fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);
  const bool zero = whole.empty() && fraction.empty();
  return Decimal{minus && !zero, std::string(whole), std::string(fraction)};
}

std::optional<bool> ReadBoolean(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

/// One address, as a block of its own.
std::optional<AddressBlock> ReadAddress(std::string_view text) {
  // inet_pton reads up to a zero byte, which must not hide the rest of the text.
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string copy(text);
  AddressBlock address;
  if (inet_pton(AF_INET, copy.c_str(), address.bytes.data()) == 1) return address;
  if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) != 1) return std::nullopt;
  address.size_bytes = 16;
  address.prefix_bits = 128;
  return address;
}

/// A prefix length of 0 to `most`, without leading zeros.
std::optional<int> ReadPrefixLength(std::string_view text, int most) {
  if (text.empty() || text.size() > 3 || !IsDigits(text)) return std::nullopt;
  if (text.size() > 1 && text[0] == '0') return std::nullopt;
  int bits = 0;
  std::from_chars(text.data(), text.data() + text.size(), bits);
  return bits <= most ? std::optional(bits) : std::nullopt;
}

/// A server that listens on `::` sees its IPv4 clients under such addresses.
AddressBlock WithoutMapping(AddressBlock block) {
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  constexpr int kMappedBits = 96;
  if (block.size_bytes != 16 || block.prefix_bits < kMappedBits) return block;
  if (!std::equal(kMapped.begin(), kMapped.end(), block.bytes.begin())) return block;
  AddressBlock mapped{.prefix_bits = block.prefix_bits - kMappedBits};
  std::copy_n(block.bytes.begin() + kMapped.size(), 4, mapped.bytes.begin());
  return mapped;
}

std::optional<AddressBlock> ReadAddressBlock(std::string_view text) {
  const auto slash = text.find('/');
  auto block = ReadAddress(text.substr(0, slash));
  if (!block) return std::nullopt;
  if (slash != std::string_view::npos) {
    const auto bits = ReadPrefixLength(text.substr(slash + 1), block->prefix_bits);
    if (!bits) return std::nullopt;
    block->prefix_bits = *bits;
  }
  return WithoutMapping(*block);
}

bool Contains(const AddressBlock& block, const AddressBlock& address) {
  if (block.size_bytes != address.size_bytes) return false;
  const int whole_bytes = block.prefix_bits / 8;
  if (!std::equal(block.bytes.begin(), block.bytes.begin() + whole_bytes, address.bytes.begin())) {
    return false;
  }
  const int rest_bits = block.prefix_bits % 8;
  if (rest_bits == 0) return true;
  const auto at = static_cast<std::size_t>(whole_bytes);
  return (block.bytes[at] ^ address.bytes[at]) >> (8 - rest_bits) == 0;
}

bool Holds(Relation relation, std::strong_ordering order) {
  switch (relation) {
    case kEqual:
      return order == 0;
    case kLess:
      return order < 0;
    case kLessOrEqual:
      return order <= 0;
    case kGreater:
      return order > 0;
    case kGreaterOrEqual:
      return order >= 0;
  }
  return false;
}

/// Both values were read as `test` asks.
bool Matches(const ConditionOperator& test, const ConditionValue& requested,
             const ConditionValue& wanted) {
  switch (test.kind) {
    case kPattern:
      return MatchesPattern(std::get<std::string>(wanted), std::get<std::string>(requested));
    case kAddress:
      return Contains(std::get<AddressBlock>(wanted), std::get<AddressBlock>(requested));
    default:
      return Holds(test.relation, requested <=> wanted);
  }
}

/// A client has an address, not a block of them; all else is read as in a policy.
std::optional<ConditionValue> ReadRequestValue(ValueKind kind, std::string_view text) {
  if (kind == kAddress && text.find('/') != std::string_view::npos) return std::nullopt;
  return ReadConditionValue(kind, text);
}

/// Where the character after the one at `place` begins.
std::size_t NextCharacter(std::string_view text, std::size_t place) {
  const auto continues = [&] { return (static_cast<std::uint8_t>(text[place]) & 0xC0) == 0x80; };
  ++place;
  while (place < text.size() && continues()) ++place;
  return place;
}

}  // namespace

const ConditionOperator* FindConditionOperator(std::string_view name) {
  const auto* const found = std::find_if(kOperators.begin(), kOperators.end(),
                                         [&](const auto& test) { return test.name == name; });
  return found == kOperators.end() ? nullptr : found;
}

std::vector<std::string_view> ConditionOperatorNames() {
  std::vector<std::string_view> names;
  for (const ConditionOperator& test : kOperators) names.push_back(test.name);
  return names;
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  if (negative != other.negative) return other.negative <=> negative;
  const Decimal& small = negative ? other : *this;
  const Decimal& large = negative ? *this : other;
  if (const auto order = small.whole.size() <=> large.whole.size(); order != 0) return order;
  return std::tie(small.whole, small.fraction) <=> std::tie(large.whole, large.fraction);
}

std::optional<ConditionValue> ReadConditionValue(ValueKind kind, std::string_view text) {
  switch (kind) {
    case kText:
    case kPattern:
      return std::string(text);
    case kTextIgnoringCase:
      return base::ToLower(text);
    case kNumber:
      return ReadDecimal(text);
    case kDate:
      return base::ParseIsoTime(text);
    case kBoolean:
      return ReadBoolean(text);
    case kAddress:
      return ReadAddressBlock(text);
  }
  return std::nullopt;
}

std::string_view DescribeKind(ValueKind kind) {
  switch (kind) {
    case kText:
    case kTextIgnoringCase:
    case kPattern:
      return "a text";
    case kNumber:
      return "a number such as 10 or -2.5";
    case kDate:
      return "a date such as 2019-08-12T17:00:00+08:00";
    case kBoolean:
      return "true or false";
    case kAddress:
      return "an IP address or a CIDR block such as 192.168.0.0/16";
  }
  return "a value";
}

bool IsMet(const Condition& condition, std::span<const std::string> request_values) {
  const ConditionOperator& test = *condition.test;
  const auto matches_one = [&](const std::string& text) {
    const auto requested = ReadRequestValue(test.kind, text);
    return requested && std::any_of(condition.values.begin(), condition.values.end(),
                                    [&](const ConditionValue& wanted) {
                                      return Matches(test, *requested, wanted);
                                    });
  };
  const bool matched = std::any_of(request_values.begin(), request_values.end(), matches_one);
  return matched != test.negated;
}

bool MatchesPattern(std::string_view pattern, std::string_view text) {
  std::size_t at_pattern = 0;
  std::size_t at_text = 0;
  // Only the latest star ever has to take more: what an earlier one could take, it can too.
  std::optional<std::size_t> after_star;
  std::size_t star_end = 0;
  while (at_text < text.size()) {
    const bool more = at_pattern < pattern.size();
    if (more && pattern[at_pattern] == '*') {
      after_star = ++at_pattern;
      star_end = at_text;
    } else if (more && pattern[at_pattern] == '?') {
      ++at_pattern;
      at_text = NextCharacter(text, at_text);
    } else if (more && pattern[at_pattern] == text[at_text]) {
      ++at_pattern;
      ++at_text;
    } else if (after_star) {
      at_pattern = *after_star;
      at_text = star_end = NextCharacter(text, star_end);
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at_pattern) == std::string_view::npos;
}

}  // namespace fake_ice::auth
