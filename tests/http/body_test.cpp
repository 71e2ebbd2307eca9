#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "http/body.h"
#include "http/limits.h"
#include "http/test_server.h"
#include "support/raw_client.h"

using fake_ice::http::BodyReader;
using fake_ice::http::kMaxBodyBytes;
using fake_ice::http::Refusal;
using fake_ice::test::ChunkOf;
using fake_ice::test::RawClient;
using fake_ice::test::TestServer;

namespace {

const std::string kChunkedHead =
    "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string Sized(std::size_t size) {
  return "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
         std::string(size, 'b');
}

std::string Chunked(std::size_t size, std::size_t chunk_size) {
  std::string bytes = kChunkedHead;
  for (std::size_t left = size; left > 0;) {
    const std::size_t count = std::min(left, chunk_size);
    bytes += ChunkOf(std::string(count, 'b'));
    left -= count;
  }
  return bytes + "0\r\n\r\n";
}

void CheckUsable(RawClient& client) {
  CHECK(client.Ask("GET /after HTTP/1.1\r\nHost: h\r\n\r\n").body == "GET /after 0");
}

/// Sends `bytes`, finishes sending and expects the request to be refused, not half accepted.
void CheckMalformed(const std::string& bytes) {
  CAPTURE(bytes);
  TestServer server;
  RawClient client(server.Port());
  client.Send(bytes);
  client.FinishSending();
  CHECK(client.Read().status == 400);
  CHECK(client.ReadToEnd().empty());
  CHECK(server.Handler().Requests().empty());
  const auto refusals = server.Handler().Refusals();
  REQUIRE(refusals.size() == 1);
  CHECK(refusals[0].refusal == Refusal::kMalformed);
  CHECK_FALSE(refusals[0].reason.empty());
}

}  // namespace

TEST_CASE("bodies up to the limit arrive whole, however they are framed") {
  TestServer server;
  RawClient client(server.Port());
  for (const std::size_t size : {std::size_t{1}, std::size_t{1024 * 1024}, kMaxBodyBytes}) {
    CAPTURE(size);
    const std::string answer = "POST /x " + std::to_string(size);
    CHECK(client.Ask(Sized(size)).body == answer);
    CHECK(client.Ask(Chunked(size, 100'000)).body == answer);
  }
  CheckUsable(client);
  for (const auto& request : server.Handler().Requests()) {
    CHECK((request.body == std::string(request.body.size(), 'b')));
  }
}

TEST_CASE("a body of one byte too many is refused") {
  for (const std::string& bytes :
       {Sized(kMaxBodyBytes + 1), Chunked(kMaxBodyBytes + 1, kMaxBodyBytes),
        Chunked(kMaxBodyBytes + 1, kMaxBodyBytes + 1)}) {
    TestServer server;
    RawClient client(server.Port());
    const auto response = client.Ask(bytes);
    CHECK(response.status == 413);
    CHECK(response.Header("Connection") == "close");
    CHECK(client.ReadToEnd().empty());
    CHECK(server.Handler().Requests().empty());
    const auto refusals = server.Handler().Refusals();
    REQUIRE(refusals.size() == 1);
    CHECK(refusals[0].refusal == Refusal::kBodyTooLarge);
    CHECK(refusals[0].request.target == "/x");
    CHECK(refusals[0].reason.find(std::to_string(kMaxBodyBytes)) != std::string::npos);
  }
}

TEST_CASE("a POST with neither length nor chunks is answered at once") {
  TestServer server;
  RawClient client(server.Port());
  CHECK(client.Ask("POST /x HTTP/1.1\r\nHost: h\r\n\r\n").body == "POST /x 0");
  CHECK(client.Ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").body == "POST /x 0");
  CheckUsable(client);
}

TEST_CASE("an empty chunked body is an empty body") {
  TestServer server;
  RawClient client(server.Port());
  CHECK(client.Ask(kChunkedHead + "0\r\n\r\n").body == "POST /x 0");
  CHECK(client.Ask(kChunkedHead + "000\r\n\r\n").body == "POST /x 0");
  CheckUsable(client);
}

TEST_CASE("chunks are joined, whatever their number, case and extensions") {
  TestServer server;
  RawClient client(server.Port());
  CHECK(client
            .Ask(kChunkedHead +
                 "3\r\nabc\r\n0a\r\n0123456789\r\nA;x=\"y\"\r\n0123456789\r\n0;z\r\n\r\n")
            .body == "POST /x 23");
  CHECK(client.Ask(Chunked(10'000, 1)).body == "POST /x 10000");
  CheckUsable(client);
  CHECK(server.Handler().Requests()[0].body == "abc01234567890123456789");
}

TEST_CASE("line ends within a chunk are data") {
  TestServer server;
  RawClient client(server.Port());
  client.Ask(kChunkedHead + ChunkOf("\r\n0\r\n\r\n") + "0\r\n\r\n");
  CHECK(server.Handler().Requests()[0].body == "\r\n0\r\n\r\n");
  CheckUsable(client);
}

TEST_CASE("trailers after the last chunk are read over") {
  TestServer server;
  RawClient client(server.Port());
  CHECK(client.Ask(kChunkedHead + "3\r\nabc\r\n0\r\nX-Checksum: 1\r\nX-More: 2\r\n\r\n").body ==
        "POST /x 3");
  CheckUsable(client);
}

TEST_CASE("a chunk longer than its size is refused") {
  CheckMalformed(kChunkedHead + "3\r\nabcdef\r\n0\r\n\r\n");
  CheckMalformed(kChunkedHead + "3\r\nabcGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
}

TEST_CASE("a chunk size of another form is refused") {
  for (const std::string size : {"", "g", "-1", "-5", "+5", "0x5", " ", "5 5"}) {
    CheckMalformed(kChunkedHead + size + "\r\nabcde\r\n0\r\n\r\n");
  }
}

TEST_CASE("a chunk's line or a trailer of another form is refused") {
  // A reader that skips what another counts smuggles a request: RFC 9112, sections 7.1 and 11.2.
  for (const std::string size :
       {" 5", "5 ", "\t5", "5\t", "5 ;x", "5;a\rb", "5;a\r", "5;\x01", "5;\x7F", "5\r"}) {
    CheckMalformed(kChunkedHead + size + "\r\nabcde\r\n0\r\n\r\n");
  }
  CheckMalformed(kChunkedHead + std::string("5;a\0b", 5) + "\r\nabcde\r\n0\r\n\r\n");
  for (const std::string trailer : {"no colon", ": no name", "Na me: x", "Name : x", " folded: x",
                                    "Name: a\rb", "Name: a\x01", "GET / HTTP/1.1"}) {
    CheckMalformed(kChunkedHead + "5\r\nabcde\r\n0\r\n" + trailer + "\r\n\r\n");
  }
}

TEST_CASE("trailers are bounded as they come, however short each is") {
  std::string trailers;
  while (trailers.size() <= fake_ice::http::kMaxHeadBytes) trailers += "A: b\r\n";
  CheckMalformed(kChunkedHead + "1\r\na\r\n0\r\n" + trailers + "\r\n");
}

TEST_CASE("a body that ends early is refused") {
  CheckMalformed("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabc");
  CheckMalformed("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
  CheckMalformed(kChunkedHead);
  CheckMalformed(kChunkedHead + "5");
  CheckMalformed(kChunkedHead + "5\r\nabc");
  CheckMalformed(kChunkedHead + "3\r\nabc\r\n");
  CheckMalformed(kChunkedHead + "3\r\nabc\r\n0\r\n");
}

TEST_CASE("100 Continue comes before the body is sent") {
  const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  TestServer server;
  RawClient client(server.Port());
  client.Send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.ReadBytes(go_on.size()) == go_on);
  CHECK(client.Ask("abc").body == "POST /x 3");
  client.Send(
      "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nexpect: 100-Continue\r\n\r\n");
  CHECK(client.ReadBytes(go_on.size()) == go_on);
  CHECK(client.Ask("1\r\na\r\n0\r\n\r\n").body == "POST /x 1");
  CheckUsable(client);
}

TEST_CASE("100 Continue is not sent for a body that will be refused") {
  TestServer server;
  RawClient client(server.Port());
  const auto response =
      client.Ask("POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: " +
                 std::to_string(kMaxBodyBytes + 1) + "\r\n\r\n");
  CHECK(response.status == 413);
}

TEST_CASE("an HTTP/1.0 client gets no 100 Continue") {
  TestServer server;
  RawClient client(server.Port());
  const auto response =
      client.Ask("POST /x HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
  CHECK(response.status == 200);
}

TEST_CASE("a body is read alike wherever its bytes are split") {
  for (const std::string bytes :
       {"3\r\nabc\r\n0\r\n\r\n", "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n"}) {
    for (std::size_t split = 0; split <= bytes.size(); ++split) {
      CAPTURE(split);
      BodyReader reader({.chunked = true}, kMaxBodyBytes);
      std::string body;
      std::string_view front = std::string_view(bytes).substr(0, split);
      const auto first = reader.Read(front, body);
      CHECK((first == BodyReader::Result::kWhole) == (split == bytes.size()));
      const std::string rest = std::string(front) + bytes.substr(split) + "GET";
      std::string_view left = rest;
      CHECK(reader.Read(left, body) == BodyReader::Result::kWhole);
      CHECK(left == "GET");
      CHECK(body == (bytes[1] == ';' ? "abcde" : "abc"));
    }
  }
}
