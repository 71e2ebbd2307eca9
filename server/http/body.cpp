#include "http/body.h"

#include <charconv>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "http/limits.h"

namespace fake_ice::http {
namespace {

/// False when the client has closed, or fallen silent, and nothing more is there.
bool Await(Connection& connection, std::size_t already_there) {
  return connection.AwaitMore() || connection.Unused().size() > already_there;
}

bool ReadExactly(Connection& connection, std::size_t size, std::string& body) {
  while (size > 0) {
    if (connection.Unused().empty() && !Await(connection, 0)) return false;
    const std::string_view data = connection.Unused().substr(0, size);
    body += data;
    size -= data.size();
    connection.Use(data.size());
  }
  return true;
}

/// The next line without its CRLF; nullopt when it is too long, ends otherwise or does not come.
std::optional<std::string> ReadLine(Connection& connection) {
  for (;;) {
    const std::string_view unused = connection.Unused().substr(0, kMaxChunkLineBytes);
    const auto end = unused.find('\n');
    if (end != std::string_view::npos) {
      std::string line(unused.substr(0, end));
      connection.Use(end + 1);
      if (!line.ends_with('\r')) return std::nullopt;
      line.pop_back();
      return line;
    }
    if (unused.size() == kMaxChunkLineBytes || !Await(connection, unused.size())) {
      return std::nullopt;
    }
  }
}

/// The size that a chunk's first line says; the largest there is for one that no number can hold.
std::optional<std::size_t> ParseChunkSize(std::string_view line) {
  const std::string_view digits = base::Trim(line.substr(0, line.find(';')));
  const char* end = digits.data() + digits.size();
  std::size_t size = 0;
  const auto [rest, error] = std::from_chars(digits.data(), end, size, 16);
  if (rest != end) return std::nullopt;
  if (error == std::errc::result_out_of_range) return std::numeric_limits<std::size_t>::max();
  if (error != std::errc()) return std::nullopt;
  return size;
}

/// Reads trailers up to the empty line that ends them.
bool ReadTrailers(Connection& connection) {
  std::size_t bytes = 0;
  while (bytes <= kMaxHeadBytes) {
    const auto line = ReadLine(connection);
    if (!line || line->empty()) return line.has_value();
    bytes += line->size();
  }
  return false;
}

BodyResult ReadChunks(Connection& connection, std::string& body) {
  std::size_t line_bytes = 0;
  while (line_bytes <= kMaxChunkLinesBytes) {
    const auto line = ReadLine(connection);
    const auto size = line ? ParseChunkSize(*line) : std::nullopt;
    if (!size) return BodyResult::kBroken;
    if (*size == 0) return ReadTrailers(connection) ? BodyResult::kWhole : BodyResult::kBroken;
    if (*size > kMaxBodyBytes - body.size()) return BodyResult::kTooLarge;
    if (!ReadExactly(connection, *size, body)) return BodyResult::kBroken;
    const auto end = ReadLine(connection);
    if (!end || !end->empty()) return BodyResult::kBroken;
    line_bytes += line->size();
  }
  return BodyResult::kBroken;
}

}  // namespace

BodyResult ReadBody(Connection& connection, const BodyFraming& framing, std::string& body) {
  if (framing.chunked) return ReadChunks(connection, body);
  if (framing.length > kMaxBodyBytes) return BodyResult::kTooLarge;
  return ReadExactly(connection, framing.length, body) ? BodyResult::kWhole : BodyResult::kBroken;
}

}  // namespace fake_ice::http
