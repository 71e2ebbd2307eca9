#include "http/connection.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "http/limits.h"

namespace fake_ice::http {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kReceiveBytes = 16 * 1024;
constexpr std::size_t kSendBytes = 64 * 1024;

/// httplib reads this in place of the client's head, which it would decode, and so finds no body.
constexpr std::string_view kHeadForHttplib = "GET / HTTP/1.1\r\n\r\n";

bool WouldBlock() {
  return errno == EAGAIN || errno == EWOULDBLOCK;
}

std::string AddressOfPeer(int socket) {
  constexpr std::string_view kIpv4InIpv6 = "::ffff:";
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  std::array<char, NI_MAXHOST> text{};
  auto* peer = reinterpret_cast<sockaddr*>(&address);
  if (getpeername(socket, peer, &size) != 0 ||
      getnameinfo(peer, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) {
    return {};
  }
  const std::string_view name(text.data());
  return std::string(name.starts_with(kIpv4InIpv6) ? name.substr(kIpv4InIpv6.size()) : name);
}

}  // namespace

Connection::Connection(int socket, WorkerPool& pool)
    : socket_(socket),
      remote_address_(AddressOfPeer(socket)),
      pool_(pool),
      phase_since_(steady_clock::now().time_since_epoch().count()) {}

Connection::~Connection() {
  close(socket_);
}

bool Connection::Receive(std::size_t limit) {
  received_.erase(0, used_);
  used_ = 0;
  std::array<char, kReceiveBytes> chunk;  // NOLINT(*-member-init): recv fills what is used of it
  while (received_.size() <= limit) {
    const ssize_t count = recv(socket_, chunk.data(), chunk.size(), 0);
    if (count == 0) return false;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return WouldBlock();
    received_.append(chunk.data(), static_cast<std::size_t>(count));
    if (static_cast<std::size_t>(count) < chunk.size()) return true;
  }
  return true;
}

bool Connection::AwaitMore() {
  // Whatever was written so far, such as "100 Continue", may be what the client waits for.
  return Flush() && WaitFor(POLLIN, kMaxSilence) && Receive(Unused().size() + kReceiveBytes);
}

void Connection::BeginAnswer() {
  head_used_ = 0;
}

bool Connection::EndAnswer() {
  hold_answer_ = false;
  const bool sent = Flush();
  // A connection may stay open for long: it does not keep what one large request needed.
  if (Unused().empty() && received_.capacity() > kMaxIdleBufferBytes) {
    received_ = std::string();
    used_ = 0;
  }
  if (to_send_.capacity() > kMaxIdleBufferBytes) to_send_ = std::string();
  return sent;
}

void Connection::HoldAnswer() {
  Flush();  // "100 Continue" is no part of the answer
  hold_answer_ = true;
}

Connection::AnswerSize Connection::HeldAnswer() const {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const auto end = to_send_.find(kEnd);
  const std::size_t head = end == std::string::npos ? to_send_.size() : end + kEnd.size();
  return {.head = head, .body = to_send_.size() - head};
}

void Connection::Pause(std::chrono::milliseconds duration) {
  const auto deadline = steady_clock::now() + duration;
  for (auto now = steady_clock::now(); now < deadline; now = steady_clock::now()) {
    if (WaitFor(POLLRDHUP, std::chrono::ceil<std::chrono::milliseconds>(deadline - now))) return;
  }
}

void Connection::ResetOnClose() {
  const linger reset{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
}

void Connection::Linger() {
  shutdown(socket_, SHUT_WR);
  const auto deadline = steady_clock::now() + kMaxLinger;
  std::array<char, kReceiveBytes> dropped{};
  for (auto now = steady_clock::now(); now < deadline; now = steady_clock::now()) {
    const ssize_t count = recv(socket_, dropped.data(), dropped.size(), 0);
    if (count > 0) continue;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now);
    if (count == 0 || !WouldBlock() || !WaitFor(POLLIN, left)) return;
  }
}

void Connection::Cut() {
  shutdown(socket_, SHUT_RDWR);
}

void Connection::Enter(Phase phase) {
  if (phase_ == phase) return;
  // In this order: a sweep between the two must not measure the new phase from the old start.
  phase_since_ = steady_clock::now().time_since_epoch().count();
  phase_ = phase;
}

void Connection::CutIfOverdue(steady_clock::time_point now) {
  const Phase phase = phase_;
  if (phase == Phase::kServing) return;
  const std::chrono::seconds limit = phase == Phase::kIdle      ? kMaxIdleTime
                                     : phase == Phase::kStalled ? kMaxStallTime
                                                                : kMaxHeadTime;
  if (now.time_since_epoch() - steady_clock::duration(phase_since_) > limit) Cut();
}

ssize_t Connection::read(char* data, std::size_t size) {
  const std::size_t count = kHeadForHttplib.copy(data, size, head_used_);
  head_used_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t Connection::write(const char* data, std::size_t size) {
  if (hold_answer_) {
    to_send_.append(data, size);
  } else if (size < kSendBytes) {
    to_send_.append(data, size);
    if (to_send_.size() >= kSendBytes && !Flush()) return -1;
  } else if (!Flush() || !SendAll({data, size})) {
    return -1;
  }
  return static_cast<ssize_t>(size);
}

bool Connection::Flush() {
  const bool sent = SendAll(to_send_);
  to_send_.clear();
  return sent;
}

bool Connection::SendAll(std::string_view rest) {
  while (!rest.empty()) {
    const ssize_t count = send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR && (!WouldBlock() || !WaitFor(POLLOUT, kMaxSilence))) {
      Cut();  // nothing may follow what was sent in part
      return false;
    }
  }
  return true;
}

bool Connection::WaitFor(short events, std::chrono::milliseconds limit) {
  const WorkerPool::Blocking blocking(pool_);
  pollfd waiting{.fd = socket_, .events = events, .revents = 0};
  const int ready = poll(&waiting, 1, static_cast<int>(limit.count()));
  return ready > 0 || (ready < 0 && errno == EINTR);
}

}  // namespace fake_ice::http
