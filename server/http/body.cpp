#include "http/body.h"

#include <charconv>
#include <limits>
#include <optional>

#include "http/limits.h"

namespace fake_ice::http {
namespace {

/// The size that a chunk's first line says; the largest there is for one that no number can hold.
/// Blanks are refused, also those that RFC 9112 lets a recipient read over in front of an
/// extension: no client sends them, and where readers differ about a size, requests are smuggled.
std::optional<std::size_t> ParseChunkSize(std::string_view line) {
  if (HasControlCharacter(line)) return std::nullopt;
  const std::string_view digits = line.substr(0, line.find(';'));
  const char* end = digits.data() + digits.size();
  std::size_t size = 0;
  const auto [rest, error] = std::from_chars(digits.data(), end, size, 16);
  if (rest != end) return std::nullopt;
  if (error == std::errc::result_out_of_range) return std::numeric_limits<std::size_t>::max();
  if (error != std::errc()) return std::nullopt;
  return size;
}

}  // namespace

BodyReader::BodyReader(const BodyFraming& framing, std::size_t max_bytes)
    : chunked_(framing.chunked),
      max_bytes_(max_bytes),
      step_(framing.chunked ? Step::kSize : Step::kData),
      left_(framing.chunked ? 0 : framing.length) {}

BodyReader::Result BodyReader::Read(std::string_view& data, std::string& body) {
  if (left_ > max_bytes_ - body.size()) return Result::kTooLarge;
  while (step_ != Step::kDone) {
    if (step_ == Step::kData) {
      ReadData(data, body);
      if (left_ > 0) return Result::kMore;
      step_ = chunked_ ? Step::kDataEnd : Step::kDone;
      continue;
    }
    const auto end = data.substr(0, kMaxChunkLineBytes).find('\n');
    if (end == std::string_view::npos) {
      return data.size() < kMaxChunkLineBytes ? Result::kMore : Result::kBroken;
    }
    const std::string_view line = data.substr(0, end);
    data.remove_prefix(end + 1);
    if (!line.ends_with('\r')) return Result::kBroken;
    const Result result = ReadLine(line.substr(0, line.size() - 1), body.size());
    if (result != Result::kMore) return result;
  }
  return Result::kWhole;
}

void BodyReader::ReadData(std::string_view& data, std::string& body) {
  const std::string_view piece = data.substr(0, left_);
  body += piece;
  left_ -= piece.size();
  data.remove_prefix(piece.size());
}

BodyReader::Result BodyReader::ReadLine(std::string_view line, std::size_t body_bytes) {
  if (step_ == Step::kSize) return ReadChunkSize(line, body_bytes);
  if (step_ == Step::kDataEnd) {
    step_ = Step::kSize;
    return line.empty() ? Result::kMore : Result::kBroken;
  }
  line_bytes_ += line.size() + 2;  // with its CR and LF
  if (line.empty()) step_ = Step::kDone;
  if (!line.empty() && !IsHeaderLine(line)) return Result::kBroken;
  return line_bytes_ <= kMaxHeadBytes ? Result::kMore : Result::kBroken;
}

BodyReader::Result BodyReader::ReadChunkSize(std::string_view line, std::size_t body_bytes) {
  const auto size = ParseChunkSize(line);
  line_bytes_ += line.size();
  if (!size || line_bytes_ > kMaxChunkLineBytesPerByte * max_bytes_) return Result::kBroken;
  if (*size > max_bytes_ - body_bytes) return Result::kTooLarge;
  left_ = *size;
  step_ = left_ > 0 ? Step::kData : Step::kTrailers;
  if (step_ == Step::kTrailers) line_bytes_ = 0;
  return Result::kMore;
}

}  // namespace fake_ice::http
