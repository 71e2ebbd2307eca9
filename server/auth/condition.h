#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"

/// The conditions of RAM policies: operators, the values they compare, and wildcards. All functions
/// are thread-safe and throw nothing of their own.
/// Source: help.aliyun.com, RAM "Conditional operators"; it lists these operators and no others.
namespace fake_ice::auth {

enum class ValueKind { kText, kTextIgnoringCase, kPattern, kNumber, kDate, kBoolean, kAddress };

enum class Relation { kEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

struct ConditionOperator {
  std::string_view name;
  ValueKind kind = ValueKind::kText;
  Relation relation = Relation::kEqual;
  bool negated = false;
};

/// The operator of exactly that name, or null.
const ConditionOperator* FindConditionOperator(std::string_view name);

/// Every operator's name, for proposals.
std::vector<std::string_view> ConditionOperatorNames();

/// A decimal number of any length, compared exactly: account ids and sizes in bytes do not fit a
/// double.
struct Decimal {
  bool negative = false;  ///< never for zero
  std::string whole;      ///< without leading zeros, so empty for 0.5
  std::string fraction;   ///< without trailing zeros

  std::strong_ordering operator<=>(const Decimal& other) const;
  bool operator==(const Decimal&) const = default;
};

/// The addresses that share their first `prefix_bits` bits with `bytes`. An IPv4 address takes the
/// first 4 bytes, and an IPv4 address written as IPv6 (`::ffff:10.0.0.1`) is kept as IPv4.
struct AddressBlock {
  std::array<std::uint8_t, 16> bytes{};
  int size_bytes = 4;  ///< 4 or 16
  int prefix_bits = 32;

  auto operator<=>(const AddressBlock&) const = default;
};

using ConditionValue = std::variant<std::string, Decimal, base::Moment, bool, AddressBlock>;

/// Reads a value as it stands in a policy; nullopt when it is malformed. Numbers are decimal digits
/// with an optional minus sign and fraction (assumption: policy-number-form). Dates are the
/// documentation's two forms of ISO 8601, `2012-11-11T23:59:59Z` and
/// `2019-08-12T17:00:00+08:00`; it shows none without a time. Booleans are `true` and `false`.
/// Addresses are IPv4 or IPv6, alone or with a prefix length as in `192.168.0.0/16`.
/// Source: help.aliyun.com, RAM "Permission policy elements", common condition keys; RAM policy
/// examples "Allow or deny access based on time of day" and "Access OSS through an IP address";
/// KMS "Condition keys" for IPv6 in acs:SourceIp.
std::optional<ConditionValue> ReadConditionValue(ValueKind kind, std::string_view text);

/// What a value of that kind must be, to follow "must be".
std::string_view DescribeKind(ValueKind kind);

/// One key under one operator.
struct Condition {
  const ConditionOperator* test = nullptr;  ///< from FindConditionOperator
  std::string key;
  std::vector<ConditionValue> values;
};

/// Whether the condition holds for a request in which its key has `request_values`. An operator is
/// met when one of the policy's values matches; a negated one when none does, so it is met by a
/// key that the request lacks, too, which no other operator is (assumption: policy-missing-key). Of
/// several values in the request one that matches is enough (assumption:
/// policy-request-values). A request's value that is malformed matches nothing.
/// Source: help.aliyun.com, RAM "Permission policy elements", evaluation logic of Condition; OSS
/// "0030-00000008" excludes VPCs by StringNotLike on acs:SourceVpc, a key that only requests from a
/// VPC have.
[[nodiscard]] bool IsMet(const Condition& condition, std::span<const std::string> request_values);

/// Whether `text` is what `pattern` says: `*` is any number of characters, `?` is one character of
/// UTF-8. Takes time in the order of both lengths multiplied at worst, and no memory.
/// Source: help.aliyun.com, RAM "Conditional operators" (StringLike), "Policy structure and
/// syntax".
[[nodiscard]] bool MatchesPattern(std::string_view pattern, std::string_view text);

}  // namespace fake_ice::auth
