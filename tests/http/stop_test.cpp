#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "http/server.h"
#include "http/test_server.h"
#include "support/raw_client.h"

using fake_ice::base::HttpRequest;
using fake_ice::base::HttpResponse;
using fake_ice::http::Server;
using fake_ice::test::CanConnect;
using fake_ice::test::CountResources;
using fake_ice::test::FakeHandler;
using fake_ice::test::Gate;
using fake_ice::test::kGetX;
using fake_ice::test::kPatience;
using fake_ice::test::RawClient;
using fake_ice::test::ReturnsTo;
using fake_ice::test::TestServer;

namespace {

/// Waits until no connection to that port is accepted any more.
bool BecomesClosed(std::uint16_t port) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline) {
    if (!CanConnect(port)) return true;
    std::this_thread::yield();
  }
  return false;
}

}  // namespace

TEST_CASE("Stop closes idle connections and the port") {
  TestServer server;
  RawClient idle(server.Port());
  RawClient silent(server.Port());
  CHECK(idle.Ask(kGetX).status == 200);
  server.Stop();
  CHECK(idle.ReadToEnd().empty());
  CHECK(silent.ReadToEnd().empty());
  CHECK_FALSE(CanConnect(server.Port()));
}

TEST_CASE("a request in flight is answered before Stop returns") {
  Gate gate;
  TestServer server([&](const HttpRequest&) {
    gate.Wait();
    return HttpResponse{.status = 201, .headers = {}, .body = "late"};
  });
  RawClient client(server.Port());
  client.Send(kGetX);
  REQUIRE(server.Handler().WaitForRequests(1));
  std::thread stopping([&] { server.Stop(); });
  CHECK(BecomesClosed(server.Port()));
  gate.Open();
  stopping.join();
  const auto response = client.Read();
  CHECK(response.status == 201);
  CHECK(response.body == "late");
  CHECK(client.ReadToEnd().empty());
}

TEST_CASE("Stop ends although clients have sent only half of their requests") {
  TestServer server;
  std::vector<RawClient> clients;
  for (int i = 0; i < 10; ++i) {
    clients.emplace_back(server.Port());
    clients.back().Send(
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
    CHECK(clients.back().ReadBytes(25) == "HTTP/1.1 100 Continue\r\n\r\n");
    clients.back().Send("01234");
    clients.emplace_back(server.Port());
    clients.back().Send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Le");
  }
  server.Stop();
  for (RawClient& client : clients) client.ReadToEnd();
  CHECK(server.Handler().Requests().empty());
}

TEST_CASE("Stop ends although a client does not read its answer") {
  TestServer server([](const HttpRequest&) {
    return HttpResponse{.status = 200, .headers = {}, .body = std::string(8 * 1024 * 1024, 'r')};
  });
  RawClient client(server.Port(), {.receive_buffer_bytes = 64 * 1024});
  client.Send(kGetX);
  REQUIRE(server.Handler().WaitForRequests(1));
  server.Stop();
  CHECK(client.ReadToEnd().size() < 8 * 1024 * 1024);
}

TEST_CASE("Stop may be called twice and without Start") {
  TestServer running;
  running.Stop();
  running.Stop();
  FakeHandler handler;
  Server bound(handler);
  const auto port = bound.Bind("127.0.0.1", 0);
  REQUIRE(port);
  bound.Stop();
  CHECK_FALSE(CanConnect(*port));
  bound.Stop();
  Server unbound(handler);
  unbound.Stop();
}

TEST_CASE("a server may be destroyed in every state without leaving anything behind") {
  const auto before = CountResources();
  FakeHandler handler;
  { const Server unbound(handler); }
  {
    Server bound(handler);
    CHECK(bound.Bind("127.0.0.1", 0));
  }
  {
    Server started(handler);
    CHECK(started.Bind("127.0.0.1", 0));
    started.Start();
  }
  CHECK(ReturnsTo(before));
}

TEST_CASE("servers come and go without leaving threads or descriptors behind") {
  const auto before = CountResources();
  for (int i = 0; i < 50; ++i) {
    TestServer server;
    RawClient first(server.Port());
    RawClient second(server.Port());
    CHECK(first.Ask(kGetX).status == 200);
    CHECK(second.Ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc").status == 200);
    if (i % 2 == 0) server.Stop();
  }
  CHECK(ReturnsTo(before));
}

TEST_CASE("connections that ended leave no descriptors behind while the server runs") {
  TestServer server;
  CHECK(RawClient(server.Port()).Ask(kGetX).status == 200);
  const auto before = CountResources();
  for (int i = 0; i < 100; ++i) {
    RawClient client(server.Port());
    CHECK(client.Ask(i % 2 == 0 ? kGetX : "bad\r\n\r\n").status == (i % 2 == 0 ? 200 : 400));
  }
  CHECK(ReturnsTo(before));
}

TEST_CASE("Stop is safe while clients are connecting") {
  for (int round = 0; round < 100; ++round) {
    auto server = std::make_unique<TestServer>();
    std::atomic<bool> done = false;
    std::atomic<int> answered = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) {
      clients.emplace_back([&, port = server->Port()] {
        while (!done) {
          try {
            RawClient client(port);
            client.ResetOnClose();
            if (client.Ask(kGetX).status == 200) ++answered;
          } catch (const std::exception&) {
            // The server is stopping: refused, reset or closed without an answer.
          }
        }
      });
    }
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (answered < 8 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    server->Stop();
    done = true;
    for (std::thread& client : clients) client.join();
    CHECK(answered >= 8);
  }
}
