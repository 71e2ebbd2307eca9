#pragma once

#include <httplib.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/http_message.h"
#include "http/server.h"
#include "http/worker_pool.h"

namespace fake_ice::http {

/// A whole answer as it goes over the wire, and how.
struct Answer {
  std::string bytes;
  base::SharedBytes shared{};          ///< behind them
  std::chrono::milliseconds delay{0};  ///< before any of it is sent
  base::Delivery delivery = base::Delivery::kWhole;
  std::shared_ptr<base::HttpRequest> again{};  ///< see base::HttpResponse
};

/// cpp-httplib as this project uses it: it binds the socket, calls the handler, has the last word
/// on exceptions and writes the status line, into memory. The rest of the head is written here.
/// Thread-safe after Bind. Throws only what the handler's Refuse throws.
class MessageLayer final : private httplib::Server {
 public:
  /// `handler` and `pool`, whose workers call Handle, must outlive this.
  MessageLayer(http::Handler& handler, WorkerPool& pool);

  /// Binds and listens. Returns the descriptor, which the caller closes, or -1 with errno set.
  int Bind(const std::string& host, int port);

  /// How large the body of a request may be of which the head has come.
  [[nodiscard]] std::size_t MaxBodyBytes(const base::HttpRequest& head) const {
    return handler_.MaxBodyBytes(head);
  }

  /// The handler's answer, which says whether the connection stays open.
  Answer Handle(base::HttpRequest request, bool keep_alive);

  /// Whether the handler is at a request.
  [[nodiscard]] bool IsHandling() const { return handling_ > 0; }

  /// The handler's answer to a request that got no further; the connection is to be closed.
  Answer Refuse(base::HttpRequest request, Refusal refusal, std::string_view reason);

 private:
  /// The request a worker is at. cpp-httplib's callbacks get only its own, lossy view of it.
  struct Exchange {
    base::HttpRequest request;
    bool keep_alive = true;
    std::optional<Refusal> refusal;
    std::string_view reason;
    base::HttpResponse response;  ///< once the handler has answered
  };

  Answer Write(Exchange exchange);
  template <typename Layer>
  static void Process(Layer& layer, httplib::Stream& stream);
  void Fill(httplib::Response& out);
  base::HttpResponse AskHandler(Exchange& exchange);
  static void Put(base::HttpResponse response, httplib::Response& out);
  static void Complete(Answer& answer, base::HttpResponse response, bool keep_alive,
                       bool wants_body);

  static thread_local Exchange* current_;
  std::atomic<int> handling_ = 0;
  http::Handler& handler_;
  WorkerPool& pool_;
};

}  // namespace fake_ice::http
