#pragma once

#include <sys/types.h>

#include <csignal>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/expected.h"
#include "sandbox/descriptor.h"
#include "sandbox/isolation.h"

namespace fake_ice::sandbox {

/// What there is in a command's network, at 127.0.0.1 and nowhere else, and in its files.
struct World {
  std::vector<std::uint16_t> tcp_ports;
  std::vector<std::uint16_t> udp_ports;
  std::vector<ReplacedFile> files;
};

/// How a command ended.
struct End {
  int status = 0;  ///< its exit status
  int signal = 0;  ///< the signal that ended it in place of that; 0: none did
};

/// A command that runs where there is no network but what this process serves there. Terminal,
/// standard streams, working directory and user are those of this process. It is ended when this
/// process ends before it, whatever that was ended by.
class Command {
 public:
  /// Why there is no command, with the exit status that env(1) has for it.
  struct Failure {
    int status = 0;
    std::string reason;  ///< one sentence
  };

  /// Makes the world and holds the command before its first step. Call it while the process has one
  /// thread: those that start later leave the signals to Wait, for as long as the command is there.
  /// These are SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2 and SIGCHLD. `words` are the
  /// command and its arguments.
  static base::Expected<std::unique_ptr<Command>, std::string> Prepare(
      std::vector<std::string> words, const World& world);
  ~Command();
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  /// Sockets that listen in the command's network, in the order of the world's ports; each may be
  /// taken once.
  Descriptor TakeTcp(std::size_t index) { return std::move(sockets_[index]); }
  Descriptor TakeUdp(std::size_t index) { return std::move(sockets_[tcp_ports_ + index]); }

  /// Starts the command with these variables set above those of this process.
  base::Expected<void, Failure> Run(const std::map<std::string, std::string>& variables);

  /// Waits for its end. Signals that somebody sends to this process are sent on to it; those of the
  /// terminal reach it without. When it is stopped, so is this process.
  End Wait();

 private:
  Command(pid_t process, Descriptor end, const sigset_t& signals, const sigset_t& mask);

  const pid_t process_;
  Descriptor end_;
  const sigset_t signals_;
  const sigset_t mask_;  ///< of the caller, before
  std::vector<Descriptor> sockets_;
  std::size_t tcp_ports_ = 0;
  bool has_ended_ = false;
};

}  // namespace fake_ice::sandbox
