#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "http/test_server.h"
#include "support/raw_client.h"

using fake_ice::base::HttpRequest;
using fake_ice::base::HttpResponse;
using fake_ice::test::CountResources;
using fake_ice::test::Gate;
using fake_ice::test::kGetX;
using fake_ice::test::RawClient;
using fake_ice::test::ReturnsTo;
using fake_ice::test::TestServer;

namespace {

const std::string kAnswer = "GET /x 0";

/// A client that asks again and again on one connection.
void CheckServed(std::uint16_t port) {
  RawClient client(port);
  for (int i = 0; i < 100; ++i) CHECK(client.Ask(kGetX).body == kAnswer);
}

}  // namespace

TEST_CASE("300 idle connections do not keep the next one waiting") {
  TestServer server;
  std::vector<RawClient> idle;
  for (int i = 0; i < 300; ++i) {
    idle.emplace_back(server.Port());
    CHECK(idle.back().Ask(kGetX).body == kAnswer);
  }
  CheckServed(server.Port());
  for (RawClient& client : idle) CHECK(client.Ask(kGetX).body == kAnswer);
}

TEST_CASE("10,000 requests on 10,000 new connections, 64 at a time, all succeed") {
  constexpr int kRequests = 10'000;
  constexpr int kAtATime = 64;
  constexpr std::chrono::seconds kLimit{120};
  TestServer server;
  const auto start = std::chrono::steady_clock::now();
  std::atomic<int> next = 0;
  std::atomic<int> answered = 0;
  std::atomic<int> failed = 0;
  const auto ask = [&] {
    while (next++ < kRequests && std::chrono::steady_clock::now() - start < kLimit) {
      try {
        RawClient client(server.Port());
        client.ResetOnClose();
        if (client.Ask(kGetX).body == kAnswer) ++answered;
      } catch (const std::exception&) {
        ++failed;
      }
    }
  };
  std::vector<std::thread> clients;
  for (int i = 0; i < kAtATime; ++i) clients.emplace_back(ask);
  for (std::thread& client : clients) client.join();
  CHECK(failed == 0);
  CHECK(answered == kRequests);
  CHECK(server.Handler().Requests().size() == kRequests);
}

TEST_CASE("many connections at work at once get their own answers") {
  TestServer server;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 16; ++i) {
    clients.emplace_back([&, i] {
      try {
        RawClient client(server.Port());
        for (int k = 0; k < 200; ++k) {
          const std::string target = "/" + std::to_string(i) + "/" + std::to_string(k);
          const std::string body(static_cast<std::size_t>(i * 100 + k), 'b');
          const auto response =
              client.Ask("POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: " +
                         std::to_string(body.size()) + "\r\n\r\n" + body);
          if (response.body != "POST " + target + " " + std::to_string(body.size())) ++wrong;
        }
      } catch (const std::exception&) {
        ++wrong;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  CHECK(wrong == 0);
}

TEST_CASE("a hundred clients with half a head do not hold up a fast one") {
  TestServer server;
  const auto before = CountResources();
  std::vector<RawClient> slow;
  for (int i = 0; i < 100; ++i) {
    slow.emplace_back(server.Port());
    slow.back().Send("GET /x HTTP/1.1\r\nHo");
  }
  CheckServed(server.Port());
  CHECK(CountResources().threads <= before.threads);
  for (RawClient& client : slow) CHECK(client.Ask("st: h\r\n\r\n").body == kAnswer);
}

TEST_CASE("clients that send one request after the other without pause do not hold up others") {
  constexpr int kFlooding = 4;
  constexpr int kEach = 40;
  const std::string request = "POST /flood HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" +
                              std::string(1'000'000, 'b');
  std::atomic<int> flooded = 0;
  Gate flooding;
  TestServer server([&](const HttpRequest& received) {
    if (received.target != "/flood")
      return HttpResponse{.status = 200, .headers = {}, .body = kAnswer};
    if (++flooded == kFlooding) flooding.Open();
    return HttpResponse{};
  });
  std::vector<std::unique_ptr<RawClient>> clients;
  std::vector<std::thread> senders;
  for (int i = 0; i < kFlooding; ++i) {
    clients.push_back(std::make_unique<RawClient>(server.Port()));
    senders.emplace_back([&, client = clients.back().get()] {
      for (int k = 0; k < kEach && client->TrySend(request); ++k) {
      }
    });
  }
  CHECK(flooding.Wait());
  CHECK(RawClient(server.Port()).Ask(kGetX).body == kAnswer);
  CHECK(flooded < kFlooding * kEach / 2);
  for (std::thread& sender : senders) sender.join();
  for (const auto& client : clients) {
    for (int k = 0; k < kEach; ++k) CHECK(client->Read().status == 200);
  }
}
