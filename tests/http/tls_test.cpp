// A client that speaks TLS to a port that does not.
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "http/test_server.h"
#include "support/raw_client.h"

using namespace std::string_view_literals;
using fake_ice::http::Refusal;
using fake_ice::test::RawClient;
using fake_ice::test::TestServer;

namespace {

/// The front of a ClientHello: a handshake record of TLS 1.0 whose 512 bytes have only begun.
constexpr std::string_view kClientHello =
    "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\n\r\n\r\n"sv;

}  // namespace

TEST_CASE("a client that speaks TLS is answered in plain HTTP at its first byte") {
  for (std::size_t size = 1; size <= kClientHello.size(); ++size) {
    CAPTURE(size);
    TestServer server;
    RawClient client(server.Port());
    client.Send(kClientHello.substr(0, size));
    const auto response = client.Read();
    // Go looks at the first five bytes to say that a plain HTTP server answered.
    CHECK(response.head.starts_with("HTTP/1.1 400 Bad Request\r\n"));
    CHECK(response.Header("Connection") == "close");
    CHECK(client.ReadToEnd().empty());
    CHECK_FALSE(client.WasReset());
    CHECK(server.Handler().Requests().empty());
    const auto refusals = server.Handler().Refusals();
    REQUIRE(refusals.size() == 1);
    CHECK(refusals[0].refusal == Refusal::kTlsOnPlainPort);
    CHECK(refusals[0].request.remote_address == "127.0.0.1");
  }
}

TEST_CASE("a byte of TLS within a request is no TLS") {
  TestServer server;
  RawClient client(server.Port());
  CHECK(client.Ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n\x16\x03\x01").body ==
        "POST /x 3");
  CHECK(client.Ask("GET /\x16 HTTP/1.1\r\nHost: h\r\n\r\n").status == 400);
  REQUIRE(server.Handler().Refusals().size() == 1);
  CHECK(server.Handler().Refusals()[0].refusal == Refusal::kMalformed);
}
