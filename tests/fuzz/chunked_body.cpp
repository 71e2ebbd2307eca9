// A chunked body: read alike however it is split, as another parser reads it, and never past its
// limit.
#include "fuzz/fuzz.h"
#include "fuzz/second_parser.h"
#include "http/body.h"

using namespace fake_ice;
using fuzz::Require;
using http::BodyReader;
using Result = BodyReader::Result;

namespace {

constexpr std::size_t kMaxBytes = 4096;

struct Read {
  Result result = Result::kMore;
  std::string body;
  std::size_t used = 0;
};

/// Gives the reader `step` more bytes at a time.
Read ReadInSteps(std::string_view bytes, std::size_t step) {
  Read read;
  BodyReader reader({.chunked = true}, kMaxBytes);
  for (std::size_t come = 0; read.result == Result::kMore && come < bytes.size();) {
    come = std::min(come + step, bytes.size());
    std::string_view data = bytes.substr(read.used, come - read.used);
    read.result = reader.Read(data, read.body);
    read.used = come - data.size();
    Require(read.body.size() <= kMaxBytes, "a body does not grow past its limit");
  }
  return read;
}

std::string Write(std::string_view body, std::size_t chunk_bytes) {
  std::string text;
  char size[32];
  for (; !body.empty(); body.remove_prefix(std::min(chunk_bytes, body.size()))) {
    const std::string_view chunk = body.substr(0, chunk_bytes);
    std::snprintf(size, sizeof(size), "%zx\r\n", chunk.size());
    text.append(size).append(chunk).append("\r\n");
  }
  return text + "0\r\n\r\n";
}

void CheckSecondParser(std::string_view bytes, const Read& read) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  const auto second = fuzz::SecondParser::Read(head + std::string(bytes));
  Require(second.whole, "what is taken is what the other takes", bytes);
  fuzz::RequireSame(read.body, second.body, "both read the same body");
  Require(second.used == head.size() + read.used, "both see the same end", bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = 1 + data[0] % 16U;
  const std::string_view bytes = fuzz::AsText(data + 1, size - 1);
  const Read read = ReadInSteps(bytes, bytes.size() + 1);
  const Read in_steps = ReadInSteps(bytes, step);
  Require(read.result == in_steps.result, "splitting changes no verdict", bytes);
  if (read.result == Result::kWhole) {
    fuzz::RequireSame(in_steps.body, read.body, "splitting changes no byte");
    Require(in_steps.used == read.used, "splitting moves no end", bytes);
    CheckSecondParser(bytes, read);
  }
  const std::string_view body = bytes.substr(0, kMaxBytes);
  const std::string written = Write(body, step);
  const Read again = ReadInSteps(written, 1 + step * 7);
  Require(again.result == Result::kWhole && again.used == written.size(),
          "a body in chunks is taken whole");
  fuzz::RequireSame(again.body, body, "a body in chunks arrives as it was");
  return 0;
}
