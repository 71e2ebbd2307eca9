#include "http/message_layer.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "http/limits.h"

namespace fake_ice::http {
namespace {

/// What cpp-httplib gets to read in place of the client's head: only what it needs to find the end
/// of the body. A body that no header announces is an empty one; httplib would wait for the client
/// to close.
std::string HeadForHttplib(const RequestHead& head) {
  if (head.method == "HEAD" && !head.framing.HasBody()) return "HEAD / HTTP/1.1\r\n\r\n";
  std::string text = "POST / HTTP/1.1\r\n";
  text += head.framing.chunked ? "Transfer-Encoding: chunked\r\n"
                               : "Content-Length: " + std::to_string(head.framing.length) + "\r\n";
  if (head.expects_continue) text += "Expect: 100-continue\r\n";
  return text + "\r\n";
}

std::string EmptyHeadForHttplib() {
  return HeadForHttplib(RequestHead{});
}

}  // namespace

thread_local MessageLayer::Exchange* MessageLayer::current_ = nullptr;

MessageLayer::MessageLayer(http::Handler& handler) : handler_(handler) {
  // The default is SO_REUSEPORT, with which two servers share a port without noticing.
  set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  Post(".*", [this](const httplib::Request&, httplib::Response& response,
                    const httplib::ContentReader& reader) { Answer(response, &reader); });
  Get(".*",
      [this](const httplib::Request&, httplib::Response& response) { Answer(response, nullptr); });
  set_post_routing_handler(
      [](const httplib::Request&, httplib::Response& response) { AdjustHeaders(response); });
}

int MessageLayer::Bind(const std::string& host, int port) {
  errno = 0;
  const bool bound = port == 0 ? bind_to_any_port(host) > 0 : bind_to_port(host, port);
  // From here on the descriptor is the caller's: nothing of httplib's own loop ever runs.
  return bound ? svr_sock_.load() : -1;
}

bool MessageLayer::Serve(Connection& connection, RequestHead head, std::size_t head_size) {
  std::string head_for_httplib = HeadForHttplib(head);
  Exchange exchange{.request = {.method = std::move(head.method),
                                .target = std::move(head.target),
                                .headers = std::move(head.headers),
                                .body = {}},
                    .has_body = head.framing.HasBody(),
                    .keep_alive = head.keep_alive,
                    .refusal = {},
                    .reason = {}};
  return Process(connection, exchange, head_size, std::move(head_for_httplib));
}

void MessageLayer::Refuse(Connection& connection, const base::HttpRequest& request, Refusal refusal,
                          std::string_view reason) {
  Exchange exchange{.request = request,
                    .has_body = false,
                    .keep_alive = false,
                    .refusal = refusal,
                    .reason = std::string(reason)};
  Process(connection, exchange, connection.Unused().size(), EmptyHeadForHttplib());
}

bool MessageLayer::Process(Connection& connection, Exchange& exchange, std::size_t head_size,
                           std::string head_for_httplib) {
  connection.BeginRequest(head_size, std::move(head_for_httplib));
  bool unused_closed = false;
  current_ = &exchange;
  const bool written = process_request(connection, !exchange.keep_alive, unused_closed, nullptr);
  current_ = nullptr;
  if (!connection.EndRequest() || !written) return false;
  // The refused connection past the limit must not cost a waiting thread as well.
  if (exchange.refusal && exchange.refusal != Refusal::kTooManyConnections) connection.Linger();
  return exchange.keep_alive;
}

void MessageLayer::Answer(httplib::Response& out, const httplib::ContentReader* reader) {
  Exchange& exchange = *current_;
  if (exchange.has_body && reader != nullptr) ReadBody(exchange, *reader);
  if (exchange.refusal) exchange.keep_alive = false;
  base::HttpResponse response =
      exchange.refusal ? handler_.Refuse(exchange.request, *exchange.refusal, exchange.reason)
                       : handler_.Handle(exchange.request);
  out.status = response.status;
  out.body = std::move(response.body);
  for (base::HttpHeader& header : response.headers) {
    out.headers.emplace(std::move(header.name), std::move(header.value));
  }
}

void MessageLayer::ReadBody(Exchange& exchange, const httplib::ContentReader& reader) {
  std::string& body = exchange.request.body;
  const bool complete = reader([&](const char* data, std::size_t size) {
    if (body.size() + size > kMaxBodyBytes) {
      exchange.refusal = Refusal::kBodyTooLarge;
      exchange.reason = std::to_string(kMaxBodyBytes) + " bytes at the most";
      return false;
    }
    body.append(data, size);
    return true;
  });
  if (!complete && !exchange.refusal) {
    exchange.refusal = Refusal::kMalformed;
    exchange.reason = "the body ended early or is not chunked as announced";
  }
}

void MessageLayer::AdjustHeaders(httplib::Response& response) {
  // httplib writes its own idea of these.
  response.headers.erase("Keep-Alive");
  response.headers.erase("Connection");
  response.headers.erase("Accept-Ranges");
  if (current_->keep_alive) {
    response.headers.emplace("Connection", "keep-alive");
    response.headers.emplace("Keep-Alive",
                             "timeout=" + std::to_string(kAdvertisedIdleTime.count()));
  } else {
    response.headers.emplace("Connection", "close");
  }
}

}  // namespace fake_ice::http
