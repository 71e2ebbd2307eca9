// However many clients are slow, and in whatever way, they hold no thread and hold up nobody.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "http/limits.h"
#include "http/test_server.h"
#include "support/crowd.h"
#include "support/raw_client.h"

using fake_ice::base::HttpRequest;
using fake_ice::base::HttpResponse;
using fake_ice::http::Refusal;
using fake_ice::test::CountResources;
using fake_ice::test::CrowdSize;
using fake_ice::test::kGetX;
using fake_ice::test::kPatience;
using fake_ice::test::RawClient;
using fake_ice::test::ReturnsTo;
using fake_ice::test::TestServer;

namespace {

constexpr std::size_t kMebibyte = 1024 * 1024;
constexpr std::chrono::hours kForever{1};
/// Of a client for which little fits between server and it.
constexpr RawClient::Options kNarrow{.receive_buffer_bytes = 4096, .max_segment_bytes = 1400};

void CheckAnswered(std::uint16_t port) {
  RawClient client(port);
  for (int i = 0; i < 100; ++i) CHECK(client.Ask(kGetX).body == "GET /x 0");
}

HttpResponse Plain(const HttpRequest& request) {
  return {.status = 200, .headers = {}, .body = request.method + " " + request.target + " 0"};
}

std::string AllButOneByte(std::size_t size) {
  return "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
         std::string(size - 1, 'b');
}

/// Waits until one of the clients has been answered; false when none has after kPatience.
bool WaitForAnswer(const std::vector<RawClient>& clients) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline) {
    for (const RawClient& client : clients) {
      if (client.HasInput()) return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("1,100 clients with half a body hold up nobody and no thread") {
  const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  TestServer server;
  const auto before = CountResources();
  std::vector<RawClient> slow;
  for (std::size_t i = 0; i < CrowdSize(); ++i) {
    slow.emplace_back(server.Port());
    slow.back().Send(
        "POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n");
  }
  for (RawClient& client : slow) {
    CHECK(client.ReadBytes(go_on.size()) == go_on);
    client.Send("01234");
  }
  CheckAnswered(server.Port());
  CHECK(CountResources().threads <= before.threads);
  for (RawClient& client : slow) CHECK(client.Ask("56789").body == "POST /x 10");
  slow.clear();
  CHECK(ReturnsTo(before));
}

TEST_CASE("1,100 answers that are held back hold up nobody and no thread") {
  TestServer server([](const HttpRequest& request) {
    HttpResponse response = Plain(request);
    if (request.target == "/later") response.delay = kForever;
    return response;
  });
  const auto before = CountResources();
  std::vector<RawClient> waiting;
  for (std::size_t i = 0; i < CrowdSize(); ++i) {
    waiting.emplace_back(server.Port());
    waiting.back().Send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  REQUIRE(server.Handler().WaitForRequests(waiting.size()));
  CheckAnswered(server.Port());
  CHECK(CountResources().threads <= before.threads);
  CHECK(std::none_of(waiting.begin(), waiting.end(), [](RawClient& c) { return c.HasInput(); }));
  server.Stop();  // does not wait for them
  for (RawClient& client : waiting) CHECK(client.ReadToEnd().empty());
}

TEST_CASE("1,100 clients that do not read their answers hold up nobody and no thread") {
  const std::string large(160 * 1024, 'r');
  TestServer server([&](const HttpRequest& request) {
    HttpResponse response = Plain(request);
    if (request.target == "/large") response.body = large;
    return response;
  });
  const auto before = CountResources();
  std::vector<RawClient> slow;
  for (std::size_t i = 0; i < CrowdSize(); ++i) {
    slow.emplace_back(server.Port(), kNarrow);
    slow.back().Send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  REQUIRE(server.Handler().WaitForRequests(slow.size()));
  CheckAnswered(server.Port());
  CHECK(CountResources().threads <= before.threads);
  // Through a buffer this small an answer takes its time, so that only some are read.
  for (std::size_t i = 0; i < slow.size(); i += 100) {
    CHECK((slow[i].Read().body == large));
    CHECK(slow[i].Ask(kGetX).body == "GET /x 0");
  }
}

TEST_CASE("1,100 refused clients that do not close hold up nobody and no thread") {
  TestServer server({}, {.linger_time = kForever});
  const auto before = CountResources();
  std::vector<RawClient> refused;
  for (std::size_t i = 0; i < CrowdSize(); ++i) {
    refused.emplace_back(server.Port());
    CHECK(refused.back().Ask("not HTTP\r\n\r\n").status == 400);
  }
  CheckAnswered(server.Port());
  CHECK(CountResources().threads <= before.threads);
  CHECK(CountResources().descriptors >= before.descriptors + 2 * refused.size());
}

TEST_CASE("past the bytes that requests may hold, the client silent for longest is refused") {
  constexpr std::size_t kPiece = 200 * 1024;
  const std::string large_header = "X: " + std::string(kPiece, 'x');
  for (const auto& [front, rest] :
       {std::pair<std::string, std::string>(AllButOneByte(kPiece), "b"),
        {"GET /x HTTP/1.1\r\nHost: h\r\n" + large_header, "\r\n\r\n"},
        {"POST /x HTTP/1.1\r\nHost: h\r\n" + large_header + "\r\nContent-Length: 1\r\n\r\n",
         "b"}}) {
    TestServer server({}, {.held_bytes = 4 * kPiece + 1000});
    std::vector<RawClient> slow;
    for (int i = 0; i < 5; ++i) {
      slow.emplace_back(server.Port());
      slow.back().Send(front);
    }
    CHECK(WaitForAnswer(slow));
    CheckAnswered(server.Port());
    CHECK(std::count_if(slow.begin(), slow.end(), [](RawClient& c) { return c.HasInput(); }) == 1);
    for (RawClient& client : slow) {
      const bool is_refused = client.HasInput();
      if (!is_refused) client.Send(rest);
      const auto response = client.Read();
      CHECK(response.status == (is_refused ? 503 : 200));
      CHECK(response.Header("Connection") == (is_refused ? "close" : "keep-alive"));
    }
    REQUIRE(server.Handler().Refusals().size() == 1);
    CHECK(server.Handler().Refusals()[0].refusal == Refusal::kUnavailable);
    CHECK(server.Handler().Refusals()[0].request.target.starts_with("/x"));
  }
}

TEST_CASE("past the bytes that answers may hold, clients that read get theirs all the same") {
  constexpr int kSlow = 8;
  TestServer server(
      [](const HttpRequest&) {
        return HttpResponse{.status = 200, .headers = {}, .body = std::string(kMebibyte, 'r')};
      },
      {.held_bytes = kSlow / 2 * kMebibyte});
  auto with_half_of_them = CountResources();
  std::vector<RawClient> slow;
  for (int i = 0; i < kSlow; ++i) {
    slow.emplace_back(server.Port(), kNarrow);
    slow.back().Send(kGetX);
  }
  REQUIRE(server.Handler().WaitForRequests(kSlow));
  for (int i = 0; i < 10; ++i) CHECK(RawClient(server.Port()).Ask(kGetX).body.size() == kMebibyte);
  with_half_of_them.descriptors += kSlow + kSlow / 2;  // the clients' and the server's
  CHECK(ReturnsTo(with_half_of_them));
}

TEST_CASE("past the bytes that clients may hold who wait to be answered, the longest has to go") {
  constexpr int kWaiting = 8;
  constexpr std::size_t kHeader = 32 * 1024;
  TestServer server(
      [](const HttpRequest& request) {
        HttpResponse response = Plain(request);
        if (request.target != "/later") return response;
        response.delay = kForever;
        response.again = std::make_shared<HttpRequest>(request);
        return response;
      },
      {.held_bytes = kWaiting / 2 * kHeader});
  auto with_some_of_them = CountResources();
  std::vector<RawClient> waiting;
  for (int i = 0; i < kWaiting; ++i) {
    waiting.emplace_back(server.Port());
    waiting.back().Send("GET /later HTTP/1.1\r\nHost: h\r\nX: " + std::string(kHeader, 'x') +
                        "\r\n\r\n");
  }
  REQUIRE(server.Handler().WaitForRequests(kWaiting));
  CheckAnswered(server.Port());
  with_some_of_them.descriptors += kWaiting + kWaiting / 2;  // the clients' and the server's
  CHECK(ReturnsTo(with_some_of_them));
}
