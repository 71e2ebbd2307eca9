#pragma once

#include <httplib.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/http_message.h"
#include "http/connection.h"
#include "http/request_head.h"
#include "http/server.h"

namespace fake_ice::http {

/// cpp-httplib as this project uses it: it binds the socket, calls the handler and writes the
/// response. Thread-safe after Bind.
class MessageLayer final : private httplib::Server {
 public:
  /// `handler` must outlive this.
  explicit MessageLayer(http::Handler& handler);

  /// Binds and listens. Returns the descriptor, which the caller closes, or -1 with errno set.
  int Bind(const std::string& host, int port);

  /// Reads the body that follows `head` and answers. True when the connection stays open: it may
  /// serve another request, or it is stalled.
  bool Serve(Connection& connection, RequestHead head);

  /// Answers a request that cannot be read: everything received so far is dropped.
  void Refuse(Connection& connection, Refusal refusal, std::string_view reason);

 private:
  /// The request a worker is at. cpp-httplib's callbacks get only its own, lossy view of it.
  struct Exchange {
    base::HttpRequest request;
    bool keep_alive = true;
    Connection* connection = nullptr;
    bool without_body = false;  ///< of the answer: it is one to HEAD
    std::optional<Refusal> refusal;
    std::string reason;
    std::chrono::milliseconds delay{0};
    base::Delivery delivery = base::Delivery::kWhole;
  };

  bool Answer(Connection& connection, Exchange& exchange);
  static bool Deliver(Connection& connection, const Exchange& exchange);
  void Fill(httplib::Response& out);
  static void Put(base::HttpResponse response, httplib::Response& out);
  static void AdjustHeaders(httplib::Response& response);

  static thread_local Exchange* current_;
  http::Handler& handler_;
};

}  // namespace fake_ice::http
