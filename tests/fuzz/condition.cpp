// Values of policy conditions and wildcards, against plain second readers.
// Input: an operator, a policy's value and a request's value, a line each.
#include "auth/condition.h"

#include <algorithm>

#include "fuzz/fuzz.h"
#include "policy/naive_evaluator.h"

using namespace fake_ice;
using auth::ValueKind;
using fuzz::Require;

namespace {

std::vector<std::string> Characters(std::string_view text) {
  std::vector<std::string> characters;
  for (const char c : text) {
    const bool continues = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    if (continues && !characters.empty()) {
      characters.back() += c;
    } else {
      characters.emplace_back(1, c);
    }
  }
  return characters;
}

/// By a table of all prefixes; a character of the text is one of UTF-8, as `?` takes it.
bool Like(std::string_view pattern, std::string_view text) {
  const auto wanted = Characters(pattern);
  const auto have = Characters(text);
  std::vector<bool> reached(have.size() + 1, false);
  reached[0] = true;
  for (const std::string& one : wanted) {
    std::vector<bool> next(have.size() + 1, false);
    if (one == "*") {
      const auto first = std::ranges::find(reached, true);
      std::fill(next.begin() + (first - reached.begin()), next.end(), true);
    } else {
      for (std::size_t i = 0; i < have.size(); ++i) {
        next[i + 1] = reached[i] && (one == "?" || one == have[i]);
      }
    }
    reached = next;
  }
  return reached.back();
}

/// A number written so that texts compare as the numbers do.
std::string Aligned(std::string_view number, std::size_t width) {
  if (number.starts_with('-')) number.remove_prefix(1);
  const auto point = std::min(number.find('.'), number.size());
  std::string fraction(number.substr(std::min(point + 1, number.size())));
  fraction.resize(width, '0');
  return std::string(width - point, '0') + std::string(number.substr(0, point)) + fraction;
}

int CompareNumbers(std::string_view a, std::string_view b) {
  const std::size_t width = a.size() + b.size() + 1;
  const std::string one = Aligned(a, width);
  const std::string other = Aligned(b, width);
  const bool zero = one.find_first_not_of('0') == one.npos;
  const bool other_zero = other.find_first_not_of('0') == other.npos;
  const int sign = a.starts_with('-') && !zero ? -1 : 1;
  const int other_sign = b.starts_with('-') && !other_zero ? -1 : 1;
  if (sign != other_sign) return sign < other_sign ? -1 : 1;
  const int order = one.compare(other);
  return sign * (order < 0 ? -1 : order > 0 ? 1 : 0);
}

bool Holds(auth::Relation relation, int order) {
  switch (relation) {
    case auth::Relation::kEqual:
      return order == 0;
    case auth::Relation::kLess:
      return order < 0;
    case auth::Relation::kLessOrEqual:
      return order <= 0;
    case auth::Relation::kGreater:
      return order > 0;
    case auth::Relation::kGreaterOrEqual:
      return order >= 0;
  }
  return false;
}

/// `::ffff:10.0.0.1`, which is kept as IPv4 and not so by the second reader.
bool IsMapped(const std::string& block) {
  const std::string bits = test::naive::Bits(block.substr(0, block.find('/')));
  return bits.starts_with('6' + std::string(80, '0') + std::string(16, '1'));
}

/// What the second readers cannot read.
bool IsBeyond(ValueKind kind, const std::string& value) {
  switch (kind) {
    case ValueKind::kPattern:
      return !base::IsValidUtf8(value);
    case ValueKind::kDate:  // fractions are the target time_text's
      return value.find('.') != value.npos;
    case ValueKind::kAddress:
      return IsMapped(value);
    default:
      return false;
  }
}

int CompareDates(const std::string& a, const std::string& b) {
  const double difference = test::naive::Seconds(a) - test::naive::Seconds(b);
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

/// What the condition should say of two well-formed values, before a negation.
bool Wanted(const auth::ConditionOperator& test, const std::string& want, const std::string& have) {
  switch (test.kind) {
    case ValueKind::kPattern:
      return Like(want, have);
    case ValueKind::kNumber:
      return Holds(test.relation, CompareNumbers(have, want));
    case ValueKind::kDate:
      return Holds(test.relation, CompareDates(have, want));
    case ValueKind::kTextIgnoringCase:
      return test::naive::Lower(have) == test::naive::Lower(want);
    case ValueKind::kAddress:
      return test::naive::InBlock(have, want);
    default:
      return have == want;
  }
}

void Check(const auth::ConditionOperator& test, const std::string& want, const std::string& have) {
  const auto value = auth::ReadConditionValue(test.kind, want);
  if (!value) return;
  const auth::Condition condition{.test = &test, .key = "acs:x", .values = {*value}};
  const std::string values[] = {have};
  const bool met = auth::IsMet(condition, values);
  Require(auth::IsMet(condition, {}) == test.negated, "a missing key meets only a negation");
  const bool is_block = test.kind == ValueKind::kAddress && have.find('/') != have.npos;
  if (is_block || !auth::ReadConditionValue(test.kind, have)) {
    Require(met == test.negated, "a malformed value matches nothing", have);
    return;
  }
  if (IsBeyond(test.kind, want) || IsBeyond(test.kind, have)) return;
  Require((met != test.negated) == Wanted(test, want, have), "two readers agree",
          std::string(test.name) + ' ' + want + ' ' + have);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = fuzz::AsText(data, size);
  const std::string name(fuzz::TakeLine(text));
  const std::string want(fuzz::TakeLine(text));
  const std::string have(text);
  if (base::IsValidUtf8(want) && base::IsValidUtf8(have)) {
    Require(auth::MatchesPattern(want, have) == Like(want, have), "two matchers agree",
            want + '\n' + have);
  }
  if (const auto* test = auth::FindConditionOperator(name)) Check(*test, want, have);
  return 0;
}
