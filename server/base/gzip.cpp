#include "base/gzip.h"

#include <zlib.h>

#include <optional>
#include <stdexcept>

#include "base/text.h"

namespace fake_ice::base {
namespace {

constexpr int kLevel = 6;
constexpr int kGzipWindow = 15 + 16;  // zlib's way to say: the largest window, in gzip's format
constexpr int kMemoryLevel = 8;

/// Whether one element of the list, such as `gzip;q=0.5`, has a weight of zero.
bool IsRefused(std::string_view element) {
  for (const std::string_view parameter : Split(element, ';')) {
    const std::string_view weight = Trim(parameter);
    if (!weight.starts_with("q=") && !weight.starts_with("Q=")) continue;
    return weight.find_first_not_of("0.", 2) == std::string_view::npos;
  }
  return false;
}

}  // namespace

std::string Gzip(std::string_view data) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::runtime_error("zlib could not start");
  }
  std::string packed(deflateBound(&stream, data.size()), '\0');
  // zlib does not write to its input, whatever the type says.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int result = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("zlib could not pack a body");
  return packed;
}

bool AcceptsGzip(std::string_view accept_encoding) {
  std::optional<bool> by_star;
  for (const std::string_view element : Split(accept_encoding, ',')) {
    const std::string_view coding = Trim(element.substr(0, element.find(';')));
    if (EqualsIgnoringCase(coding, "gzip") || EqualsIgnoringCase(coding, "x-gzip")) {
      return !IsRefused(element);
    }
    if (coding == "*") by_star = !IsRefused(element);
  }
  return by_star.value_or(false);
}

}  // namespace fake_ice::base
