// The head of a request: found wherever its bytes are split, and read as another parser reads it.
#include "http/request_head.h"

#include "fuzz/fuzz.h"
#include "fuzz/second_parser.h"
#include "http/limits.h"

using namespace fake_ice;
using fuzz::Require;

namespace {

void CheckEnd(std::string_view text, std::optional<std::size_t> end) {
  if (!end) return;
  Require(*end <= text.size(), "a head ends where the text does at the latest");
  Require(http::HeadEndFinder().Find(text.substr(0, *end)) == end,
          "what follows a head does not move it");
  Require(!http::HeadEndFinder().Find(text.substr(0, *end - 1)), "a head ends at its blank line");
}

std::string Write(const http::RequestHead& head) {
  std::string text = head.method + ' ' + head.target + " HTTP/1." + (head.version_1_1 ? '1' : '0');
  for (const base::HttpHeader& header : head.headers) {
    text.append("\r\n").append(header.name).append(": ").append(header.value);
  }
  return text + "\r\n\r\n";
}

/// What was read, written plainly, is read the same.
void CheckRoundTrip(const http::RequestHead& head) {
  const std::string text = Write(head);
  const auto again = http::ParseRequestHead(text);
  Require(again.has_value(), "a head that was taken is taken again", text);
  fuzz::RequireSame(Write(*again), text, "a head reads back as the same");
  Require(again->framing.chunked == head.framing.chunked &&
              again->framing.length == head.framing.length &&
              again->keep_alive == head.keep_alive &&
              again->expects_continue == head.expects_continue,
          "a head that reads back has the same framing", text);
}

/// http_parser knows fewer methods and forms of targets; where it reads the client's bytes at all,
/// it reads what we do, or one of the two would be smuggled to.
void CheckSecondParser(std::string_view text, const http::RequestHead& head) {
  const auto second = fuzz::SecondParser::Read(std::string(text) + std::string(70'000, 'b'));
  if (second.target != head.target || second.method != head.method) return;
  if (!second.whole) return;  // it refuses more, such as a tab behind a number
  Require(second.headers.size() == head.headers.size(), "both count the same headers", text);
  auto other = second.headers.begin();
  for (const base::HttpHeader& header : head.headers) {
    fuzz::RequireSame(other->first, header.name, "both read the same name");
    fuzz::RequireSame(base::Trim(other->second), header.value, "both read the same value");
    ++other;
  }
  if (!head.framing.chunked) {
    Require(second.body.size() == head.framing.length, "both read the same length", text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::AsText(data, size);
  const auto end = http::HeadEndFinder().Find(text);
  CheckEnd(text, end);
  http::GuessRequestLine(text);
  const std::string_view whole = end ? text.substr(0, *end) : text;
  const auto head = http::ParseRequestHead(whole);
  if (!head) {
    Require(!head.error().empty(), "a refusal has a reason");
    return 0;
  }
  Require(head->headers.size() <= http::kMaxHeaders, "the number of headers is bounded");
  CheckRoundTrip(*head);
  if (!end) return 0;
  if (head->framing.chunked || head->framing.length < 60'000) CheckSecondParser(whole, *head);
  return 0;
}
