#include "http/message_layer.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "http/body.h"
#include "http/limits.h"

namespace fake_ice::http {
namespace {

constexpr int kNotModified = 304;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

thread_local MessageLayer::Exchange* MessageLayer::current_ = nullptr;

MessageLayer::MessageLayer(http::Handler& handler) : handler_(handler) {
  // The default is SO_REUSEPORT, with which two servers share a port without noticing.
  set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  Get(".*", [this](const httplib::Request&, httplib::Response& response) { Fill(response); });
  // Without this, httplib would tell the client what the exception says.
  set_exception_handler(
      [this](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) {
        Put(handler_.Refuse({}, Refusal::kFault, "the handler failed"), response);
      });
  set_post_routing_handler(
      [](const httplib::Request&, httplib::Response& response) { AdjustHeaders(response); });
}

int MessageLayer::Bind(const std::string& host, int port) {
  const bool bound = port == 0 ? bind_to_any_port(host) > 0 : bind_to_port(host, port);
  // From here on the descriptor is the caller's: nothing of httplib's own loop ever runs.
  return bound ? svr_sock_.load() : -1;
}

bool MessageLayer::Serve(Connection& connection, RequestHead head) {
  const bool without_body = head.method == "HEAD";
  Exchange exchange{.request = {.method = std::move(head.method),
                                .target = std::move(head.target),
                                .headers = std::move(head.headers),
                                .body = {},
                                .remote_address = connection.RemoteAddress()},
                    .keep_alive = head.keep_alive,
                    .without_body = without_body,
                    .refusal = {},
                    .reason = {}};
  const bool fits = head.framing.chunked || head.framing.length <= kMaxBodyBytes;
  if (head.expects_continue && fits) connection.write(kContinue.data(), kContinue.size());
  switch (ReadBody(connection, head.framing, exchange.request.body)) {
    case BodyResult::kWhole:
      break;
    case BodyResult::kTooLarge:
      exchange.refusal = Refusal::kBodyTooLarge;
      exchange.reason = std::to_string(kMaxBodyBytes) + " bytes at the most";
      break;
    case BodyResult::kBroken:
      exchange.refusal = Refusal::kMalformed;
      exchange.reason = "the body ended early or is not chunked as announced";
      break;
  }
  return Answer(connection, exchange);
}

void MessageLayer::Refuse(Connection& connection, Refusal refusal, std::string_view reason) {
  base::HttpRequest guessed = GuessRequestLine(connection.Unused());
  guessed.remote_address = connection.RemoteAddress();
  connection.Use(connection.Unused().size());
  Exchange exchange{.request = std::move(guessed),
                    .keep_alive = false,
                    .refusal = refusal,
                    .reason = std::string(reason)};
  Answer(connection, exchange);
}

bool MessageLayer::Answer(Connection& connection, Exchange& exchange) {
  if (exchange.refusal) exchange.keep_alive = false;
  connection.BeginAnswer();
  exchange.connection = &connection;
  bool unused_closed = false;
  current_ = &exchange;
  const bool written = process_request(connection, !exchange.keep_alive, unused_closed, nullptr);
  current_ = nullptr;
  if (!written || !Deliver(connection, exchange)) return false;
  // The refused connection past the limit must not cost a waiting thread as well.
  if (exchange.refusal && exchange.refusal != Refusal::kTooManyConnections) connection.Linger();
  return exchange.keep_alive || connection.IsStalled();
}

bool MessageLayer::Deliver(Connection& connection, const Exchange& exchange) {
  if (exchange.delay.count() > 0) connection.Pause(exchange.delay);
  const Connection::AnswerSize size = connection.HeldAnswer();
  switch (exchange.delivery) {
    case base::Delivery::kWhole:
      return connection.EndAnswer();
    case base::Delivery::kReset:
      connection.CutAnswer(0);
      connection.ResetOnClose();
      return false;
    case base::Delivery::kClose:
      connection.CutAnswer(0);
      break;
    case base::Delivery::kTruncate:
      connection.CutAnswer(size.head + size.body / 2);
      break;
    case base::Delivery::kStall:
      connection.CutAnswer(size.head);
      connection.Enter(Connection::Phase::kStalled);
      return connection.EndAnswer();
  }
  if (connection.EndAnswer()) connection.Linger();
  return false;
}

void MessageLayer::Fill(httplib::Response& out) {
  Exchange& exchange = *current_;
  Put(exchange.refusal ? handler_.Refuse(exchange.request, *exchange.refusal, exchange.reason)
                       : handler_.Handle(std::move(exchange.request)),
      out);
}

void MessageLayer::Put(base::HttpResponse response, httplib::Response& out) {
  current_->delay = response.delay;
  current_->delivery = response.delivery;
  if (response.delay.count() > 0 || response.delivery != base::Delivery::kWhole) {
    current_->connection->HoldAnswer();
  }
  out.status = response.status;
  out.body = std::move(response.body);
  for (base::HttpHeader& header : response.headers) {
    out.headers.emplace(std::move(header.name), std::move(header.value));
  }
}

void MessageLayer::AdjustHeaders(httplib::Response& response) {
  // httplib writes its own idea of these.
  response.headers.erase("Keep-Alive");
  response.headers.erase("Connection");
  // A 304 has no body, and a length would be that of the body that the client has (RFC 9110, 8.6).
  if (response.status == kNotModified) response.headers.erase("Content-Length");
  if (current_->without_body) response.body.clear();  // its length has been noted
  if (current_->keep_alive) {
    response.headers.emplace("Connection", "keep-alive");
    response.headers.emplace("Keep-Alive",
                             "timeout=" + std::to_string(kAdvertisedIdleTime.count()));
  } else {
    response.headers.emplace("Connection", "close");
  }
}

}  // namespace fake_ice::http
