#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace fake_ice::test {

/// Sends `request` to 127.0.0.1 over a connection of its own and returns every byte that comes back
/// until the server closes. The request must ask for that with `Connection: close`.
inline std::string SendRaw(std::uint16_t port, std::string_view request) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{.tv_sec = 30, .tv_usec = 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  if (connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    close(socket);
    throw std::runtime_error("cannot connect");
  }
  while (!request.empty()) {
    const auto sent = send(socket, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent < 0) break;  // the server may answer before it has read everything
    request.remove_prefix(static_cast<std::size_t>(sent));
  }
  std::string received;
  std::array<char, 4096> buffer{};
  ssize_t count = 0;
  while ((count = recv(socket, buffer.data(), buffer.size(), 0)) > 0) {
    received.append(buffer.data(), static_cast<std::size_t>(count));
  }
  close(socket);
  if (count < 0) throw std::runtime_error("the connection broke before the server closed it");
  return received;
}

}  // namespace fake_ice::test
