#include "http/message_layer.h"

#include <sys/socket.h>

#include <memory>
#include <utility>

#include "http/response_head.h"

namespace fake_ice::http {
namespace {

/// Longer bodies go to the client as they are, without a copy behind the head.
constexpr std::size_t kMaxCopiedBytes = 16 * 1024;

/// What an answer usually takes, head and body.
constexpr std::size_t kUsualBytes = 1'536;

/// Is counted while it lives.
class Counted {
 public:
  explicit Counted(std::atomic<int>& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<int>& count_;
};

/// What cpp-httplib reads is a head without content in place of the client's, which it would
/// decode; what it writes goes into memory.
class MemoryStream final : public httplib::Stream {
 public:
  explicit MemoryStream(std::string& written) : written_(written) {}

  [[nodiscard]] bool is_readable() const override { return true; }
  [[nodiscard]] bool is_writable() const override { return true; }
  ssize_t read(char* data, std::size_t size) override {
    constexpr std::string_view kHead = "GET / HTTP/1.1\r\n\r\n";
    const std::size_t count = kHead.copy(data, size, read_);
    read_ += count;
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* data, std::size_t size) override {
    written_.append(data, size);
    return static_cast<ssize_t>(size);
  }
  /// Addresses play no part in any answer.
  void get_remote_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  void get_local_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  [[nodiscard]] socket_t socket() const override { return 0; }

 private:
  std::string& written_;
  std::size_t read_ = 0;
};

}  // namespace

thread_local MessageLayer::Exchange* MessageLayer::current_ = nullptr;

MessageLayer::MessageLayer(http::Handler& handler, WorkerPool& pool)
    : handler_(handler), pool_(pool) {
  // The default is SO_REUSEPORT, with which two servers share a port without noticing.
  set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  // In front of its routes: a pattern that takes every path would cost more than to parse the head.
  set_pre_routing_handler([this](const httplib::Request&, httplib::Response& response) {
    Fill(response);
    return HandlerResponse::Handled;
  });
  // Without this, httplib would tell the client what the exception says.
  set_exception_handler(
      [this](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) {
        Put(handler_.Refuse({}, Refusal::kFault, "the handler failed"), response);
      });
  // What httplib would say of the connection, and of a body that it does not see.
  set_post_routing_handler(
      [](const httplib::Request&, httplib::Response& response) { response.headers.clear(); });
}

int MessageLayer::Bind(const std::string& host, int port) {
  const bool bound = port == 0 ? bind_to_any_port(host) > 0 : bind_to_port(host, port);
  // From here on the descriptor is the caller's: nothing of httplib's own loop ever runs.
  return bound ? svr_sock_.load() : -1;
}

Answer MessageLayer::Handle(base::HttpRequest request, bool keep_alive) {
  const Counted counted(handling_);
  return Write({.request = std::move(request), .keep_alive = keep_alive, .refusal = {}});
}

Answer MessageLayer::Refuse(base::HttpRequest request, Refusal refusal, std::string_view reason) {
  return Write(
      {.request = std::move(request), .keep_alive = false, .refusal = refusal, .reason = reason});
}

Answer MessageLayer::Write(Exchange exchange) {
  const bool wants_body = exchange.request.method != "HEAD";
  Answer answer;
  answer.bytes.reserve(kUsualBytes);
  MemoryStream stream(answer.bytes);
  current_ = &exchange;
  Process(*this, stream);
  current_ = nullptr;
  Complete(answer, std::move(exchange.response), exchange.keep_alive, wants_body);
  return answer;
}

/// Debian 12 has a cpp-httplib (0.11) that asks the stream for addresses, Debian 13 one (0.18) that
/// is told them.
template <typename Layer>
void MessageLayer::Process(Layer& layer, httplib::Stream& stream) {
  bool unused_closed = false;
  if constexpr (requires { layer.process_request(stream, true, unused_closed, nullptr); }) {
    layer.process_request(stream, true, unused_closed, nullptr);
  } else {
    layer.process_request(stream, "", 0, "", 0, true, unused_closed, nullptr);
  }
}

/// Puts headers and body behind the status line, which is all that httplib has written.
void MessageLayer::Complete(Answer& answer, base::HttpResponse response, bool keep_alive,
                            bool wants_body) {
  answer.delay = response.delay;
  answer.delivery = response.delivery;
  answer.again = std::move(response.again);
  answer.bytes.resize(answer.bytes.find('\n') + 1);
  AppendHeaders(answer.bytes, response.headers,
                {.content_length = ContentLengthOf(response), .keep_alive = keep_alive});
  if (!wants_body || !MayHaveBody(response.status)) return;
  if (!response.shared.bytes.empty()) {
    answer.shared = std::move(response.shared);
  } else if (response.body.size() <= kMaxCopiedBytes) {
    answer.bytes += response.body;
  } else {
    const auto body = std::make_shared<const std::string>(std::move(response.body));
    answer.shared = {.owner = body, .bytes = *body};
  }
}

void MessageLayer::Fill(httplib::Response& out) {
  Put(AskHandler(*current_), out);
}

base::HttpResponse MessageLayer::AskHandler(Exchange& exchange) {
  if (exchange.refusal) {
    return handler_.Refuse(exchange.request, *exchange.refusal, exchange.reason);
  }
  std::optional<WorkerPool::StandIn> stand_in;
  if (handler_.MayTakeLong(exchange.request)) stand_in.emplace(pool_);
  return handler_.Handle(std::move(exchange.request));
}

void MessageLayer::Put(base::HttpResponse response, httplib::Response& out) {
  out.status = response.status;
  current_->response = std::move(response);
}

}  // namespace fake_ice::http
