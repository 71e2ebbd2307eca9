#include "http/connect_failure.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <memory>
#include <system_error>

namespace fake_ice::http {
namespace {

/// It failed a moment ago, so that it fails quickly again or would have timed out.
constexpr std::chrono::milliseconds kPatience{1000};

/// The error number of connecting to `address`; 0 when it works.
int ErrorOfConnecting(const addrinfo& address) {
  const int fd = socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return errno;
  int error = connect(fd, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    pollfd state{.fd = fd, .events = POLLOUT, .revents = 0};
    socklen_t size = sizeof error;
    if (poll(&state, 1, static_cast<int>(kPatience.count())) <= 0) {
      error = ETIMEDOUT;
    } else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) {
      error = errno;
    }
  }
  close(fd);
  return error;
}

}  // namespace

std::string ConnectFailure(const std::string& host, const std::string& port) {
  const addrinfo hints{.ai_flags = AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
  addrinfo* found = nullptr;
  const int unknown = getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, &freeaddrinfo);
  if (unknown == EAI_SERVICE) return "there is no port " + port;
  if (unknown != 0) {
    return "the host name " + host + " cannot be resolved (" + gai_strerror(unknown) + ")";
  }
  int error = 0;
  for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
    error = ErrorOfConnecting(*address);
    if (error == 0) break;
  }
  if (error == ECONNREFUSED) return "connection refused; is a server listening there?";
  if (error == 0) return "the connection failed, and would work now; try again";
  return "cannot connect (" + std::generic_category().message(error) + ")";
}

}  // namespace fake_ice::http
