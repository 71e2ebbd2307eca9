#pragma once

#include <httplib.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/http_message.h"
#include "http/connection.h"
#include "http/request_head.h"
#include "http/server.h"

namespace fake_ice::http {

/// cpp-httplib as this project uses it: it binds the socket, reads a request's body (chunked or
/// not, with 100-continue) and writes the response. Thread-safe after Bind.
class MessageLayer final : private httplib::Server {
 public:
  /// `handler` must outlive this.
  explicit MessageLayer(http::Handler& handler);

  /// Binds and listens. Returns the descriptor, which the caller closes, or -1 with errno set.
  int Bind(const std::string& host, int port);

  /// Answers the request whose head, `head_size` bytes, is the first unused of the connection.
  /// True when the connection may serve another request.
  bool Serve(Connection& connection, RequestHead head, std::size_t head_size);

  /// Answers a request that cannot be read: everything received so far is dropped.
  void Refuse(Connection& connection, const base::HttpRequest& request, Refusal refusal,
              std::string_view reason);

 private:
  /// The request a worker is at. cpp-httplib's callbacks get only its own, lossy view of it.
  struct Exchange {
    base::HttpRequest request;
    bool has_body = false;
    bool keep_alive = true;
    std::optional<Refusal> refusal;
    std::string reason;
  };

  bool Process(Connection& connection, Exchange& exchange, std::size_t head_size,
               std::string head_for_httplib);
  void Answer(httplib::Response& out, const httplib::ContentReader* reader);
  static void ReadBody(Exchange& exchange, const httplib::ContentReader& reader);
  static void AdjustHeaders(httplib::Response& response);

  static thread_local Exchange* current_;
  http::Handler& handler_;
};

}  // namespace fake_ice::http
