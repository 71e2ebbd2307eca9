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
#include "http/open_connections.h"
#include "http/worker_pool.h"

namespace fake_ice::http {
namespace {

constexpr int kListenBacklog = 4096;
constexpr unsigned kMinWorkers = 2;
constexpr unsigned kMaxWorkers = 16;
constexpr std::size_t kReservedDescriptors = 64;
constexpr std::size_t kLingeringPastLimit = 32;
constexpr std::chrono::milliseconds kAcceptRetry{100};
/// How many further requests of one client, that are there already, are served before others get
/// their turn.
constexpr int kTurnsInARow = 4;

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
        pool_([this](int descriptor, std::uint32_t events) { OnEvent(descriptor, events); }),
        messages_(handler, pool_),
        connections_(pool_, limits_) {}
  ~Impl() { Stop(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  base::Expected<std::uint16_t, std::string> Bind(const std::string& host, std::uint16_t port);
  void Start();
  std::shared_ptr<void> StandIn() { return std::make_shared<WorkerPool::StandIn>(pool_); }
  void Stop();

 private:
  void OnEvent(int descriptor, std::uint32_t events);
  void OnTimer();
  void Accept();
  void Serve(int socket);
  Connection* TakeIn(int socket);
  bool MakeRoom();
  template <typename Step>
  void Run(Connection* connection, Step step, int turns = 0);
  template <typename Step>
  bool RunUntilParked(Connection& connection, Step step, int turns);

  const Limits limits_;
  int listener_ = -1;
  std::atomic<bool> accept_paused_ = false;
  std::mutex stop_mutex_;
  WorkerPool pool_;
  MessageLayer messages_;
  OpenConnections connections_;
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
  pool_.Arm(listener_);
  pool_.Arm(connections_.Timer());
  pool_.WatchLevel(connections_.ToGoOn());
  pool_.Start(std::clamp(std::thread::hardware_concurrency(), kMinWorkers, kMaxWorkers));
}

void Server::Impl::Stop() {
  const std::scoped_lock stopping(stop_mutex_);
  // Not closed yet: a worker may be about to accept from it.
  if (listener_ >= 0) shutdown(listener_, SHUT_RDWR);
  connections_.Drain([this] { return messages_.IsHandling(); });
  pool_.Stop();
  connections_.CloseAll();
  if (listener_ >= 0) close(std::exchange(listener_, -1));
}

/// Has a connection make one step, and then as many more as it has to, `turns` at the most before
/// others get theirs. Parks or closes it.
template <typename Step>
void Server::Impl::Run(Connection* connection, Step step, int turns) {
  if (connection == nullptr) return;  // another worker has it
  try {
    if (RunUntilParked(*connection, step, turns)) return;
  } catch (...) {
    // There is no memory, or the handler failed at saying that it failed: the client is left with a
    // closed connection.
  }
  connections_.Close(*connection);
}

/// False when the connection is to be closed.
template <typename Step>
bool Server::Impl::RunUntilParked(Connection& connection, Step step, int turns) {
  using Parking = OpenConnections::Parking;
  for (bool is_open = std::invoke(step, connection); is_open; is_open = connection.Advance()) {
    if (connections_.IsDraining()) turns = 0;
    auto parking = Parking::kLookAgain;
    if (!connection.HasMoreToDo()) parking = connections_.Park(connection, /*to_go_on=*/false);
    if (parking == Parking::kLookAgain && turns-- <= 0) {
      parking = connections_.Park(connection, /*to_go_on=*/true);
    }
    if (parking != Parking::kLookAgain) return parking == Parking::kParked;
  }
  return false;
}

void Server::Impl::OnEvent(int descriptor, std::uint32_t events) {
  if (descriptor == listener_) {
    Accept();
  } else if (descriptor == connections_.Timer()) {
    OnTimer();
  } else if (descriptor == connections_.ToGoOn()) {
    Run(connections_.TakeToGoOn(), &Connection::Advance, kTurnsInARow);
  } else {
    const bool to_read_on = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR | EPOLLPRI)) != 0;
    Run(connections_.Take(descriptor, to_read_on), &Connection::Advance, kTurnsInARow);
  }
  while (Connection* connection = connections_.TakeToShed()) Run(connection, &Connection::Shed);
}

void Server::Impl::OnTimer() {
  while (Connection* connection = connections_.TakeOverdue()) Run(connection, &Connection::Expire);
  if (accept_paused_.exchange(false)) pool_.Arm(listener_);
  pool_.Arm(connections_.Timer());
}

void Server::Impl::Accept() {
  const int socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (socket < 0 && IsExhaustion(errno)) {
    // To be told again at once would only burn time.
    accept_paused_ = true;
    connections_.WakeBy(std::chrono::steady_clock::now() + kAcceptRetry);
    return;
  }
  if (socket < 0 && errno == EINVAL) return;  // shut down: the server stops
  // Before the client is served, which may take long.
  pool_.Arm(listener_);
  if (socket >= 0) Serve(socket);
}

void Server::Impl::Serve(int socket) {
  const int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  Connection* const connection = TakeIn(socket);
  const bool has_room = connections_.Count() <= limits_.connections || MakeRoom();
  const auto first_step = [&](Connection& accepted) {
    if (has_room) return accepted.Advance();
    // So that the answer is not lost the client may close first, while there is room for that.
    return accepted.Refuse(Refusal::kUnavailable, "too many open connections") &&
           connections_.Count() <= limits_.connections + kLingeringPastLimit;
  };
  Run(connection, first_step, kTurnsInARow);
}

/// Null when there is no memory for it: it is closed then.
Connection* Server::Impl::TakeIn(int socket) {
  std::unique_ptr<Connection> connection;
  try {
    connection = std::make_unique<Connection>(socket, messages_, limits_);
  } catch (const std::bad_alloc&) {
    close(socket);
    return nullptr;
  }
  return connections_.Add(std::move(connection));
}

/// Whether an idle client could be given up for a new one.
bool Server::Impl::MakeRoom() {
  while (Connection* const idle = connections_.TakeIdle()) {
    if (connections_.MayBeGivenUp(*idle)) {
      connections_.Close(*idle);
      return true;
    }
    Run(idle, &Connection::Advance);
  }
  return false;
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

std::shared_ptr<void> Server::StandIn() {
  return impl_->StandIn();
}

void Server::Stop() {
  impl_->Stop();
}

}  // namespace fake_ice::http
