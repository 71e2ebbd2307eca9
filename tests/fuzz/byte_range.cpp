// What a Range header asks of a body, against a reading by regular expression and the bytes
// themselves. Input: two bytes of the body's size, then the header.
#include "media/byte_range.h"

#include <optional>
#include <regex>

#include "fuzz/fuzz.h"

using namespace fake_ice;
using fuzz::Require;
using media::RangeKind;

namespace {

/// A number of up to 18 digits; a longer one is past any body.
std::uint64_t Number(std::string text) {
  text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
  return text.size() > 18 ? UINT64_MAX / 2 : text.empty() ? 0 : std::stoull(text);
}

/// Of numbers however long.
bool IsLess(std::string a, std::string b) {
  const std::size_t width = std::max(a.size(), b.size());
  a.insert(0, width - a.size(), '0');
  b.insert(0, width - b.size(), '0');
  return a < b;
}

/// RFC 9110, section 14.1.2, one range only.
media::RangeRequest Wanted(const std::string& header, std::uint64_t size) {
  static const std::regex kForm("bytes=[ \t]*(\\d*)-(\\d*)[ \t]*", std::regex::icase);
  std::smatch match;
  if (!std::regex_match(header, match, kForm)) return {};
  const std::string first = match[1];
  const std::string last = match[2];
  if (first.empty() && last.empty()) return {};
  if (first.empty()) {
    const auto count = std::min(Number(last), size);
    if (count == 0) return {RangeKind::kUnsatisfiable, {}};
    return {RangeKind::kPart, {size - count, count}};
  }
  const auto from = Number(first);
  if (!last.empty() && IsLess(last, first)) return {};
  if (from >= size) return {RangeKind::kUnsatisfiable, {}};
  const auto to = last.empty() ? size - 1 : std::min(Number(last), size - 1);
  return {RangeKind::kPart, {from, to - from + 1}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t body = data[0] * 256U + data[1];
  const std::string_view header = fuzz::AsText(data + 2, size - 2);
  const auto got = media::ReadRange(header, body);
  if (got.kind == RangeKind::kPart) {
    Require(got.range.length > 0 && got.range.first < body &&
                got.range.length <= body - got.range.first,
            "a part lies within the body", header);
  }
  Require(media::ReadRange(std::nullopt, body).kind == RangeKind::kWhole, "no header, no range");
  if (header.size() > 100) return 0;  // std::regex recurses
  const auto wanted = Wanted(std::string(header), body);
  Require(got.kind == wanted.kind && got.range.first == wanted.range.first &&
              got.range.length == wanted.range.length,
          "two readers agree", header);
  return 0;
}
