#pragma once

#include <poll.h>

#include <cstdint>
#include <list>
#include <span>
#include <thread>
#include <vector>

#include "sandbox/descriptor.h"

namespace fake_ice::sandbox {

/// Connections to this socket are led to a port of this machine.
struct ForwardedPort {
  Descriptor listener;  ///< listens, in whatever network
  std::uint16_t port = 0;
};

/// Leads connections of one network to loopback ports of the caller's, in a thread of its own, for
/// as long as it lives. One whose port nobody listens on is closed at once.
class Forwarder {
 public:
  /// Throws std::system_error when no thread can be had.
  explicit Forwarder(std::vector<ForwardedPort> ports);
  ~Forwarder();
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;

 private:
  struct Link;

  void Run();
  [[nodiscard]] std::vector<pollfd> Waited() const;
  void GoOn(std::span<const pollfd> events);
  void Accept(const ForwardedPort& port);

  const std::vector<ForwardedPort> ports_;
  const Descriptor stop_;
  std::list<Link> links_;
  bool is_full_ = false;  ///< no descriptor is left until a link ends
  std::thread thread_;
};

}  // namespace fake_ice::sandbox
