#include "support/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/text.h"

namespace fake_ice::test {
namespace {

constexpr linger kResetOnClose{.l_onoff = 1, .l_linger = 0};

[[noreturn]] void Fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::generic_category().message(errno));
}

template <typename Value>
void SetOption(int socket, int level, int name, const Value& value) {
  if (setsockopt(socket, level, name, &value, sizeof(value)) != 0) Fail("setsockopt");
}

int Connect(int socket, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
}

void ParseHead(RawResponse& response) {
  const auto lines = base::Split(response.head, '\n');
  response.status = std::stoi(std::string(lines.at(0).substr(9, 3)));
  for (std::size_t i = 1; i < lines.size() && lines[i] != "\r"; ++i) {
    const auto colon = lines[i].find(": ");
    if (colon == std::string_view::npos || !lines[i].ends_with('\r')) {
      throw std::runtime_error("not a header line: " + std::string(lines[i]));
    }
    response.headers.push_back(
        {lines[i].substr(0, colon), lines[i].substr(colon + 2, lines[i].size() - colon - 3)});
  }
}

}  // namespace

std::string ToBytes(const base::HttpRequest& request) {
  std::string bytes = request.method + ' ' + request.target + " HTTP/1.1\r\n";
  for (const base::HttpHeader& header : request.headers) {
    bytes.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (request.method == "POST" || !request.body.empty()) {
    bytes += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return bytes + "\r\n" + request.body;
}

std::string RawResponse::Header(std::string_view name) const {
  return std::string(base::FindHeader(headers, name).value_or(""));
}

std::size_t RawResponse::CountHeader(std::string_view name) const {
  std::size_t count = 0;
  for (const base::HttpHeader& header : headers) {
    if (base::EqualsIgnoringCase(header.name, name)) ++count;
  }
  return count;
}

/// One connection of OpenSSL's client.
class RawClient::Tls {
 public:
  Tls(int socket, int max_version) : context_(SSL_CTX_new(TLS_client_method())) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL has no MSG_NOSIGNAL
    SSL_CTX_set_max_proto_version(context_, max_version);
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, socket);
    ERR_clear_error();
    if (SSL_connect(ssl_) != 1) {
      const char* reason = ERR_reason_error_string(ERR_peek_last_error());
      Free();
      throw std::runtime_error(std::string("handshake: ") + (reason == nullptr ? "ended" : reason));
    }
  }
  ~Tls() { Free(); }
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  /// As send and recv; a clean end and one without a word are both 0.
  ssize_t Send(std::string_view bytes) {
    ERR_clear_error();
    return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
  }
  ssize_t Receive(char* buffer, std::size_t size) {
    ERR_clear_error();
    const int count = SSL_read(ssl_, buffer, static_cast<int>(size));
    if (count > 0) return count;
    const int error = SSL_get_error(ssl_, count);
    ended_cleanly_ = error == SSL_ERROR_ZERO_RETURN;
    const int reason = ERR_GET_REASON(ERR_peek_last_error());
    if (reason > SSL_AD_REASON_OFFSET) alert_ = reason - SSL_AD_REASON_OFFSET;
    return error == SSL_ERROR_ZERO_RETURN || error == SSL_ERROR_SSL ? 0 : -1;
  }
  [[nodiscard]] bool EndedCleanly() const { return ended_cleanly_; }
  [[nodiscard]] int Alert() const { return alert_; }
  [[nodiscard]] bool HasPending() const { return SSL_pending(ssl_) > 0; }

 private:
  void Free() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }

  SSL_CTX* context_;
  SSL* ssl_ = nullptr;
  bool ended_cleanly_ = false;
  int alert_ = 0;
};

RawClient::RawClient(std::uint16_t port, Options options)
    : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (socket_ < 0) Fail("socket");
  const timeval patience{.tv_sec = kPatience.count(), .tv_usec = 0};
  SetOption(socket_, SOL_SOCKET, SO_RCVTIMEO, patience);
  SetOption(socket_, SOL_SOCKET, SO_SNDTIMEO, patience);
  SetOption(socket_, IPPROTO_TCP, TCP_NODELAY, 1);
  if (options.receive_buffer_bytes > 0) {
    SetOption(socket_, SOL_SOCKET, SO_RCVBUF, options.receive_buffer_bytes);
  }
  if (options.max_segment_bytes > 0) {
    SetOption(socket_, IPPROTO_TCP, TCP_MAXSEG, options.max_segment_bytes);
  }
  if (Connect(socket_, port) != 0) {
    close(socket_);
    Fail("connect");
  }
  if (!options.tls) return;
  try {
    tls_ = std::make_unique<Tls>(socket_, options.max_tls_version);
  } catch (...) {
    close(socket_);
    throw;
  }
}

RawClient::~RawClient() {
  if (socket_ >= 0) close(socket_);
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      tls_(std::move(other.tls_)),
      received_(std::move(other.received_)) {}

void RawClient::Send(std::string_view bytes) {
  if (!TrySend(bytes)) Fail("send");
}

bool RawClient::TrySend(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        tls_ ? tls_->Send(bytes) : send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

RawResponse RawClient::Ask(std::string_view request) {
  Send(request);
  return Read();
}

RawResponse RawClient::ReadResponse(bool head_only) {
  RawResponse response;
  std::size_t end = received_.find("\r\n\r\n");
  while (end == std::string::npos) {
    if (!ReceiveMore()) {
      throw std::runtime_error("the connection ended after \"" + received_ + "\"");
    }
    end = received_.find("\r\n\r\n");
  }
  response.head = ReadBytes(end + 4);
  ParseHead(response);
  const std::string length = response.Header("Content-Length");
  if (!head_only && !length.empty()) response.body = ReadBytes(std::stoul(length));
  return response;
}

std::string RawClient::ReadBytes(std::size_t count) {
  while (received_.size() < count) {
    if (!ReceiveMore()) {
      throw std::runtime_error("the connection ended after " + std::to_string(received_.size()) +
                               " of " + std::to_string(count) + " bytes");
    }
  }
  if (received_.size() == count) return std::exchange(received_, {});
  std::string bytes = received_.substr(0, count);
  received_.erase(0, count);
  return bytes;
}

std::string RawClient::ReadToEnd() {
  while (ReceiveMore()) {
  }
  return std::exchange(received_, {});
}

bool RawClient::ReceiveMore() {
  std::array<char, 64 * 1024> buffer{};
  for (;;) {
    const ssize_t count = tls_ ? tls_->Receive(buffer.data(), buffer.size())
                               : recv(socket_, buffer.data(), buffer.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    was_reset_ = count < 0 && errno == ECONNRESET;
    if (count == 0 || was_reset_) return false;
    if (count < 0) Fail("recv");
    received_.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
  }
}

bool RawClient::HasInput() const {
  pollfd state{.fd = socket_, .events = POLLIN, .revents = 0};
  return !received_.empty() || (tls_ && tls_->HasPending()) || poll(&state, 1, 0) > 0;
}

int RawClient::TlsAlert() const {
  return tls_ ? tls_->Alert() : 0;
}

bool RawClient::EndedCleanly() const {
  return tls_ && tls_->EndedCleanly();
}

void RawClient::FinishSending() {
  shutdown(socket_, SHUT_WR);
}

void RawClient::ResetOnClose() {
  SetOption(socket_, SOL_SOCKET, SO_LINGER, kResetOnClose);
}

bool CanConnect(std::uint16_t port) {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (probe < 0) Fail("socket");
  SetOption(probe, SOL_SOCKET, SO_LINGER, kResetOnClose);
  const bool connected = Connect(probe, port) == 0;
  close(probe);
  return connected;
}

}  // namespace fake_ice::test
