#include "http/request_head.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "http/limits.h"

using namespace std::string_literals;
using fake_ice::base::HttpHeader;
using fake_ice::http::ParseRequestHead;
using fake_ice::http::RequestHead;

namespace {

std::optional<RequestHead> Parse(const std::string& text) {
  auto head = ParseRequestHead(text);
  if (!head) return std::nullopt;
  return std::move(*head);
}

std::optional<RequestHead> ParseLine(const std::string& line) {
  return Parse(line + "\r\nHost: h\r\n\r\n");
}

std::optional<RequestHead> ParseHeader(const std::string& lines) {
  return Parse("POST / HTTP/1.1\r\n" + lines + "\r\nHost: h\r\n\r\n");
}

std::string ManyHeaders(std::size_t count) {
  std::string lines;
  for (std::size_t i = 0; i < count; ++i) lines += "X-" + std::to_string(i) + ": v\r\n";
  return lines;
}

}  // namespace

TEST_CASE("a request line is taken as sent") {
  struct Row {
    std::string line, method, target;
  };
  const std::vector<Row> rows = {
      {"GET / HTTP/1.1", "GET", "/"},
      {"FOO /?a=%41+b&c=%zz HTTP/1.1", "FOO", "/?a=%41+b&c=%zz"},
      {"get /x HTTP/1.0", "get", "/x"},
      {"OPTIONS * HTTP/1.1", "OPTIONS", "*"},
      {"GET http://h:1/x?y#z HTTP/1.1", "GET", "http://h:1/x?y#z"},
      {"CONNECT h:443 HTTP/1.1", "CONNECT", "h:443"},
      {"GET /\xE4\xB8\xAD\xFF HTTP/1.1", "GET", "/\xE4\xB8\xAD\xFF"},
      {"!#$%&'*+-.^_`|~09AZaz / HTTP/1.1", "!#$%&'*+-.^_`|~09AZaz", "/"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const auto head = ParseLine(row.line);
    REQUIRE(head);
    CHECK(head->method == row.method);
    CHECK(head->target == row.target);
  }
}

TEST_CASE("a request line of another form is refused") {
  const std::vector<std::string> lines = {
      "GET",
      "GET /",
      "GET / HTTP/1.1 ",
      " GET / HTTP/1.1",
      "GET  / HTTP/1.1",
      "GET /  HTTP/1.1",
      "GET /a b HTTP/1.1",
      "GET\t/\tHTTP/1.1",
      "GET / HTTP/1.2",
      "GET / HTTP/2.0",
      "GET / HTTP/11",
      "GET / http/1.1",
      "GET / HTTP/1.1\r",
      "G(T / HTTP/1.1",
      "G\xC3\x89T / HTTP/1.1",
      "GET /\x01 HTTP/1.1",
      "GET /\x7F HTTP/1.1",
      "GET /\r HTTP/1.1",
      "GET /\0 HTTP/1.1"s,
      "PRI * HTTP/2.0",
      "\x16\x03\x01\x02\x00"s,
  };
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK_FALSE(ParseLine(line));
  }
  CHECK_FALSE(Parse(""));
  CHECK_FALSE(Parse("\r\n\r\n"));
}

TEST_CASE("a target holds no tab") {
  CHECK_FALSE(ParseLine("GET /a\tb HTTP/1.1"));
}

TEST_CASE("headers keep their bytes, order and repeats, without the blanks around them") {
  const auto head = ParseHeader(
      "b: 2\r\nA:1\r\nb: \t %41+\xFF \t\r\nempty:\r\nblank:   \r\ninner: a \t b\r\nurl: h:1:2\r\n"
      "!#$%&'*+-.^_`|~: x");
  REQUIRE(head);
  const std::vector<HttpHeader> expected = {
      {"b", "2"},          {"A", "1"},       {"b", "%41+\xFF"},        {"empty", ""}, {"blank", ""},
      {"inner", "a \t b"}, {"url", "h:1:2"}, {"!#$%&'*+-.^_`|~", "x"}, {"Host", "h"}};
  CHECK(std::ranges::equal(head->headers, expected));
}

TEST_CASE("a header line of another form is refused") {
  const std::vector<std::string> lines = {
      "no colon",           ": no name",
      "Na me: x",           "Name : x",
      "Name\t: x",          "N(me: x",
      "N\xC3\xA4me: x",     "Name: a\x01",
      "Name: a\x7F",        "Name: a\0b"s,
      "Name: a\rb",         "Name: a\r\r\nOther: x",
      "Name: a\r\n folded", "Name: a\r\n\tfolded: b",
      " First: x",
  };
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK_FALSE(ParseHeader(line));
  }
}

TEST_CASE("an HTTP/1.1 request has one Host that is a host") {
  // RFC 9112 section 3.2: anything else must be answered with 400.
  const auto with = [](const std::string& version, const std::string& lines) {
    return Parse("GET / HTTP/" + version + "\r\n" + lines + "\r\n").has_value();
  };
  for (const std::string host :
       {"h", "h:80", "ice.cn-shanghai.aliyuncs.com", "127.0.0.1:20201", "[::1]:20201", "[::1]",
        "h:", "a_b", "fake-ice:20201", "http://127.0.0.1:20201", "x%41", "h."}) {
    CAPTURE(host);
    CHECK(with("1.1", "Host: " + host + "\r\n"));
    CHECK(with("1.0", "Host: " + host + "\r\n"));
  }
  for (const std::string host :
       {"",        " ",   "a b",   "a/b",       "a@b", "a?b",     "a#b",     "a\\b",
        "h:80:80", "h:x", "h: 80", "[::1",      "[]",  "[::1]x",  "::1",     "<h>",
        "\"h\"",   "{h}", "a^b",   "h\xC3\xA4", ":80", "ftp://h", "http://", "http://h/x"}) {
    CAPTURE(host);
    CHECK_FALSE(with("1.1", "Host: " + host + "\r\n"));
    CHECK_FALSE(with("1.0", "Host: " + host + "\r\n"));
  }
  CHECK_FALSE(with("1.1", ""));
  CHECK(with("1.0", ""));
  for (const std::string version : {"1.0", "1.1"}) {
    CHECK_FALSE(with(version, "Host: h\r\nHost: h\r\n"));
    CHECK_FALSE(with(version, "Host: h\r\nhOST: other\r\n"));
  }
}

TEST_CASE("lines may end with a bare line feed") {
  const auto head = Parse("GET /x HTTP/1.1\nHost: h\r\nB: 2\n\n");
  REQUIRE(head);
  CHECK(head->target == "/x");
  REQUIRE(head->headers.size() == 2);
  CHECK(fake_ice::base::FindHeader(head->headers, "B") == "2");
}

TEST_CASE("blank lines before the request line are skipped") {
  const auto head = Parse("\r\n\n\r\nGET /x HTTP/1.1\r\nHost: h\r\n\r\n");
  REQUIRE(head);
  CHECK(head->target == "/x");
  CHECK(head->headers.size() == 1);
}

TEST_CASE("as many headers as allowed are taken and one more is refused") {
  const auto head = Parse("GET / HTTP/1.1\r\nHost: h\r\n" +
                          ManyHeaders(fake_ice::http::kMaxHeaders - 1) + "\r\n");
  REQUIRE(head);
  CHECK(head->headers.size() == fake_ice::http::kMaxHeaders);
  CHECK_FALSE(
      Parse("GET / HTTP/1.1\r\nHost: h\r\n" + ManyHeaders(fake_ice::http::kMaxHeaders) + "\r\n"));
}

TEST_CASE("the body is framed as the headers say") {
  struct Row {
    std::string lines;
    bool chunked;
    std::size_t length;
  };
  const std::vector<Row> rows = {
      {"A: b", false, 0},
      {"Content-Length: 0", false, 0},
      {"content-LENGTH:\t5 ", false, 5},
      {"Content-Length: 5\r\nContent-Length: 5", false, 5},
      {"Content-Length: 18446744073709551615", false, std::numeric_limits<std::size_t>::max()},
      {"Transfer-Encoding: chunked", true, 0},
      {"transfer-encoding: Chunked", true, 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.lines);
    const auto head = ParseHeader(row.lines);
    REQUIRE(head);
    CHECK(head->framing.chunked == row.chunked);
    CHECK(head->framing.length == row.length);
  }
}

TEST_CASE("framing that is unclear is refused") {
  const std::vector<std::string> rows = {
      "Content-Length:",
      "Content-Length: -1",
      "Content-Length: +5",
      "Content-Length: 5x",
      "Content-Length: 0x5",
      "Content-Length: 5 5",
      "Content-Length: 5, 6",
      "Content-Length: 5.0",
      "Content-Length: 18446744073709551616",
      "Content-Length: 99999999999999999999999999",
      "Content-Length: 5\r\nContent-Length: 6",
      "Content-Length: 5\r\nX: y\r\ncontent-length: 0",
      "Transfer-Encoding:",
      "Transfer-Encoding: gzip",
      "Transfer-Encoding: identity",
      "Transfer-Encoding: gzip, chunked",
      "Transfer-Encoding: chunked, gzip",
      "Transfer-Encoding: chunked;x=y",
      "Transfer-Encoding: chunked\r\nContent-Length: 5",
      "Content-Length: 0\r\nTransfer-Encoding: chunked",
  };
  for (const std::string& lines : rows) {
    CAPTURE(lines);
    CHECK_FALSE(ParseHeader(lines));
  }
}

TEST_CASE("a second Transfer-Encoding is not overlooked") {
  CHECK_FALSE(ParseHeader("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip"));
  CHECK_FALSE(ParseHeader("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"));
}

TEST_CASE("a chunked HTTP/1.0 request is refused or at least the last of its connection") {
  // RFC 9112 section 6.1: its framing is to be taken as faulty.
  const auto head =
      Parse("POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n");
  CHECK((!head || !head->keep_alive));
}

TEST_CASE("version and Connection decide whether the connection stays open") {
  struct Row {
    std::string version, lines;
    bool keep_alive;
  };
  const std::vector<Row> rows = {
      {"1.1", "A: b", true},
      {"1.0", "A: b", false},
      {"1.1", "Connection: close", false},
      {"1.1", "connection: CLOSE", false},
      {"1.1", "Connection: upgrade,  Close", false},
      {"1.1", "Connection: upgrade\r\nConnection: close", false},
      {"1.1", "Connection: closed, x-close", true},
      {"1.0", "Connection: Keep-Alive", true},
      {"1.0", "Connection: a,,keep-alive", true},
      {"1.1", "X-Connection: close", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.version);
    CAPTURE(row.lines);
    const auto head =
        Parse("GET / HTTP/" + row.version + "\r\nHost: h\r\n" + row.lines + "\r\n\r\n");
    REQUIRE(head);
    CHECK(head->keep_alive == row.keep_alive);
  }
}

TEST_CASE("close wins over keep-alive") {
  // RFC 9112 section 9.3 looks for close first.
  for (const std::string lines : {"Connection: close, keep-alive", "Connection: keep-alive, close",
                                  "Connection: close\r\nConnection: keep-alive"}) {
    CAPTURE(lines);
    const auto head = ParseHeader(lines);
    REQUIRE(head);
    CHECK_FALSE(head->keep_alive);
  }
}

TEST_CASE("100-continue is expected only when an HTTP/1.1 client says so") {
  CHECK(ParseHeader("Expect: 100-continue")->expects_continue);
  CHECK(ParseHeader("expect: 100-Continue")->expects_continue);
  CHECK_FALSE(ParseHeader("Expect: 200-ok")->expects_continue);
  CHECK_FALSE(ParseHeader("A: b")->expects_continue);
  // RFC 9110 section 10.1.1: an HTTP/1.0 client would take the 100 for the answer.
  CHECK_FALSE(Parse("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n")->expects_continue);
}
