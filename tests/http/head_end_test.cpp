#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <random>
#include <string>

#include "http/request_head.h"

using namespace std::string_literals;
using fake_ice::http::HeadEndFinder;
using fake_ice::http::ParseRequestHead;

TEST_CASE("the end of a head is found wherever the bytes are split") {
  for (const std::string head :
       {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\nB: 2\r\n\r\n",
        "GET / HTTP/1.1\n\n", "GET / HTTP/1.1\nA: 1\r\n\n",
        "GET / HTTP/1.1\r\nHost: h\r\nA: 1\n\r\n", "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "\n\nGET / HTTP/1.1\n\r\n", "\r\r\nGET / HTTP/1.1\r\nHost: h\r\nA:\r\n\r\n"}) {
    CAPTURE(head);
    const std::string received = head + "\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n";
    for (const std::size_t step : {1, 2, 3, 5, 100}) {
      CAPTURE(step);
      HeadEndFinder finder;
      std::optional<std::size_t> end;
      std::size_t size = 0;
      while (!end && size < received.size()) {
        size = std::min(size + step, received.size());
        end = finder.Find(received.substr(0, size));
        CHECK(end.has_value() == (size >= head.size()));
      }
      CHECK(end == head.size());
    }
  }
  CHECK_FALSE(HeadEndFinder().Find("\r\n\r\n\n\n\r\n"));
  CHECK_FALSE(HeadEndFinder().Find("GET / HTTP/1.1\r\nHost: h\r\n\r \r\n"));
}

TEST_CASE("a head has begun once a byte of it has come that is no line end") {
  HeadEndFinder finder;
  CHECK_FALSE(finder.Find(""));
  CHECK_FALSE(finder.Find("\r\n\n"));
  CHECK_FALSE(finder.HasBegun());
  CHECK_FALSE(finder.Find("\r\n\nG"));
  CHECK(finder.HasBegun());
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
    if (const auto end = HeadEndFinder().Find(text)) CHECK(*end <= text.size());
    const auto head = ParseRequestHead(text);
    if (!head) CHECK_FALSE(head.error().empty());
  }
}
