#include "http/limits.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "http/test_server.h"
#include "support/raw_client.h"

using fake_ice::http::kMaxBodyBytes;
using fake_ice::http::kMaxHeadBytes;
using fake_ice::http::kMaxHeaders;
using fake_ice::http::Refusal;
using fake_ice::test::ChunkOf;
using fake_ice::test::RawClient;
using fake_ice::test::RawResponse;
using fake_ice::test::TestServer;

namespace {

constexpr std::size_t kMiB = 1024 * 1024;
constexpr std::size_t kFarTooManyMiB = 72;

std::string HeadOf(std::size_t size) {
  const std::string front = "GET / HTTP/1.1\r\nHost: h\r\nX-Long: ";
  return front + std::string(size - front.size() - 4, 'x') + "\r\n\r\n";
}

/// The answer to `front` followed by `piece` repeated `count` times, or by fewer of them when the
/// server closes. The client reads while it sends.
RawResponse AskWhileSending(RawClient& client, const std::string& front, const std::string& piece,
                            std::size_t count) {
  std::thread sender([&] {
    if (!client.TrySend(front)) return;
    for (std::size_t i = 0; i < count && client.TrySend(piece); ++i) {
    }
  });
  RawResponse response;
  try {
    response = client.Read();
  } catch (const std::runtime_error& failure) {
    FAIL_CHECK(failure.what());
  }
  sender.join();
  return response;
}

/// A server in a process of its own, which may open only `descriptors` files.
class ServerProcess {
 public:
  explicit ServerProcess(rlim_t descriptors) {
    REQUIRE(pipe(to_child_) == 0);
    REQUIRE(pipe(from_child_) == 0);
    child_ = fork();
    REQUIRE(child_ >= 0);
    if (child_ == 0) Serve(descriptors);
    close(to_child_[0]);
    close(from_child_[1]);
    REQUIRE(read(from_child_[0], &port_, sizeof(port_)) == sizeof(port_));
  }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ~ServerProcess() {
    close(to_child_[1]);  // tells it to end
    close(from_child_[0]);
    int status = 0;
    waitpid(child_, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
  [[nodiscard]] std::uint16_t Port() const { return port_; }

 private:
  [[noreturn]] void Serve(rlim_t descriptors) {
    close(to_child_[1]);
    const rlimit limit{.rlim_cur = descriptors, .rlim_max = descriptors};
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) _exit(2);
    try {
      TestServer server({}, {.idle_until_given_up = std::chrono::hours{1}});
      const std::uint16_t port = server.Port();
      if (write(from_child_[1], &port, sizeof(port)) != sizeof(port)) _exit(3);
      char end = 0;
      if (read(to_child_[0], &end, 1) != 0) _exit(4);
    } catch (const std::exception&) {
      _exit(5);
    }
    _exit(0);
  }

  int to_child_[2] = {-1, -1};
  int from_child_[2] = {-1, -1};
  pid_t child_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace

TEST_CASE("a head may be as large as the limit and not a byte larger") {
  TestServer server;
  RawClient fitting(server.Port());
  CHECK(fitting.Ask(HeadOf(kMaxHeadBytes)).status == 200);
  for (const std::size_t excess : {1, 1000, 20'000}) {
    CAPTURE(excess);
    RawClient client(server.Port());
    const auto response = client.Ask(HeadOf(kMaxHeadBytes + excess));
    CHECK(response.status == 431);
    CHECK(response.Header("Connection") == "close");
  }
  CHECK(server.Handler().Requests().size() == 1);
}

TEST_CASE("a head that does not end is refused") {
  TestServer server;
  std::string lines;
  while (lines.size() < kMiB) lines += "a:b\n";
  for (const auto& [front, piece] :
       {std::pair("GET / HTTP/1.1\r\nHost: h\r\nX-Long: ", std::string(kMiB, 'x')),
        std::pair("GET / HTTP/1.1\r\nHost: h\r\n", lines), std::pair("", std::string(kMiB, 'x')),
        std::pair("", std::string(kMiB, '\n'))}) {
    CAPTURE(front);
    RawClient client(server.Port());
    const auto response = AskWhileSending(client, front, piece, 4);
    CHECK(response.status == 431);
    CHECK(response.Header("Connection") == "close");
  }
  CHECK(server.Handler().Requests().empty());
}

TEST_CASE("too many headers are refused") {
  TestServer server;
  std::string lines;
  for (std::size_t i = 0; i <= kMaxHeaders; ++i) lines += "X: y\r\n";
  RawClient client(server.Port());
  const auto response = client.Ask("GET / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n");
  CHECK(response.status == 400);
  CHECK(response.body.find("too many headers") != std::string::npos);
}

TEST_CASE("a client that is still sending 20 MiB can read that they are too many") {
  TestServer server;
  const std::string sized =
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(20 * kMiB) + "\r\n\r\n";
  const std::string chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string data(kMiB, 'b');
  RawClient reading_sized(server.Port());
  CHECK(AskWhileSending(reading_sized, sized, data, 20).status == 413);
  RawClient reading_chunked(server.Port());
  CHECK(AskWhileSending(reading_chunked, chunked, ChunkOf(data), 20).status == 413);
}

TEST_CASE("a client that reads only after having sent 20 MiB learns that they are too many") {
  TestServer server;
  std::string body(20 * kMiB, 'b');
  RawClient client(server.Port());
  client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\n\r\n");
  client.Send(body);
  CHECK(client.Read().status == 413);
  RawClient chunking(server.Port());
  chunking.Send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  chunking.Send(ChunkOf(body));
  CHECK(chunking.Read().status == 413);
}

TEST_CASE("a length that no number can hold is refused, and so is the largest that can be held") {
  TestServer server;
  RawClient overflowing(server.Port());
  CHECK(
      overflowing.Ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 18446744073709551616\r\n\r\n")
          .status == 400);
  RawClient largest(server.Port());
  CHECK(largest.Ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 18446744073709551615\r\n\r\n")
            .status == 413);
  RawClient chunking(server.Port());
  const int status = chunking
                         .Ask(
                             "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "10000000000000000000000000005\r\nabcde\r\n0\r\n\r\n")
                         .status;
  CHECK((status == 400 || status == 413));
  CHECK(server.Handler().Requests().empty());
}

TEST_CASE("a chunk size line that does not end is refused") {
  TestServer server;
  RawClient client(server.Port());
  const auto response =
      AskWhileSending(client, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;",
                      std::string(kMiB, 'x'), kFarTooManyMiB);
  CHECK((response.status == 400 || response.status == 413));
  CHECK(server.Handler().Requests().empty());
}

TEST_CASE("connections past the limit are told so, and one that ends makes room") {
  constexpr rlim_t kDescriptors = 256;  // leaves room for about 192 connections
  ServerProcess server(kDescriptors);
  std::vector<RawClient> clients;
  RawResponse response;
  while (clients.size() < kDescriptors) {
    RawClient client(server.Port());
    response = client.Ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    if (response.status != 200) break;
    clients.push_back(std::move(client));
  }
  CHECK(clients.size() >= 128);
  CHECK(response.status == 503);
  CHECK(response.Header("Connection") == "close");
  CHECK(clients.front().Ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
  clients.pop_back();
  // The server notices the end only a moment later; until then it may refuse.
  const auto deadline = std::chrono::steady_clock::now() + fake_ice::test::kPatience;
  do {
    RawClient client(server.Port());
    response = client.Ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  } while (response.status == 503 && std::chrono::steady_clock::now() < deadline);
  CHECK(response.status == 200);
}

TEST_CASE("where as many are connected as may be, one that is idle makes room") {
  TestServer server({}, {.connections = 1, .idle_until_given_up = std::chrono::milliseconds{0}});
  RawClient idle(server.Port());
  CHECK(idle.Ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
  // The server may still be about to wait for its next request; until then it refuses.
  const auto deadline = std::chrono::steady_clock::now() + fake_ice::test::kPatience;
  RawResponse response;
  do {
    RawClient client(server.Port());
    response = client.Ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  } while (response.status == 503 && std::chrono::steady_clock::now() < deadline);
  CHECK(response.status == 200);
  CHECK(idle.ReadToEnd().empty());
}
