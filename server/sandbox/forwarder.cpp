#include "sandbox/forwarder.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace fake_ice::sandbox {
namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;

bool MustWait() {
  return errno == EAGAIN || errno == EINTR;
}

/// A connection to the port of 127.0.0.1, or of ::1 when only that is listened on.
Descriptor ConnectedTo(std::uint16_t port) {
  sockaddr_in ipv4{};
  ipv4.sin_family = AF_INET;
  ipv4.sin_port = htons(port);
  ipv4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // A connection over loopback is made or refused at once.
  if (connect(socket.Get(), reinterpret_cast<const sockaddr*>(&ipv4), sizeof(ipv4)) == 0) {
    return socket;
  }
  sockaddr_in6 ipv6{};
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_port = htons(port);
  ipv6.sin6_addr = in6addr_loopback;
  socket = Descriptor(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connect(socket.Get(), reinterpret_cast<const sockaddr*>(&ipv6), sizeof(ipv6)) == 0) {
    return socket;
  }
  return {};
}

}  // namespace

/// Two sockets and what is on its way from each to the other.
struct Forwarder::Link {
  struct Way {
    std::array<char, kBufferBytes> bytes{};
    std::size_t begin = 0;
    std::size_t end = 0;
    bool is_ended = false;   ///< nothing more comes
    bool is_closed = false;  ///< and the other has been told
  };

  std::array<Descriptor, 2> sockets;
  std::array<Way, 2> ways;  ///< the first from sockets[0] to sockets[1]

  /// What is waited for on a side: bytes while there is room, room while there are bytes.
  [[nodiscard]] short Waited(std::size_t side) const {
    const Way& from_here = ways[side];
    const Way& to_here = ways[1 - side];
    return static_cast<short>((from_here.end == 0 && !from_here.is_ended ? POLLIN : 0) |
                              (to_here.end > 0 ? POLLOUT : 0));
  }

  /// False when a side is gone.
  bool Carry(std::size_t from) {
    Way& way = ways[from];
    if (way.end == 0 && !way.is_ended) {
      const ssize_t got =
          recv(sockets[from].Get(), way.bytes.data(), way.bytes.size(), MSG_DONTWAIT);
      if (got < 0 && !MustWait()) return false;
      if (got == 0) way.is_ended = true;
      if (got > 0) way.end = static_cast<std::size_t>(got);
    }
    if (way.end > 0) {
      const ssize_t sent = send(sockets[1 - from].Get(), way.bytes.data() + way.begin,
                                way.end - way.begin, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent < 0 && !MustWait()) return false;
      if (sent > 0) way.begin += static_cast<std::size_t>(sent);
      if (way.begin == way.end) way.begin = way.end = 0;
    }
    if (way.is_ended && way.end == 0 && !way.is_closed) {
      shutdown(sockets[1 - from].Get(), SHUT_WR);
      way.is_closed = true;
    }
    return true;
  }

  /// False when there is nothing more to do.
  bool GoOn() { return Carry(0) && Carry(1) && !(ways[0].is_closed && ways[1].is_closed); }
};

Forwarder::Forwarder(std::vector<ForwardedPort> ports)
    : ports_(std::move(ports)), stop_(eventfd(0, EFD_CLOEXEC)), thread_([this] { Run(); }) {}

Forwarder::~Forwarder() {
  eventfd_write(stop_.Get(), 1);
  thread_.join();
}

void Forwarder::Accept(const ForwardedPort& port) {
  Descriptor client(accept4(port.listener.Get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!client) {
    is_full_ = !MustWait() && !links_.empty();
    return;
  }
  Descriptor target = ConnectedTo(port.port);
  if (!target) return;
  Link& link = links_.emplace_back();
  link.sockets = {std::move(client), std::move(target)};
}

/// The stop, then each port, then each link's two sides.
std::vector<pollfd> Forwarder::Waited() const {
  std::vector<pollfd> waited{{.fd = stop_.Get(), .events = POLLIN, .revents = 0}};
  for (const ForwardedPort& port : ports_) {
    waited.push_back({.fd = is_full_ ? -1 : port.listener.Get(), .events = POLLIN, .revents = 0});
  }
  for (const Link& link : links_) {
    for (std::size_t side = 0; side < link.sockets.size(); ++side) {
      // Who waits for nothing on a side would be told of its end again and again.
      const short events = link.Waited(side);
      waited.push_back(
          {.fd = events == 0 ? -1 : link.sockets[side].Get(), .events = events, .revents = 0});
    }
  }
  return waited;
}

/// `events` has two for each link.
void Forwarder::GoOn(std::span<const pollfd> events) {
  for (auto link = links_.begin(); link != links_.end(); events = events.subspan(2)) {
    const bool is_due = events[0].revents != 0 || events[1].revents != 0;
    if (is_due && !link->GoOn()) {
      link = links_.erase(link);
      is_full_ = false;
    } else {
      ++link;
    }
  }
}

void Forwarder::Run() {
  while (true) {
    std::vector<pollfd> waited = Waited();
    if (poll(waited.data(), waited.size(), -1) < 0) continue;
    if (waited.front().revents != 0) return;
    GoOn(std::span(waited).subspan(1 + ports_.size()));
    for (std::size_t i = 0; i < ports_.size(); ++i) {
      if (waited[i + 1].revents != 0) Accept(ports_[i]);
    }
  }
}

}  // namespace fake_ice::sandbox
