#include "yike/output_links.h"

#include "base/digest.h"
#include "base/parameters.h"

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

}  // namespace fake_ice::yike
