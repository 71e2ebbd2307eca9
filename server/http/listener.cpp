#include "http/listener.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace fake_ice::http {
namespace {

constexpr int kListenBacklog = 4096;

bool IsKnown(const std::string& host) {
  addrinfo* found = nullptr;
  const bool known = getaddrinfo(host.c_str(), nullptr, nullptr, &found) == 0;
  if (known) freeaddrinfo(found);
  return known;
}

std::uint16_t PortOf(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  // The port stands at the same place in the addresses of both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

}  // namespace

base::Expected<void, std::string> Listener::SpeakTls(const TlsIdentity& identity) {
  auto tls = TlsContext::Make(identity);
  if (!tls) return base::Unexpected<std::string>(tls.error());
  tls_ = std::move(*tls);
  return {};
}

std::uint16_t Listener::Adopt(int socket) {
  descriptor_ = socket;
  return PortOf(socket);
}

base::Expected<std::uint16_t, std::string> Listener::Bind(MessageLayer& messages,
                                                          const std::string& host,
                                                          std::uint16_t port) {
  const bool known = IsKnown(host);
  if (known) descriptor_ = messages.Bind(host, port);
  if (!IsBound()) {
    const std::string reason =
        known ? std::generic_category().message(errno) : "the host is not known";
    return base::Unexpected<std::string>("cannot listen on " + host + ":" + std::to_string(port) +
                                         ": " + reason);
  }
  return PortOf(descriptor_);
}

void Listener::Start() const {
  if (!IsBound()) return;
  // httplib listens with a backlog of 5, far too short for a burst of new connections.
  listen(descriptor_, kListenBacklog);
  fcntl(descriptor_, F_SETFL, O_NONBLOCK);
}

void Listener::ShutDown() const {
  if (IsBound()) shutdown(descriptor_, SHUT_RDWR);
}

void Listener::Close() {
  if (IsBound()) close(std::exchange(descriptor_, -1));
}

}  // namespace fake_ice::http
