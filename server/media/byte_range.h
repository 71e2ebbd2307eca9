#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace fake_ice::media {

/// A part of a body: `length` bytes from `first` on.
struct ByteRange {
  std::size_t first = 0;
  std::size_t length = 0;
};

enum class RangeKind {
  kWhole,          ///< there is no range, or one that is to be ignored
  kPart,           ///< ByteRange says which
  kUnsatisfiable,  ///< it lies past the end
};

struct RangeRequest {
  RangeKind kind = RangeKind::kWhole;
  ByteRange range;
};

/// What a Range header asks of a body of `size` bytes. Several ranges, other units and text that is
/// no range are ignored, as the source allows. Source: RFC 9110, section 14.
RangeRequest ReadRange(std::optional<std::string_view> header, std::size_t size);

}  // namespace fake_ice::media
