#include "media/byte_range.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace fake_ice::media {
namespace {

/// Digits alone; a number too large for the type is the largest there is.
std::optional<std::size_t> ReadNumber(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} ? number : static_cast<std::size_t>(-1);
}

/// Compares digits of any number.
bool IsLess(std::string_view a, std::string_view b) {
  for (std::string_view* text : {&a, &b}) {
    text->remove_prefix(std::min(text->find_first_not_of('0'), text->size()));
  }
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

RangeRequest Part(std::size_t first, std::size_t length) {
  return {RangeKind::kPart, {first, length}};
}

/// The last bytes, `-N`.
RangeRequest Suffix(std::size_t count, std::size_t size) {
  if (count == 0 || size == 0) return {RangeKind::kUnsatisfiable, {}};
  const std::size_t length = std::min(count, size);
  return Part(size - length, length);
}

}  // namespace

RangeRequest ReadRange(std::optional<std::string_view> header, std::size_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header || !base::EqualsIgnoringCase(header->substr(0, kUnit.size()), kUnit)) return {};
  const std::string_view range = base::Trim(header->substr(kUnit.size()));
  const auto dash = range.find('-');
  if (dash == std::string_view::npos) return {};
  const std::string_view first_digits = range.substr(0, dash);
  const std::string_view last_digits = range.substr(dash + 1);
  const auto first = ReadNumber(first_digits);
  const auto last = ReadNumber(last_digits);
  if (dash == 0) return last ? Suffix(*last, size) : RangeRequest{};
  const bool open = last_digits.empty();
  if (!first || (!last && !open) || (last && IsLess(last_digits, first_digits))) return {};
  if (*first >= size) return {RangeKind::kUnsatisfiable, {}};
  const std::size_t end = open ? size : std::min(*last, size - 1) + 1;
  return Part(*first, end - *first);
}

}  // namespace fake_ice::media
