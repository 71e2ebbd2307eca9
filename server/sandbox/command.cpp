#include "sandbox/command.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <system_error>

#include "sandbox/messages.h"

namespace fake_ice::sandbox {
namespace {

constexpr int kListenBacklog = 128;
constexpr int kCannotExecute = 126;
constexpr int kNotFound = 127;
constexpr int kOwnFailure = 125;
constexpr std::string_view kReady = "ready";

sigset_t SignalsOfWait() {
  sigset_t signals{};
  sigemptyset(&signals);
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCHLD}) {
    sigaddset(&signals, signal);
  }
  return signals;
}

base::Expected<Descriptor, std::string> Listening(int type, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Descriptor socket(::socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket ||
      bind(socket.Get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      (type == SOCK_STREAM && listen(socket.Get(), kListenBacklog) != 0)) {
    return base::Unexpected<std::string>(
        "cannot listen on port " + std::to_string(port) +
        " of its network: " + std::generic_category().message(errno));
  }
  return socket;
}

base::Expected<std::vector<Descriptor>, std::string> Listeners(const World& world) {
  std::vector<Descriptor> sockets;
  for (const auto& [type, ports] :
       {std::pair(SOCK_STREAM, &world.tcp_ports), std::pair(SOCK_DGRAM, &world.udp_ports)}) {
    for (const std::uint16_t port : *ports) {
      auto socket = Listening(type, port);
      if (!socket) return base::Unexpected<std::string>(std::move(socket.error()));
      sockets.push_back(std::move(*socket));
    }
  }
  return sockets;
}

void SetVariables(std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = lines.find('\0');
    const std::string line(lines.substr(0, end));
    const std::size_t equals = line.find('=');
    setenv(line.substr(0, equals).c_str(), line.substr(equals + 1).c_str(), 1);
    lines.remove_prefix(end + 1);
  }
}

/// What the process of the command does before it is one. Says on `end` how it went.
[[noreturn]] void BecomeCommand(std::vector<std::string>& words, const World& world,
                                const Descriptor& end, pid_t parent, const sigset_t& mask) {
  const auto sockets = Isolate(world.files).and_then([&] { return Listeners(world); });
  // A change of rights would undo it (prctl(2)), so it stands behind the namespaces.
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  const bool is_told = sockets ? Send(end, kReady, *sockets) : Send(end, sockets.error());
  if (getppid() != parent || !is_told) {
    _exit(kOwnFailure);
  }
  const std::optional<Message> variables = sockets ? Receive(end) : std::nullopt;
  if (!variables) _exit(kOwnFailure);
  SetVariables(std::string_view(variables->text).substr(1));
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  sigprocmask(SIG_SETMASK, &mask, nullptr);
  execvp(arguments.front(), arguments.data());
  const int error = errno;
  const bool is_read = Send(end, std::to_string(error));
  _exit(is_read && error == ENOENT ? kNotFound : kCannotExecute);
}

}  // namespace

Command::Command(pid_t process, Descriptor end, const sigset_t& signals, const sigset_t& mask)
    : process_(process), end_(std::move(end)), signals_(signals), mask_(mask) {}

base::Expected<std::unique_ptr<Command>, std::string> Command::Prepare(
    std::vector<std::string> words, const World& world) {
  auto [ours, theirs] = Connected();
  const sigset_t signals = SignalsOfWait();
  sigset_t mask{};
  sigprocmask(SIG_BLOCK, &signals, &mask);
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (process == 0) {
    ours = {};
    BecomeCommand(words, world, theirs, parent, mask);
  }
  theirs = {};
  std::unique_ptr<Command> command(new Command(process, std::move(ours), signals, mask));
  std::optional<Message> ready = Receive(command->end_);
  if (!ready) return base::Unexpected<std::string>("its process ended before it was one");
  if (ready->text != kReady) return base::Unexpected<std::string>(std::move(ready->text));
  command->sockets_ = std::move(ready->descriptors);
  command->tcp_ports_ = world.tcp_ports.size();
  return command;
}

Command::~Command() {
  end_ = {};  // who still waits to be told to start ends
  if (!has_ended_) waitpid(process_, nullptr, 0);
  sigprocmask(SIG_SETMASK, &mask_, nullptr);
}

base::Expected<void, Command::Failure> Command::Run(
    const std::map<std::string, std::string>& variables) {
  std::string lines(1, '\0');  // none at all is a message, too
  for (const auto& [name, value] : variables) {
    lines.append(name).append(1, '=').append(value).append(1, '\0');
  }
  if (!Send(end_, lines)) {
    return base::Unexpected<Failure>({kOwnFailure, "its process has gone, or is told too much"});
  }
  // The other end is closed when the command starts.
  const std::optional<Message> failed = Receive(end_);
  if (!failed) return {};
  const int error = std::atoi(failed->text.c_str());
  return base::Unexpected<Failure>(
      {error == ENOENT ? kNotFound : kCannotExecute, std::generic_category().message(error)});
}

End Command::Wait() {
  while (true) {
    siginfo_t signal{};
    if (sigwaitinfo(&signals_, &signal) < 0) continue;
    if (signal.si_signo != SIGCHLD) {
      if (signal.si_code != SI_KERNEL) kill(process_, signal.si_signo);
      continue;
    }
    int status = 0;
    if (waitpid(process_, &status, WNOHANG | WUNTRACED) != process_) continue;
    if (WIFSTOPPED(status)) {
      raise(SIGSTOP);
      kill(process_, SIGCONT);
      continue;
    }
    has_ended_ = true;
    return WIFSIGNALED(status) ? End{.signal = WTERMSIG(status)}
                               : End{.status = WEXITSTATUS(status)};
  }
}

}  // namespace fake_ice::sandbox
