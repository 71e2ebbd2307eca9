#include <doctest/doctest.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "http/server.h"
#include "http/test_server.h"
#include "support/raw_client.h"

using fake_ice::http::Server;
using fake_ice::test::FakeHandler;
using fake_ice::test::RawClient;
using fake_ice::test::TestServer;

TEST_CASE("port 0 asks the system for a port, another one each time") {
  TestServer first;
  TestServer second;
  CHECK(first.Port() != 0);
  CHECK(second.Port() != 0);
  CHECK(first.Port() != second.Port());
  CHECK(RawClient(first.Port()).Ask("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n").body == "GET /1 0");
  CHECK(RawClient(second.Port()).Ask("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n").body == "GET /2 0");
}

TEST_CASE("two servers cannot have the same port, and the second says why") {
  TestServer first;
  FakeHandler handler;
  Server second(handler);
  const auto port = second.Bind("127.0.0.1", first.Port());
  REQUIRE_FALSE(port);
  CAPTURE(port.error());
  CHECK(port.error().find("127.0.0.1:" + std::to_string(first.Port())) != std::string::npos);
  CHECK(port.error().find(std::generic_category().message(EADDRINUSE)) != std::string::npos);
  CHECK(RawClient(first.Port()).Ask("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n").body == "GET /1 0");
}

TEST_CASE("a port that was taken is free again after Stop, in spite of its old connections") {
  TestServer first;
  RawClient client(first.Port());
  CHECK(client.Ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
  first.Stop();
  FakeHandler handler;
  Server second(handler);
  CHECK(second.Bind("127.0.0.1", first.Port()) == first.Port());
}

TEST_CASE("an unknown host is named as the reason") {
  FakeHandler handler;
  // A label of more than 63 characters is unknown without asking anyone.
  const std::string host(64, 'h');
  for (const int stale_errno : {0, ENOENT, EADDRINUSE}) {
    Server server(handler);
    errno = stale_errno;
    const auto port = server.Bind(host, 0);
    REQUIRE_FALSE(port);
    CAPTURE(port.error());
    CHECK(port.error().find(host) != std::string::npos);
    CHECK(port.error().find("not known") != std::string::npos);
  }
}

TEST_CASE("an address of another machine is refused with the system's reason") {
  FakeHandler handler;
  Server server(handler);
  const auto port = server.Bind("192.0.2.1", 0);  // RFC 5737: nobody's
  REQUIRE_FALSE(port);
  CHECK(port.error().find(std::generic_category().message(EADDRNOTAVAIL)) != std::string::npos);
}

TEST_CASE("a failed Bind can be tried again and leaves nothing behind") {
  TestServer first;
  const auto before = fake_ice::test::CountResources();
  {
    FakeHandler handler;
    Server server(handler);
    CHECK_FALSE(server.Bind("127.0.0.1", first.Port()));
    const auto port = server.Bind("127.0.0.1", 0);
    REQUIRE(port);
    server.Start();
    CHECK(RawClient(*port).Ask("GET /x HTTP/1.1\r\nHost: h\r\n\r\n").body == "GET /x 0");
  }
  CHECK(fake_ice::test::ReturnsTo(before));
}

TEST_CASE("connections made between Bind and Start are served after Start") {
  FakeHandler handler;
  Server server(handler);
  const auto port = server.Bind("127.0.0.1", 0);
  REQUIRE(port);
  RawClient early(*port);
  early.Send("GET /early HTTP/1.1\r\nHost: h\r\n\r\n");
  server.Start();
  CHECK(early.Read().body == "GET /early 0");
}
