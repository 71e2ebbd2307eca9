#include "yike/output_links.h"

#include <charconv>
#include <utility>

#include "base/digest.h"
#include "base/parameters.h"
#include "base/text.h"

namespace fake_ice::yike {
namespace {

struct KindNames {
  std::string_view name;
  std::string_view extension;
};

constexpr KindNames NamesOf(OutputKind kind) {
  switch (kind) {
    case OutputKind::kImage:
      return {"image", "png"};
    case OutputKind::kVideo:
      return {"video", "mp4"};
    case OutputKind::kAudio:
      return {"audio", "mp3"};
  }
  return {"image", "png"};
}

/// The kind and number in `image-1.png`, of exactly that form.
std::optional<std::pair<OutputKind, std::size_t>> ReadName(std::string_view name) {
  for (const OutputKind kind : {OutputKind::kImage, OutputKind::kVideo, OutputKind::kAudio}) {
    const auto dash = name.find('-');
    const auto dot = name.rfind('.');
    if (dash == std::string_view::npos || dot == std::string_view::npos || dot < dash) continue;
    const KindNames names = NamesOf(kind);
    if (name.substr(0, dash) != names.name || name.substr(dot + 1) != names.extension) continue;
    const std::string_view digits = name.substr(dash + 1, dot - dash - 1);
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size() || number == 0) continue;
    if (digits.starts_with('0')) continue;
    return std::pair(kind, number);
  }
  return std::nullopt;
}

}  // namespace

std::string MadeUpMediaId(const OutputPlace& place) {
  constexpr std::size_t kHexDigits = 32;
  return base::HexEncode(base::Digest(base::Hash::kSha256, MediaPath(place))).substr(0, kHexDigits);
}

std::string MediaPath(const OutputPlace& place) {
  const KindNames names = NamesOf(place.kind);
  return "/_media/" + base::PercentEncode(place.account_id) + '/' +
         base::PercentEncode(place.job_id) + '/' + std::string(names.name) + '-' +
         std::to_string(place.number) + '.' + std::string(names.extension);
}

std::optional<OutputPlace> ReadMediaPath(std::string_view path) {
  constexpr std::string_view kPrefix = "/_media/";
  if (!path.starts_with(kPrefix)) return std::nullopt;
  const auto segments = base::Split(path.substr(kPrefix.size()), '/');
  if (segments.size() != 3) return std::nullopt;
  const auto name = ReadName(segments[2]);
  if (!name) return std::nullopt;
  return OutputPlace{.account_id = base::DecodePathSegment(segments[0]),
                     .job_id = base::DecodePathSegment(segments[1]),
                     .kind = name->first,
                     .number = name->second};
}

}  // namespace fake_ice::yike
