#include "yike/output_links.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

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

void AppendFileName(std::string& text, const OutputPlace& place) {
  text.append(NamesOf(place.kind).name).append(1, '-').append(std::to_string(place.number));
  text.append(1, '.').append(place.extension);
}

/// Sets kind, number and extension of `place` from a name of exactly the form `image-1.png`.
bool ReadName(std::string_view name, ReadPlace& place) {
  const std::string_view digits =
      name.substr(std::min(name.find_first_of("0123456789"), name.size()));
  place.number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), place.number);
  place.extension = name.substr(std::min(name.find('.'), name.size() - 1) + 1);
  for (const OutputKind kind : {OutputKind::kImage, OutputKind::kVideo, OutputKind::kAudio}) {
    place.kind = kind;
    std::string right;
    AppendFileName(right, place.Place());
    if (place.number > 0 && name == right) return true;
  }
  return false;
}

/// What stands before an id that clients would take for a step up or to nowhere, encoded or not
/// (WHATWG URL, "double-dot path segment"). No id begins so, because ids are UTF-8.
constexpr std::string_view kNoStep = "\xFF";

void AppendSegment(std::string& text, std::string_view id) {
  const bool is_step = id == "." || id == "..";
  if (is_step) base::AppendPercentEncoded(text, kNoStep);
  base::AppendPercentEncoded(text, id);
}

std::string IdOf(std::string_view segment) {
  std::string id = base::DecodePathSegment(segment);
  return id.starts_with(kNoStep) ? id.substr(kNoStep.size()) : id;
}

}  // namespace

std::string ExtensionOf(OutputKind kind, const store::Output& output) {
  constexpr std::size_t kMaxLength = 8;
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyz0123456789";
  if (!output.file) return std::string(NamesOf(kind).extension);
  const auto dot = output.file->name.rfind('.');
  const std::string extension =
      dot == std::string::npos ? "" : base::ToLower(output.file->name.substr(dot + 1));
  const bool plain = !extension.empty() && extension.size() <= kMaxLength &&
                     extension.find_first_not_of(kPlain) == std::string::npos;
  return plain ? extension : "bin";
}

std::string MadeUpMediaId(const OutputPlace& place, const store::JobRecord& job) {
  // RFC 4122: 100 ns steps since the calendar's reform of 1582, least significant part first.
  constexpr std::int64_t kEpochMilliseconds = 12'219'292'800'000;
  constexpr std::int64_t kStepsPerMillisecond = 10'000;
  const bool finished_for_good = job.timeline.empty() && job.execution_finish_time;
  const base::Moment time =
      finished_for_good ? *job.execution_finish_time : job.created_at.value_or(base::Moment{});
  const auto steps = static_cast<std::uint64_t>(
      (time.time_since_epoch().count() + kEpochMilliseconds) * kStepsPerMillisecond);
  const std::string digest = base::HexEncode(base::Digest(base::Hash::kSha256, MediaPath(place)));
  return fmt::format("{:08x}{:04x}7{:03x}{:x}{}", steps & 0xFFFFFFFF, steps >> 32 & 0xFFFF,
                     steps >> 48 & 0xFFF, 8 + (steps ^ static_cast<unsigned char>(digest[0])) % 4,
                     digest.substr(1, 15));
}

std::string MediaPath(const OutputPlace& place) {
  std::string path;
  AppendMediaPath(path, place);
  return path;
}

void AppendMediaPath(std::string& text, const OutputPlace& place) {
  AppendSegment(text += kMediaPrefix, place.account_id);
  AppendSegment(text += '/', place.job_id);
  AppendFileName(text += '/', place);
}

std::optional<ReadPlace> ReadMediaPath(std::string_view path) {
  if (!path.starts_with(kMediaPrefix)) return std::nullopt;
  const auto segments = base::Split(path.substr(kMediaPrefix.size()), '/');
  if (segments.size() != 3) return std::nullopt;
  ReadPlace place{.account_id = IdOf(segments[0]), .job_id = IdOf(segments[1])};
  if (segments[2].empty() || !ReadName(segments[2], place)) return std::nullopt;
  return place;
}

}  // namespace fake_ice::yike
