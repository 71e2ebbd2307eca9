#include "cli/program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace fake_ice::test {
namespace {

std::array<int, 2> MakePipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return ends;
}

/// The parent's environment with `variables` in place of its own variables of fake-ice's.
std::vector<std::string> EnvironmentWith(const Program::Variables& variables) {
  std::vector<std::string> entries;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!std::string_view(*entry).starts_with("FAKE_ICE_")) entries.emplace_back(*entry);
  }
  for (const auto& [name, value] : variables) entries.push_back(name + '=' + value);
  return entries;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Program::Program(const Arguments& arguments, const Variables& variables,
                 const std::string& directory) {
  const auto out = MakePipe();
  const auto err = MakePipe();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
  if (!directory.empty()) posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());

  std::vector<std::string> argv{FAKE_ICE_PROGRAM};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment = EnvironmentWith(variables);
  const int error = posix_spawn(&pid_, FAKE_ICE_PROGRAM, &actions, nullptr, Pointers(argv).data(),
                                Pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  close(out[1]);
  close(err[1]);
  out_.fd = out[0];
  err_.fd = err[0];
  if (error != 0) throw std::runtime_error("cannot start " FAKE_ICE_PROGRAM);
}

Program::~Program() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (out_.fd >= 0) close(out_.fd);
  if (err_.fd >= 0) close(err_.fd);
}

template <typename Done>
void Program::ReadUntil(Done done) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!done() && (out_.fd >= 0 || err_.fd >= 0)) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    std::array<pollfd, 2> waiting{pollfd{out_.fd, POLLIN, 0}, pollfd{err_.fd, POLLIN, 0}};
    const int ready = poll(waiting.data(), waiting.size(), static_cast<int>(left.count()));
    if (left.count() <= 0 || ready <= 0) {
      throw std::runtime_error("the program does not go on; stdout: " + out_.text +
                               "; stderr: " + err_.text);
    }
    for (Pipe* pipe : {&out_, &err_}) {
      const pollfd& state = waiting.at(pipe == &out_ ? 0 : 1);
      if (state.revents == 0) continue;
      std::array<char, 4096> bytes{};
      const ssize_t count = read(pipe->fd, bytes.data(), bytes.size());
      if (count > 0) {
        pipe->text.append(bytes.data(), static_cast<std::size_t>(count));
      } else {
        close(pipe->fd);
        pipe->fd = -1;
      }
    }
  }
}

std::string Program::ReadFirstLine() {
  ReadUntil([this] { return out_.text.find('\n') != std::string::npos; });
  const auto end = out_.text.find('\n');
  if (end == std::string::npos) throw std::runtime_error("no line on stdout; stderr: " + err_.text);
  return out_.text.substr(0, end);
}

std::string Program::ReadOut(std::size_t count) {
  ReadUntil(
      [&] { return std::ranges::count(out_.text, '\n') >= static_cast<std::ptrdiff_t>(count); });
  return out_.text;
}

std::string Program::ReadLog(std::size_t count) {
  ReadUntil([&] {
    return static_cast<std::size_t>(std::count(err_.text.begin(), err_.text.end(), '\n')) >= count;
  });
  return err_.text;
}

void Program::Signal(int signal) const {
  kill(pid_, signal);
}

bool Program::SuspendAndContinue() const {
  Signal(SIGSTOP);
  siginfo_t change{};
  waitid(P_PID, static_cast<id_t>(pid_), &change, WSTOPPED | WEXITED | WNOWAIT);
  Signal(SIGCONT);
  return change.si_code == CLD_STOPPED;
}

void Program::CloseOut() {
  close(std::exchange(out_.fd, -1));
}

void Program::CloseLog() {
  close(std::exchange(err_.fd, -1));
}

Program::Result Program::Finish() {
  ReadUntil([] { return false; });
  return {ReadExitCode(), out_.text, err_.text};
}

int Program::FinishUnread() {
  // By number: glibc 2.36 declares pidfd_open for C alone.
  pollfd ended{static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)), POLLIN, 0};
  const auto patience = std::chrono::milliseconds(kPatience).count();
  const int ready = poll(&ended, 1, static_cast<int>(patience));
  close(ended.fd);
  if (ready != 1) throw std::runtime_error("the program does not end");
  return ReadExitCode();
}

int Program::ReadExitCode() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string ProgramPath() {
  return FAKE_ICE_PROGRAM;
}

Program::Result Run(const Program::Arguments& arguments, const Program::Variables& variables,
                    const std::string& directory) {
  return Program(arguments, variables, directory).Finish();
}

namespace {

Program::Arguments OnAnyPort(Program::Arguments arguments) {
  arguments.insert(arguments.end(), {"--listen", "127.0.0.1:0"});
  return arguments;
}

}  // namespace

RunningServer::RunningServer(Program::Arguments arguments, const Program::Variables& variables)
    : program_(OnAnyPort(std::move(arguments)), variables), ready_line_(program_.ReadFirstLine()) {
  const auto port_behind = [&](std::size_t start) {
    return static_cast<std::uint16_t>(std::stoul(ready_line_.substr(start)));
  };
  constexpr std::string_view kAnd = " and https://";
  const auto both = ready_line_.find(kAnd);
  port_ = port_behind(ready_line_.rfind(':', both) + 1);
  if (both != std::string::npos) tls_port_ = port_behind(ready_line_.rfind(':') + 1);
}

Program::Result RunningServer::Stop(int signal) {
  program_.Signal(signal);
  return program_.Finish();
}

int RunningServer::StopUnread(int signal) {
  program_.Signal(signal);
  return program_.FinishUnread();
}

}  // namespace fake_ice::test
