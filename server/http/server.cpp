#include "http/server.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_map>

#include "http/connection.h"
#include "http/limits.h"
#include "http/message_layer.h"
#include "http/request_head.h"
#include "http/worker_pool.h"

namespace fake_ice::http {
namespace {

constexpr int kListenBacklog = 4096;
constexpr unsigned kMinWorkers = 2;
constexpr unsigned kMaxWorkers = 16;
constexpr std::size_t kReservedDescriptors = 64;
constexpr std::chrono::seconds kSweepInterval{5};

/// Raises the soft limit on open files to the hard one and returns how many connections fit.
std::size_t RaiseConnectionLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return kMaxConnections;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur <= 2 * kReservedDescriptors) return kReservedDescriptors;
  return std::min<std::size_t>(kMaxConnections, limit.rlim_cur - kReservedDescriptors);
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
  explicit Impl(Handler& handler)
      : messages_(handler),
        max_connections_(RaiseConnectionLimit()),
        pool_([this](void* tag) { OnEvent(tag); }) {}
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  base::Expected<std::uint16_t, std::string> Bind(const std::string& host, std::uint16_t port);
  void Start();
  void Stop();

 private:
  void OnEvent(void* tag);
  void AcceptAll();
  void Accepted(int socket);
  void ResumeAccepting();
  void Sweep();
  void ArmSweep();
  void OnReadable(Connection& connection);
  enum class Next { kAwaitMore, kServeMore, kClose };
  Next ServeNext(Connection& connection);
  bool ServeOne(Connection& connection, std::size_t head_size);
  void Close(Connection& connection);

  MessageLayer messages_;
  const std::size_t max_connections_;
  int listener_ = -1;
  std::atomic<bool> accept_paused_ = false;
  int sweep_timer_ = -1;
  std::mutex stop_mutex_;
  std::mutex mutex_;  // guards connections_
  std::unordered_map<Connection*, std::unique_ptr<Connection>> connections_;
  WorkerPool pool_;
};

Server::Impl::~Impl() {
  Stop();
  if (sweep_timer_ >= 0) close(sweep_timer_);
}

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
  sweep_timer_ = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  if (sweep_timer_ < 0) throw std::system_error(errno, std::generic_category(), "timerfd_create");
  pool_.Add(listener_, &listener_);
  pool_.Add(sweep_timer_, &sweep_timer_);
  ArmSweep();
  pool_.Start(std::clamp(std::thread::hardware_concurrency(), kMinWorkers, kMaxWorkers));
}

void Server::Impl::Stop() {
  const std::scoped_lock stopping(stop_mutex_);
  // Not closed yet: a worker may be about to accept from it.
  if (listener_ >= 0) shutdown(listener_, SHUT_RDWR);
  while (!pool_.Stop(kStopGrace)) {
    const std::scoped_lock lock(mutex_);
    for (const auto& [connection, owned] : connections_) connection->Cut();
  }
  if (listener_ >= 0) close(std::exchange(listener_, -1));
  const std::scoped_lock lock(mutex_);
  connections_.clear();
}

void Server::Impl::OnEvent(void* tag) {
  if (tag == &listener_) {
    AcceptAll();
  } else if (tag == &sweep_timer_) {
    Sweep();
  } else {
    auto& connection = *static_cast<Connection*>(tag);
    try {
      OnReadable(connection);
    } catch (...) {
      // The handler failed at saying that it failed: the client is left with a closed connection.
      Close(connection);
    }
  }
}

void Server::Impl::AcceptAll() {
  for (;;) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket >= 0) {
      Accepted(socket);
    } else if (IsExhaustion(errno)) {
      // To be told again at once would only burn time; the next Close or Sweep asks again.
      accept_paused_ = true;
      return;
    } else if (errno != EINTR && errno != ECONNABORTED) {
      break;
    }
  }
  pool_.Rearm(listener_, &listener_);
}

void Server::Impl::ResumeAccepting() {
  if (accept_paused_.exchange(false)) pool_.Rearm(listener_, &listener_);
}

void Server::Impl::Accepted(int socket) {
  const int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  auto owned = std::make_unique<Connection>(socket, pool_);
  Connection& connection = *owned;
  {
    const std::scoped_lock lock(mutex_);
    if (connections_.size() < max_connections_) connections_.emplace(&connection, std::move(owned));
  }
  if (owned == nullptr) {
    pool_.Add(socket, &connection);
  } else {
    messages_.Refuse(connection, Refusal::kTooManyConnections, "too many open connections");
  }
}

void Server::Impl::Sweep() {
  std::uint64_t expirations = 0;
  if (read(sweep_timer_, &expirations, sizeof(expirations)) < 0 && errno != EAGAIN) return;
  const auto now = std::chrono::steady_clock::now();
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& [connection, owned] : connections_) connection->CutIfOverdue(now);
  }
  ResumeAccepting();
  ArmSweep();
  pool_.Rearm(sweep_timer_, &sweep_timer_);
}

void Server::Impl::ArmSweep() {
  const itimerspec once{.it_interval = {},
                        .it_value = {.tv_sec = kSweepInterval.count(), .tv_nsec = 0}};
  timerfd_settime(sweep_timer_, 0, &once, nullptr);
}

void Server::Impl::OnReadable(Connection& connection) {
  const bool open = connection.Receive(kMaxHeadBytes);
  if (connection.IsStalled()) connection.Use(connection.Unused().size());
  Next next = ServeNext(connection);
  // One request at a time, so that one client's pipeline holds up no other.
  while (next == Next::kServeMore && !open) next = ServeNext(connection);
  if (next == Next::kServeMore) {
    pool_.Requeue(connection.Descriptor(), &connection);
  } else if (next == Next::kAwaitMore && open) {
    pool_.Rearm(connection.Descriptor(), &connection);
  } else {
    Close(connection);
  }
}

Server::Impl::Next Server::Impl::ServeNext(Connection& connection) {
  if (connection.IsStalled()) return Next::kAwaitMore;
  if (connection.Unused().starts_with(kTlsHandshake)) {
    messages_.Refuse(connection, Refusal::kTlsOnPlainPort, "the client speaks TLS");
    return Next::kClose;
  }
  const auto head_size = FindHeadEnd(connection.Unused());
  if (head_size.value_or(connection.Unused().size()) > kMaxHeadBytes) {
    messages_.Refuse(connection, Refusal::kHeadTooLarge,
                     std::to_string(kMaxHeadBytes) + " bytes at the most");
    return Next::kClose;
  }
  if (head_size) {
    if (!ServeOne(connection, *head_size)) return Next::kClose;
    if (connection.IsStalled()) return Next::kAwaitMore;
    if (FindHeadEnd(connection.Unused())) return Next::kServeMore;
  }
  const bool idle = connection.Unused().find_first_not_of("\r\n") == std::string_view::npos;
  connection.Enter(idle ? Connection::Phase::kIdle : Connection::Phase::kReadingHead);
  return Next::kAwaitMore;
}

bool Server::Impl::ServeOne(Connection& connection, std::size_t head_size) {
  connection.Enter(Connection::Phase::kServing);
  auto head = ParseRequestHead(connection.Unused().substr(0, head_size));
  if (!head) {
    messages_.Refuse(connection, Refusal::kMalformed, head.error());
    return false;
  }
  connection.Use(head_size);
  return messages_.Serve(connection, std::move(*head));
}

void Server::Impl::Close(Connection& connection) {
  {
    const std::scoped_lock lock(mutex_);
    connections_.erase(&connection);
  }
  ResumeAccepting();
}

Server::Server(Handler& handler) : impl_(std::make_unique<Impl>(handler)) {}
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
