#include "store/write_ahead_log.h"

#include <cstdint>
#include <fstream>
#include <string_view>

#include "store/file_words.h"

namespace fake_ice::store {
namespace {

constexpr std::size_t kHeaderBytes = 32;
constexpr std::size_t kFrameHeaderBytes = 24;
constexpr std::size_t kMaxPageBytes = 65536;
constexpr std::uint32_t kMagic = 0x377f0682;

/// The running checksum of a log: each part goes on from the one before it.
class Checksum {
 public:
  void Add(std::string_view bytes, std::size_t size, bool big_endian) {
    for (std::size_t at = 0; at < size; at += 8) {
      first_ += ReadWord(bytes, at, big_endian) + second_;
      second_ += ReadWord(bytes, at + 4, big_endian) + first_;
    }
  }
  /// Whether it stands at `at`.
  [[nodiscard]] bool Is(std::string_view bytes, std::size_t at) const {
    return ReadWord(bytes, at) == first_ && ReadWord(bytes, at + 4) == second_;
  }

 private:
  std::uint32_t first_ = 0;
  std::uint32_t second_ = 0;
};

bool Read(std::istream& file, std::string& bytes, std::size_t size) {
  bytes.resize(size);
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  return file.gcount() == static_cast<std::streamsize>(size);
}

constexpr std::size_t kSaltOfHeader = 16;
constexpr std::size_t kSaltOfFrame = 8;
constexpr std::size_t kSaltBytes = 8;

/// What a frame's header says.
struct Frame {
  bool is_of_this_log;  ///< not what an earlier one left
  bool ends_a_change;
};

Frame ReadFrame(std::string_view header, std::string_view frame) {
  constexpr std::size_t kPagesAfterCommit = 4;
  return {.is_of_this_log =
              frame.substr(kSaltOfFrame, kSaltBytes) == header.substr(kSaltOfHeader, kSaltBytes),
          .ends_a_change = ReadWord(frame, kPagesAfterCommit) != 0};
}

}  // namespace

LostChanges FindLostChanges(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string header;
  if (!file || !Read(file, header, kHeaderBytes)) return {};
  const bool big_endian = (header[3] & 1) != 0;
  const std::size_t page_bytes = ReadWord(header, 8);
  const bool has_sense = (ReadWord(header, 0) & ~1U) == kMagic && page_bytes >= 512 &&
                         page_bytes <= kMaxPageBytes && (page_bytes & (page_bytes - 1)) == 0;
  if (!has_sense) {
    // Nothing of it can be read. How much that was cannot be told; one at the least.
    return {.count = Read(file, header, kFrameHeaderBytes) ? std::size_t{1} : 0};
  }
  constexpr std::size_t kChecksumOfHeader = 24;
  constexpr std::size_t kChecksumOfFrame = 16;
  Checksum checksum;
  checksum.Add(header, kChecksumOfHeader, big_endian);
  const bool has_whole_header = checksum.Is(header, kChecksumOfHeader);
  bool whole = has_whole_header;
  LostChanges lost;
  std::size_t damaged_pages = 0;
  std::string frame;
  std::string page;
  for (bool first = true; Read(file, frame, kFrameHeaderBytes) && Read(file, page, page_bytes);
       first = false) {
    // When the head cannot be trusted, what comes first is taken for the present log.
    if (first && !whole) header.replace(kSaltOfHeader, kSaltBytes, frame, kSaltOfFrame, kSaltBytes);
    const Frame said = ReadFrame(header, frame);
    checksum.Add(frame, 8, big_endian);
    checksum.Add(page, page_bytes, big_endian);
    whole = whole && said.is_of_this_log && checksum.Is(frame, kChecksumOfFrame);
    if (whole || !said.is_of_this_log) continue;
    ++damaged_pages;
    if (said.ends_a_change) ++lost.count;
  }
  lost.may_be_unfinished = has_whole_header && damaged_pages == 1 && lost.count == 1;
  return lost;
}

}  // namespace fake_ice::store
