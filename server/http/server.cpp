#include "http/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
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
#include "http/listener.h"
#include "http/message_layer.h"
#include "http/open_connections.h"
#include "http/worker_pool.h"

namespace fake_ice::http {
namespace {

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

/// Whether a connection could not be accepted for want of descriptors or memory.
bool IsExhaustion(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
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
  base::Expected<std::uint16_t, std::string> BindTls(const std::string& host, std::uint16_t port,
                                                     const TlsIdentity& identity);
  std::uint16_t Adopt(int socket) { return plain_listener_.Adopt(socket); }
  base::Expected<std::uint16_t, std::string> AdoptTls(int socket, const TlsIdentity& identity);
  void Start();
  std::shared_ptr<void> StandIn() { return std::make_shared<WorkerPool::StandIn>(pool_); }
  void Stop();

 private:
  void OnEvent(int descriptor, std::uint32_t events);
  void OnTimer();
  void Accept(Listener& listener);
  void Serve(int socket, const TlsContext* tls);
  Connection* TakeIn(int socket, const TlsContext* tls);
  bool MakeRoom();
  template <typename Step>
  void Run(Connection* connection, Step step, int turns = 0);
  template <typename Step>
  bool RunUntilParked(Connection& connection, Step step, int turns);

  const Limits limits_;
  Listener plain_listener_;
  Listener tls_listener_;
  const std::array<Listener*, 2> listeners_{&plain_listener_, &tls_listener_};
  std::mutex stop_mutex_;
  WorkerPool pool_;
  MessageLayer messages_;
  OpenConnections connections_;
};

base::Expected<std::uint16_t, std::string> Server::Impl::Bind(const std::string& host,
                                                              std::uint16_t port) {
  return plain_listener_.Bind(messages_, host, port);
}

base::Expected<std::uint16_t, std::string> Server::Impl::BindTls(const std::string& host,
                                                                 std::uint16_t port,
                                                                 const TlsIdentity& identity) {
  if (const auto spoken = tls_listener_.SpeakTls(identity); !spoken) {
    return base::Unexpected<std::string>("cannot speak TLS on " + host + ":" +
                                         std::to_string(port) + ": " + spoken.error());
  }
  return tls_listener_.Bind(messages_, host, port);
}

base::Expected<std::uint16_t, std::string> Server::Impl::AdoptTls(int socket,
                                                                  const TlsIdentity& identity) {
  const std::uint16_t port = tls_listener_.Adopt(socket);
  if (const auto spoken = tls_listener_.SpeakTls(identity); !spoken) {
    return base::Unexpected<std::string>("cannot speak TLS: " + spoken.error());
  }
  return port;
}

void Server::Impl::Start() {
  for (const Listener* listener : listeners_) {
    listener->Start();
    if (listener->IsBound()) pool_.Arm(listener->Descriptor());
  }
  pool_.Arm(connections_.Timer());
  pool_.WatchLevel(connections_.ToGoOn());
  pool_.Start(std::clamp(std::thread::hardware_concurrency(), kMinWorkers, kMaxWorkers));
}

void Server::Impl::Stop() {
  const std::scoped_lock stopping(stop_mutex_);
  // Not closed yet: a worker may be about to accept from it.
  for (const Listener* listener : listeners_) listener->ShutDown();
  connections_.Drain([this] { return messages_.IsHandling(); });
  pool_.Stop();
  connections_.CloseAll();
  for (Listener* listener : listeners_) listener->Close();
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
  const auto listener = std::ranges::find(listeners_, descriptor, &Listener::Descriptor);
  if (listener != listeners_.end()) {
    Accept(**listener);
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
  for (Listener* listener : listeners_) {
    if (listener->Resume()) pool_.Arm(listener->Descriptor());
  }
  pool_.Arm(connections_.Timer());
}

void Server::Impl::Accept(Listener& listener) {
  const int socket = accept4(listener.Descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (socket < 0 && IsExhaustion(errno)) {
    // To be told again at once would only burn time.
    listener.Pause();
    connections_.WakeBy(std::chrono::steady_clock::now() + kAcceptRetry);
    return;
  }
  if (socket < 0 && errno == EINVAL) return;  // shut down: the server stops
  // Before the client is served, which may take long.
  pool_.Arm(listener.Descriptor());
  if (socket >= 0) Serve(socket, listener.Tls());
}

void Server::Impl::Serve(int socket, const TlsContext* tls) {
  const int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  Connection* const connection = TakeIn(socket, tls);
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
Connection* Server::Impl::TakeIn(int socket, const TlsContext* tls) {
  std::unique_ptr<Connection> connection;
  try {
    connection = std::make_unique<Connection>(socket, tls, messages_, limits_);
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

base::Expected<std::uint16_t, std::string> Server::BindTls(const std::string& host,
                                                           std::uint16_t port,
                                                           const TlsIdentity& identity) {
  return impl_->BindTls(host, port, identity);
}

std::uint16_t Server::Adopt(int socket) {
  return impl_->Adopt(socket);
}

base::Expected<std::uint16_t, std::string> Server::AdoptTls(int socket,
                                                            const TlsIdentity& identity) {
  return impl_->AdoptTls(socket, identity);
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
