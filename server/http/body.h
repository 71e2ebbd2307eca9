#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/request_head.h"

namespace fake_ice::http {

/// Reads the body that follows a request's head as it comes, and takes chunked transfer coding off.
/// Source: RFC 9112, section 7.1; chunk extensions and trailers are read over, ill-formed ones
/// refused.
class BodyReader {
 public:
  enum class Result { kMore, kWhole, kTooLarge, kBroken };

  BodyReader(const BodyFraming& framing, std::size_t max_bytes);

  /// Takes what belongs to the body off the front of `data` and appends its content to `body`, the
  /// same string each time, which never grows past `max_bytes`. What is left of `data` when the
  /// result is kMore is to come again with what follows it.
  Result Read(std::string_view& data, std::string& body);

 private:
  enum class Step { kSize, kData, kDataEnd, kTrailers, kDone };

  void ReadData(std::string_view& data, std::string& body);
  Result ReadLine(std::string_view line, std::size_t body_bytes);
  Result ReadChunkSize(std::string_view line, std::size_t body_bytes);

  const bool chunked_;
  const std::size_t max_bytes_;
  Step step_;
  std::size_t left_;            // bytes of the chunk, or of the body, that have not come
  std::size_t line_bytes_ = 0;  // of chunk sizes, then of trailers
};

}  // namespace fake_ice::http
