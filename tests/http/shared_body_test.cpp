// A body that many clients share goes out as any other, and counts once however many send it.
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "http/test_server.h"
#include "support/raw_client.h"

using namespace fake_ice;
using base::Delivery;
using base::HttpRequest;
using base::HttpResponse;
using test::kGetX;
using test::RawClient;
using test::TestServer;

namespace {

const std::string kHead = "HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n";

/// The bytes of `owner` without the first and the last one.
HttpResponse Inside(const std::shared_ptr<const std::string>& owner, Delivery delivery) {
  const auto inside = std::string_view(*owner).substr(1, owner->size() - 2);
  return {.delivery = delivery, .shared = {.owner = owner, .bytes = inside}};
}

}  // namespace

TEST_CASE("a shared body is what is asked for, and the connection goes on") {
  const auto owner = std::make_shared<const std::string>("[some bytes]");
  TestServer server([&](const HttpRequest&) { return Inside(owner, Delivery::kWhole); });
  RawClient client(server.Port());
  for (int i = 0; i < 2; ++i) {
    CHECK(client.Ask(kGetX).body == "some bytes");
    client.Send(kHead);
    CHECK(client.ReadHeadOnly().Header("Content-Length") == "10");
  }
  CHECK(client.Ask(kGetX + kGetX).body == "some bytes");
  CHECK(client.Read().body == "some bytes");
}

TEST_CASE("bytes of the program itself need no owner") {
  TestServer server([&](const HttpRequest&) {
    return HttpResponse{.shared = {.owner = nullptr, .bytes = "a constant"}};
  });
  CHECK(RawClient(server.Port()).Ask(kGetX).body == "a constant");
}

TEST_CASE("a shared body is cut, held back and left out as any other") {
  struct Row {
    Delivery delivery;
    bool has_head;
    std::string body;
    bool reset;
  };
  const auto owner = std::make_shared<const std::string>("[some bytes]");
  for (const Row& row :
       {Row{Delivery::kTruncate, true, "some ", false}, Row{Delivery::kStall, true, "", false},
        Row{Delivery::kClose, false, "", false}, Row{Delivery::kReset, false, "", true}}) {
    TestServer server([&](const HttpRequest&) { return Inside(owner, row.delivery); },
                      {.stall_time = std::chrono::milliseconds{1}});
    RawClient client(server.Port());
    client.Send(kGetX);
    if (row.has_head) CHECK(client.ReadHeadOnly().Header("Content-Length") == "10");
    CHECK(client.ReadToEnd() == row.body);
    CHECK(client.WasReset() == row.reset);
  }
}

TEST_CASE("clients that do not read a shared body are no more than one copy of it together") {
  constexpr std::size_t kSize = 160 * 1024;
  constexpr std::size_t kSlow = 30;
  const auto owner = std::make_shared<const std::string>(kSize, 'r');
  // Of copies, five would fit.
  TestServer server([&](const HttpRequest&) { return Inside(owner, Delivery::kWhole); },
                    {.held_bytes = 5 * kSize});
  std::vector<RawClient> slow;
  for (std::size_t i = 0; i < kSlow; ++i) {
    slow.emplace_back(server.Port(),
                      RawClient::Options{.receive_buffer_bytes = 4096, .max_segment_bytes = 1400});
    slow.back().Send(kGetX);
  }
  REQUIRE(server.Handler().WaitForRequests(kSlow));
  for (std::size_t i = 0; i < kSlow; i += 10) {
    CHECK((slow[i].Read().body == owner->substr(1, kSize - 2)));
  }
}

TEST_CASE("a shared body is let go of once it is sent") {
  const auto owner = std::make_shared<const std::string>("[some bytes]");
  TestServer server([&](const HttpRequest& request) {
    return request.target == "/x" ? Inside(owner, Delivery::kWhole) : HttpResponse{};
  });
  RawClient client(server.Port());
  CHECK(client.Ask(kGetX).body == "some bytes");
  CHECK(client.Ask("GET /y HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
  CHECK(owner.use_count() == 1);
}
