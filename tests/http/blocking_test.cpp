#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "http/test_server.h"
#include "support/raw_client.h"

using fake_ice::base::HttpRequest;
using fake_ice::base::HttpResponse;
using fake_ice::test::CountResources;
using fake_ice::test::FakeHandler;
using fake_ice::test::Gate;
using fake_ice::test::RawClient;
using fake_ice::test::Resources;
using fake_ice::test::ReturnsTo;
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

TEST_CASE("requests that may take long hold up nobody, and their stand-ins go again") {
  constexpr std::size_t kLongOnes = 12;
  const std::string head = " HTTP/1.1\r\nHost: h\r\n\r\n";
  const Resources before = CountResources();
  {
    Gate gate;
    TestServer server([&](const HttpRequest& request) {
      if (request.target == FakeHandler::kLong) gate.Wait();
      return HttpResponse{.status = 200, .headers = {}, .body = request.target};
    });
    const OpenAtEnd open_at_end{gate};
    RawClient other(server.Port());
    CHECK(other.Ask("GET /short" + head).body == "/short");
    const std::size_t threads = CountResources().threads;
    std::vector<RawClient> slow;
    while (slow.size() < kLongOnes) {
      slow.emplace_back(server.Port());
      slow.back().Send("GET " + std::string(FakeHandler::kLong) + head);
    }
    REQUIRE(server.Handler().WaitForRequests(1 + kLongOnes));
    CHECK(other.Ask("GET /short" + head).body == "/short");
    gate.Open();
    for (RawClient& client : slow) CHECK(client.Read().body == FakeHandler::kLong);
    while (CountResources().threads > threads) {  // each goes after a request of its own
      CHECK(other.Ask("GET /short" + head).body == "/short");
    }
  }
  CHECK(ReturnsTo(before));
}

TEST_CASE("past the stand-ins that there may be, requests that take long wait for each other") {
  constexpr std::size_t kLongOnes = 60;
  Gate gate;
  TestServer server([&](const HttpRequest& request) {
    gate.Wait();
    return HttpResponse{.status = 200, .headers = {}, .body = request.target};
  });
  const OpenAtEnd open_at_end{gate};
  const Resources before = CountResources();
  std::vector<RawClient> slow;
  while (slow.size() < kLongOnes) {
    slow.emplace_back(server.Port());
    slow.back().Send("GET " + std::string(FakeHandler::kLong) + " HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  REQUIRE(server.Handler().WaitForRequests(16));
  CHECK(CountResources().threads <= before.threads + 16);
  gate.Open();
  for (RawClient& client : slow) CHECK(client.Read().body == FakeHandler::kLong);
}
