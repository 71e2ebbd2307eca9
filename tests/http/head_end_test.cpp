#include <doctest/doctest.h>

#include <iterator>
#include <random>
#include <string>

#include "http/request_head.h"

using namespace std::string_literals;
using fake_ice::http::FindHeadEnd;
using fake_ice::http::ParseRequestHead;

TEST_CASE("the end of a head is found wherever the bytes are split") {
  for (const std::string head :
       {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\nB: 2\r\n\r\n",
        "GET / HTTP/1.1\n\n", "GET / HTTP/1.1\nA: 1\r\n\n",
        "GET / HTTP/1.1\r\nHost: h\r\nA: 1\n\r\n", "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "\n\nGET / HTTP/1.1\n\r\n", "\r\r\nGET / HTTP/1.1\r\nHost: h\r\nA:\r\n\r\n"}) {
    CAPTURE(head);
    const std::string received = head + "\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n";
    for (std::size_t size = 0; size <= received.size(); ++size) {
      CAPTURE(size);
      const auto end = FindHeadEnd(received.substr(0, size));
      if (size < head.size()) {
        CHECK_FALSE(end);
      } else {
        CHECK(end == head.size());
      }
    }
  }
  CHECK_FALSE(FindHeadEnd("\r\n\r\n\n\n\r\n"));
  CHECK_FALSE(FindHeadEnd("GET / HTTP/1.1\r\nHost: h\r\n\r \r\n"));
}

TEST_CASE("no bytes make the parser fail other than by a reason") {
  // NOLINTNEXTLINE(cert-msc32-c,cert-msc51-cpp): the same heads in every run.
  std::mt19937 random(20240607);
  const std::string pieces[] = {
      "GET", " ",   "/",       "HTTP/1.1", "\r\n",           "\n", "\r",   ":",
      "\t",  "\0"s, "chunked", "5",        "Content-Length", ",",  "\xFF", "Transfer-Encoding"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto left = random() % 24; left > 0; --left) text += pieces[random() % std::size(pieces)];
    if (const auto end = FindHeadEnd(text)) CHECK(*end <= text.size());
    const auto head = ParseRequestHead(text);
    if (!head) CHECK_FALSE(head.error().empty());
  }
}
