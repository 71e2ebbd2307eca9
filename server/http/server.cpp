#include "http/server.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include "http/connection.h"
#include "http/limits.h"
#include "http/message_layer.h"
#include "http/parked_connections.h"
#include "http/worker_pool.h"

namespace fake_ice::http {
namespace {

constexpr int kListenBacklog = 4096;
constexpr unsigned kMinWorkers = 2;
constexpr unsigned kMaxWorkers = 16;
constexpr std::size_t kReservedDescriptors = 64;
constexpr std::size_t kLingeringPastLimit = 32;
constexpr std::chrono::milliseconds kAcceptRetry{100};

/// `limits` with no more connections than the process may open files, once its soft limit is raised
/// to the hard one.
Limits Fitting(Limits limits) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return limits;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  const std::size_t fitting = files.rlim_cur <= 2 * kReservedDescriptors
                                  ? kReservedDescriptors
                                  : files.rlim_cur - kReservedDescriptors;
  limits.connections = std::min(limits.connections, fitting);
  return limits;
}

bool IsKnown(const std::string& host) {
  addrinfo* found = nullptr;
  const bool known = getaddrinfo(host.c_str(), nullptr, nullptr, &found) == 0;
  if (known) freeaddrinfo(found);
  return known;
}

/// Whether a connection could not be accepted for want of descriptors or memory.
bool IsExhaustion(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

std::uint16_t PortOf(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  // The port stands at the same place in the addresses of both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

}  // namespace

class Server::Impl {
 public:
  Impl(Handler& handler, const Limits& limits)
      : limits_(Fitting(limits)),
        pool_([this](int descriptor) { OnEvent(descriptor); }),
        messages_(handler, pool_),
        parked_(pool_, limits_) {}
  ~Impl() { Stop(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  base::Expected<std::uint16_t, std::string> Bind(const std::string& host, std::uint16_t port);
  void Start();
  void Stop();

 private:
  void OnEvent(int descriptor);
  void OnTimer();
  void AcceptAll();
  void Accepted(int socket);
  template <typename Step>
  void Run(std::unique_ptr<Connection> connection, Step step);

  const Limits limits_;
  int listener_ = -1;
  std::atomic<bool> accept_paused_ = false;
  std::mutex stop_mutex_;
  WorkerPool pool_;
  MessageLayer messages_;
  ParkedConnections parked_;
};

base::Expected<std::uint16_t, std::string> Server::Impl::Bind(const std::string& host,
                                                              std::uint16_t port) {
  const bool known = IsKnown(host);
  if (known) listener_ = messages_.Bind(host, port);
  if (listener_ < 0) {
    const std::string reason =
        known ? std::generic_category().message(errno) : "the host is not known";
    return base::Unexpected<std::string>("cannot listen on " + host + ":" + std::to_string(port) +
                                         ": " + reason);
  }
  return PortOf(listener_);
}

void Server::Impl::Start() {
  // httplib listens with a backlog of 5, far too short for a burst of new connections.
  listen(listener_, kListenBacklog);
  fcntl(listener_, F_SETFL, O_NONBLOCK);
  pool_.Arm(listener_, EPOLLIN);
  pool_.Arm(parked_.Timer(), EPOLLIN);
  pool_.Start(std::clamp(std::thread::hardware_concurrency(), kMinWorkers, kMaxWorkers));
}

void Server::Impl::Stop() {
  const std::scoped_lock stopping(stop_mutex_);
  // Not closed yet: a worker may be about to accept from it.
  if (listener_ >= 0) shutdown(listener_, SHUT_RDWR);
  parked_.Drain();
  pool_.Stop();
  parked_.CloseAll();
  if (listener_ >= 0) close(std::exchange(listener_, -1));
}

/// Has a connection make one step, and parks or closes it.
template <typename Step>
void Server::Impl::Run(std::unique_ptr<Connection> connection, Step step) {
  if (connection == nullptr) return;  // another worker has it
  try {
    if (std::invoke(step, *connection)) parked_.Park(connection);
  } catch (...) {
    // There is no memory, or the handler failed at saying that it failed: the client is left with a
    // closed connection.
  }
  if (connection != nullptr) parked_.Close(std::move(connection));
}

void Server::Impl::OnEvent(int descriptor) {
  if (descriptor == listener_) {
    AcceptAll();
  } else if (descriptor == parked_.Timer()) {
    OnTimer();
  } else {
    Run(parked_.Take(descriptor), &Connection::Advance);
  }
  while (auto connection = parked_.TakeToShed()) Run(std::move(connection), &Connection::Shed);
}

void Server::Impl::OnTimer() {
  while (auto connection = parked_.TakeOverdue()) Run(std::move(connection), &Connection::Expire);
  if (accept_paused_.exchange(false)) pool_.Arm(listener_, EPOLLIN);
  pool_.Arm(parked_.Timer(), EPOLLIN);
}

void Server::Impl::AcceptAll() {
  for (;;) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket >= 0) {
      Accepted(socket);
    } else if (IsExhaustion(errno)) {
      // To be told again at once would only burn time.
      accept_paused_ = true;
      parked_.WakeBy(std::chrono::steady_clock::now() + kAcceptRetry);
      return;
    } else if (errno == EINVAL) {
      return;  // shut down: the server stops
    } else if (errno != EINTR && errno != ECONNABORTED) {
      break;
    }
  }
  pool_.Arm(listener_, EPOLLIN);
}

void Server::Impl::Accepted(int socket) {
  const int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  std::unique_ptr<Connection> connection;
  try {
    connection = std::make_unique<Connection>(socket, messages_, limits_);
  } catch (const std::bad_alloc&) {
    close(socket);
    return;
  }
  const std::size_t open = parked_.CountOneMore();
  Run(std::move(connection), [&](Connection& accepted) {
    if (open <= limits_.connections) return true;
    // So that the answer is not lost the client may close first, while there is room for that.
    return accepted.Refuse(Refusal::kUnavailable, "too many open connections") &&
           open <= limits_.connections + kLingeringPastLimit;
  });
}

Server::Server(Handler& handler, const Limits& limits)
    : impl_(std::make_unique<Impl>(handler, limits)) {}
Server::~Server() = default;

base::Expected<std::uint16_t, std::string> Server::Bind(const std::string& host,
                                                        std::uint16_t port) {
  return impl_->Bind(host, port);
}

void Server::Start() {
  impl_->Start();
}

void Server::Stop() {
  impl_->Stop();
}

}  // namespace fake_ice::http
