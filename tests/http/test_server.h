#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/http_message.h"
#include "http/server.h"

namespace fake_ice::test {

/// A guard against hanging for waits on conditions; nothing is expected to take that long.
inline constexpr std::chrono::seconds kPatience{30};

inline const std::string kGetX = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

/// Remembers what it is asked, bodies too, and answers as told. Thread-safe.
class FakeHandler final : public http::Handler {
 public:
  using Answer = std::function<base::HttpResponse(const base::HttpRequest&)>;
  struct Refused {
    base::HttpRequest request;
    http::Refusal refusal;
    std::string reason;
  };

  /// Answers 200 with "METHOD TARGET" and the size of the body.
  FakeHandler();
  explicit FakeHandler(Answer answer);

  /// The target of requests that may take long.
  static constexpr std::string_view kLong = "/long";

  base::HttpResponse Handle(base::HttpRequest request) override;
  [[nodiscard]] bool MayTakeLong(const base::HttpRequest& request) const override {
    return request.target == kLong;
  }
  base::HttpResponse Refuse(const base::HttpRequest& request, http::Refusal refusal,
                            std::string_view reason) override;

  /// False when that many requests have not arrived after kPatience.
  [[nodiscard]] bool WaitForRequests(std::size_t count);
  std::vector<base::HttpRequest> Requests();
  std::vector<Refused> Refusals();

 private:
  const Answer answer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<base::HttpRequest> requests_;
  std::vector<Refused> refusals_;
};

/// What FakeHandler answers to a refusal.
int StatusOf(http::Refusal refusal);

/// A server on ports of 127.0.0.1 that the system chose: one for plain HTTP, one for TLS.
class TestServer {
 public:
  TestServer() : TestServer(FakeHandler::Answer()) {}
  explicit TestServer(FakeHandler::Answer answer, const http::Limits& limits = {});

  FakeHandler& Handler() { return handler_; }
  void Stop() { server_.Stop(); }
  [[nodiscard]] std::uint16_t Port() const { return port_; }
  [[nodiscard]] std::uint16_t TlsPort() const { return tls_port_; }

 private:
  FakeHandler handler_;
  http::Server server_;
  std::uint16_t port_ = 0;
  std::uint16_t tls_port_ = 0;
};

/// Closed until Open; then whoever waits or comes later passes.
class Gate {
 public:
  void Open();
  /// False when it stayed closed for kPatience.
  bool Wait();

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

/// Open descriptors and threads of this process.
struct Resources {
  std::size_t descriptors = 0;
  std::size_t threads = 0;
};
Resources CountResources();
/// Whether this process has, within kPatience, no more threads and descriptors than `before`. A
/// joined thread leaves /proc a little later than the join.
[[nodiscard]] bool ReturnsTo(const Resources& before);

std::string ChunkOf(std::string_view data);

}  // namespace fake_ice::test
