// Each limit alone, set so short that a test can wait for it; the others never pass meanwhile.
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>

#include "http/limits.h"
#include "http/test_server.h"
#include "support/raw_client.h"

using fake_ice::base::Delivery;
using fake_ice::base::HttpRequest;
using fake_ice::base::HttpResponse;
using fake_ice::http::Limits;
using fake_ice::http::Refusal;
using fake_ice::test::kGetX;
using fake_ice::test::kPatience;
using fake_ice::test::RawClient;
using fake_ice::test::TestServer;
using std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds kShort{50};
constexpr std::chrono::hours kNever{1};
constexpr Limits kNothingPasses{.idle_time = kNever,
                                .head_time = kNever,
                                .silence = kNever,
                                .stall_time = kNever,
                                .linger_time = kNever};

/// Ends a scope's clock: it must not have ended before that time.
class AtLeast {
 public:
  explicit AtLeast(std::chrono::milliseconds time) : end_(steady_clock::now() + time) {}
  ~AtLeast() { CHECK(steady_clock::now() >= end_); }
  AtLeast(const AtLeast&) = delete;
  AtLeast& operator=(const AtLeast&) = delete;

 private:
  const steady_clock::time_point end_;
};

/// Whether the server has closed both directions.
bool BecomesGone(RawClient& client) {
  const auto deadline = steady_clock::now() + kPatience;
  while (steady_clock::now() < deadline) {
    if (!client.TrySend("x")) return true;
    std::this_thread::yield();
  }
  return false;
}

}  // namespace

TEST_CASE("the limits are what docs/limits.md says") {
  using namespace std::chrono_literals;
  const Limits limits;
  CHECK(limits.idle_time == 30s);
  CHECK(limits.head_time == 15s);
  CHECK(limits.silence == 15s);
  CHECK(limits.stall_time == 1h);
  CHECK(limits.held_bytes == 256 * 1024 * 1024);
  CHECK(limits.connections == 4096);
}

TEST_CASE("an idle connection is closed after its time, which a line end does not renew") {
  Limits limits = kNothingPasses;
  limits.idle_time = kShort;
  TestServer server({}, limits);
  const AtLeast at_least(kShort);
  RawClient silent(server.Port());
  RawClient used(server.Port());
  CHECK(used.Ask(kGetX).status == 200);
  used.Send("\r\n");
  CHECK(silent.ReadToEnd().empty());
  CHECK(used.ReadToEnd().empty());
}

TEST_CASE("a head that takes too long ends its connection, and an idle one stays") {
  Limits limits = kNothingPasses;
  limits.head_time = kShort;
  TestServer server({}, limits);
  RawClient idle(server.Port());
  CHECK(idle.Ask("POST /idle HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na").status == 200);
  idle.Send("\r\n");  // RFC 9112 section 2.2: between requests this is nothing
  {
    const AtLeast at_least(kShort);
    RawClient half_head(server.Port());
    half_head.Send("GET /half-head HTTP/1.1\r\nHost: h\r\nHo");
    CHECK(half_head.ReadToEnd().empty());
  }
  CHECK(idle.Ask(kGetX).status == 200);
}

TEST_CASE("a body that stops coming is refused with what has come of it") {
  Limits limits = kNothingPasses;
  limits.silence = kShort;
  TestServer server({}, limits);
  {
    const AtLeast at_least(kShort);
    RawClient client(server.Port());
    client.Send("POST /half-body HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
    CHECK(client.Read().status == 400);
    CHECK(client.ReadToEnd().empty());
  }
  const auto refusals = server.Handler().Refusals();
  REQUIRE(refusals.size() == 1);
  CHECK(refusals[0].refusal == Refusal::kMalformed);
  CHECK(refusals[0].request.target == "/half-body");
  CHECK(refusals[0].request.body == "ab");
}

TEST_CASE("an answer that is not taken is given up, and what was taken of it is right") {
  std::string large;
  for (int i = 0; large.size() < 8 * 1024 * 1024; ++i) large += std::to_string(i) + ",";
  Limits limits = kNothingPasses;
  limits.silence = kShort;
  TestServer server(
      [&](const HttpRequest&) { return HttpResponse{.status = 200, .headers = {}, .body = large}; },
      limits);
  RawClient client(server.Port(), {.receive_buffer_bytes = 64 * 1024});
  client.Send(kGetX);
  CHECK(BecomesGone(client));
  const std::string got = client.ReadToEnd();
  const auto body = got.find("\r\n\r\n");
  if (body != std::string::npos) CHECK((large.starts_with(got.substr(body + 4))));
  CHECK(got.size() < large.size());
}

TEST_CASE("an answer that is taken slowly is not given up") {
  constexpr std::chrono::milliseconds kSilence{2000};
  constexpr std::size_t kPiece = 16 * 1024;
  const std::string large(8 * 1024 * 1024, 'r');
  Limits limits = kNothingPasses;
  limits.silence = kSilence;
  TestServer server(
      [&](const HttpRequest&) { return HttpResponse{.status = 200, .headers = {}, .body = large}; },
      limits);
  RawClient client(server.Port(), {.receive_buffer_bytes = 64 * 1024});
  client.Send("GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  std::size_t taken = 0;
  // Less than what the system waits for before it tells a server of room.
  const auto start = steady_clock::now();
  for (auto next = start; next < start + 9 * kSilence / 4; next += kSilence / 40) {
    while (steady_clock::now() < next) std::this_thread::yield();
    taken += client.ReadBytes(kPiece).size();
  }
  CHECK(taken + client.ReadToEnd().size() > large.size());
}

TEST_CASE("a refused client that does not close is closed") {
  Limits limits = kNothingPasses;
  limits.linger_time = kShort;
  TestServer server({}, limits);
  RawClient client(server.Port());
  CHECK(client.Ask("not HTTP\r\n\r\n").status == 400);
  CHECK(client.ReadToEnd().empty());
  CHECK(BecomesGone(client));
}

TEST_CASE("an answer that stalls ends after its time") {
  Limits limits = kNothingPasses;
  limits.stall_time = kShort;
  TestServer server(
      [](const HttpRequest&) {
        return HttpResponse{
            .status = 200, .headers = {}, .body = "never", .delivery = Delivery::kStall};
      },
      limits);
  const AtLeast at_least(kShort);
  RawClient client(server.Port());
  client.Send(kGetX);
  CHECK(client.ReadHeadOnly().Header("Content-Length") == "5");
  CHECK(client.ReadToEnd().empty());
}

TEST_CASE("an answer comes after its delay and not before, and the connection goes on") {
  TestServer server([](const HttpRequest&) {
    return HttpResponse{.status = 200, .headers = {}, .body = "late", .delay = kShort};
  });
  RawClient client(server.Port());
  for (int i = 0; i < 3; ++i) {
    const AtLeast at_least(kShort);
    CHECK(client.Ask(kGetX).body == "late");
  }
}
