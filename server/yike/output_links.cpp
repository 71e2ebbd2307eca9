#include "yike/output_links.h"

#include <algorithm>
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

std::string FileName(OutputKind kind, std::size_t number) {
  const KindNames names = NamesOf(kind);
  return std::string(names.name) + '-' + std::to_string(number) + '.' +
         std::string(names.extension);
}

/// The kind and number in `image-1.png`, of exactly that form.
std::optional<std::pair<OutputKind, std::size_t>> ReadName(std::string_view name) {
  const std::string_view digits =
      name.substr(std::min(name.find_first_of("0123456789"), name.size()));
  std::size_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (number == 0) return std::nullopt;
  for (const OutputKind kind : {OutputKind::kImage, OutputKind::kVideo, OutputKind::kAudio}) {
    if (name == FileName(kind, number)) return std::pair(kind, number);
  }
  return std::nullopt;
}

}  // namespace

std::string MadeUpMediaId(const OutputPlace& place) {
  constexpr std::size_t kHexDigits = 32;
  return base::HexEncode(base::Digest(base::Hash::kSha256, MediaPath(place))).substr(0, kHexDigits);
}

std::string MediaPath(const OutputPlace& place) {
  return std::string(kMediaPrefix) + base::PercentEncode(place.account_id) + '/' +
         base::PercentEncode(place.job_id) + '/' + FileName(place.kind, place.number);
}

std::optional<OutputPlace> ReadMediaPath(std::string_view path) {
  if (!path.starts_with(kMediaPrefix)) return std::nullopt;
  const auto segments = base::Split(path.substr(kMediaPrefix.size()), '/');
  if (segments.size() != 3) return std::nullopt;
  const auto name = ReadName(segments[2]);
  if (!name) return std::nullopt;
  return OutputPlace{.account_id = base::DecodePathSegment(segments[0]),
                     .job_id = base::DecodePathSegment(segments[1]),
                     .kind = name->first,
                     .number = name->second};
}

}  // namespace fake_ice::yike
