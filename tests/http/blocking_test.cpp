#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "http/test_server.h"
#include "support/raw_client.h"

using fake_ice::base::HttpRequest;
using fake_ice::base::HttpResponse;
using fake_ice::test::Gate;
using fake_ice::test::RawClient;
using fake_ice::test::TestServer;

namespace {

/// Opens the gate also when a check has thrown, so that the server can stop.
struct OpenAtEnd {
  Gate& gate;
  ~OpenAtEnd() { gate.Open(); }
};

}  // namespace

TEST_CASE("requests beyond the handlers that block are answered when those go on") {
  constexpr int kClients = 40;  // more than the server has workers
  Gate gate;
  TestServer server([&](const HttpRequest& request) {
    gate.Wait();
    return HttpResponse{.status = 200, .headers = {}, .body = request.target};
  });
  const OpenAtEnd open_at_end{gate};
  std::vector<RawClient> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back(server.Port());
    clients.back().Send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  REQUIRE(server.Handler().WaitForRequests(1));
  gate.Open();
  for (int i = 0; i < kClients; ++i) {
    CHECK(clients[static_cast<std::size_t>(i)].Read().body == "/" + std::to_string(i));
  }
}

TEST_CASE("one handler that blocks does not hold up other connections") {
  Gate gate;
  TestServer server([&](const HttpRequest& request) {
    if (request.target == "/slow") gate.Wait();
    return HttpResponse{.status = 200, .headers = {}, .body = request.target};
  });
  const OpenAtEnd open_at_end{gate};
  RawClient slow(server.Port());
  slow.Send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n");
  REQUIRE(server.Handler().WaitForRequests(1));
  RawClient fast(server.Port());
  for (int i = 0; i < 100; ++i)
    CHECK(fast.Ask("GET /fast HTTP/1.1\r\nHost: h\r\n\r\n").body == "/fast");
  gate.Open();
  CHECK(slow.Read().body == "/slow");
  CHECK(slow.Read().body == "/next");
}
