#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace fake_ice::test {

/// The built program as a child process, seen from outside: arguments and variables in, stdout,
/// stderr and the exit code out. Members throw std::runtime_error when the program does not do
/// within kPatience what they wait for. The child is killed at the end of the scope.
class Program {
 public:
  using Arguments = std::vector<std::string>;
  using Variables = std::map<std::string, std::string>;

  struct Result {
    int exit_code = -1;  ///< 128 + number when a signal ended it
    std::string out;
    std::string err;
  };

  /// Starts it in `directory`, or in the current one, with these variables of fake-ice's only.
  explicit Program(const Arguments& arguments, const Variables& variables = {},
                   const std::string& directory = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// The first line of stdout, without its end.
  std::string ReadFirstLine();

  /// Everything on stdout up to now and on until it has `count` lines.
  std::string ReadOut(std::size_t count);

  /// Everything on stderr up to now and on until it has `count` lines.
  std::string ReadLog(std::size_t count);

  [[nodiscard]] pid_t Id() const { return pid_; }

  void Signal(int signal) const;

  /// Stops the process, as a debugger does, and lets it continue once it has stopped. False when it
  /// had ended before.
  [[nodiscard]] bool SuspendAndContinue() const;

  /// Stops reading stdout, as somebody does who goes away.
  void CloseOut();

  /// Stops reading stderr, as somebody does who goes away.
  void CloseLog();

  /// Waits for the end. What was read before is in the result, too.
  Result Finish();

  /// Waits for the end while nobody reads what it prints. The exit code is as in a result.
  int FinishUnread();

 private:
  struct Pipe {
    int fd = -1;
    std::string text;
  };

  int ReadExitCode();

  /// Reads from both pipes until `done` or until both are closed.
  template <typename Done>
  void ReadUntil(Done done);

  static constexpr std::chrono::seconds kPatience{30};

  pid_t pid_ = -1;
  Pipe out_;
  Pipe err_;
};

/// Where the built program lies.
std::string ProgramPath();

/// Runs the program to its end.
Program::Result Run(const Program::Arguments& arguments, const Program::Variables& variables = {},
                    const std::string& directory = {});

/// A server on a port that the system chose.
class RunningServer {
 public:
  explicit RunningServer(Program::Arguments arguments = {},
                         const Program::Variables& variables = {});

  [[nodiscard]] std::uint16_t Port() const { return port_; }
  /// 0 unless the arguments ask for TLS.
  [[nodiscard]] std::uint16_t TlsPort() const { return tls_port_; }
  [[nodiscard]] std::string Address() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::string Endpoint() const { return "http://" + Address(); }
  [[nodiscard]] const std::string& ReadyLine() const { return ready_line_; }

  [[nodiscard]] pid_t Id() const { return program_.Id(); }

  std::string ReadLog(std::size_t count) { return program_.ReadLog(count); }

  void Signal(int signal) const { program_.Signal(signal); }
  [[nodiscard]] bool SuspendAndContinue() const { return program_.SuspendAndContinue(); }
  void CloseLog() { program_.CloseLog(); }

  /// Sends the signal and waits for the end.
  Program::Result Stop(int signal);

  /// The same while nobody reads what it prints; the exit code.
  int StopUnread(int signal);

 private:
  Program program_;
  std::string ready_line_;
  std::uint16_t port_ = 0;
  std::uint16_t tls_port_ = 0;
};

}  // namespace fake_ice::test
