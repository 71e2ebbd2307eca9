#include "cli/stop.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>
#include <utility>

#include "cli/log.h"

namespace fake_ice::cli {
namespace {

constexpr int kCutShort = 1;

/// Signals that come within this are one: timeout(1) sends its signal to the program and to the
/// group of both, and a terminal's reaches the program and whatever passes signals on to it.
constexpr std::chrono::milliseconds kTogether{100};

sigset_t SetOfStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

constexpr const char* kHangup = "SIGHUP";

/// Whether the program runs in a terminal that is still there.
bool HasTerminal() {
  const int terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (terminal >= 0) close(terminal);
  return terminal >= 0;
}

const char* WaitForSignal() {
  const sigset_t signals = SetOfStopSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  if (signal == SIGTERM) return "SIGTERM";
  return signal == SIGINT ? "SIGINT" : kHangup;
}

timespec ToTimespec(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  return {.tv_sec = seconds.count(), .tv_nsec = (time - seconds).count()};
}

/// Whether a further signal came after kTogether and within kStopTime. What stops and continues the
/// process, such as a debugger or the leak sanitizer, ends a call of sigtimedwait and not the wait.
bool WaitForAnother() {
  using Clock = std::chrono::steady_clock;
  const sigset_t signals = SetOfStopSignals();
  const auto first = Clock::now();
  const auto deadline = first + kStopTime;
  for (auto left = deadline - Clock::now(); left > left.zero(); left = deadline - Clock::now()) {
    const timespec patience = ToTimespec(left);
    const bool came = sigtimedwait(&signals, nullptr, &patience) > 0;
    if (came && Clock::now() - first > kTogether) return true;
  }
  return false;
}

[[noreturn]] void End(int exit_code) {
  Log::Flush();
  _exit(exit_code);
}

}  // namespace

struct StopSignals::State {
  std::mutex mutex;
  std::condition_variable changed;
  bool held = false;
  /// Nothing is left to end, and no log to say so in.
  bool over = false;
  const char* signal = nullptr;
  std::function<void()> read_anew;
  const bool had_terminal = HasTerminal();

  void Watch() {
    const char* came = WaitForSignal();
    while (came == kHangup && HasTerminal() == had_terminal) {
      {
        const std::scoped_lock lock(mutex);
        if (over) return;
        if (held) read_anew();
      }
      came = WaitForSignal();
    }
    {
      const std::scoped_lock lock(mutex);
      if (over) return;
      if (!held) {
        spdlog::info("stopping on {} before it served", came);
        End(0);
      }
      signal = came;
      changed.notify_all();
    }
    const bool asked_again = WaitForAnother();
    const std::scoped_lock lock(mutex);
    if (over) return;
    spdlog::warn("ending with requests in flight: {}",
                 asked_again ? "a further signal came" : "they take too long");
    End(kCutShort);
  }
};

StopSignals::StopSignals() : state_(std::make_shared<State>()) {
  const sigset_t signals = SetOfStopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A log or an output that nobody reads any more is no reason to end.
  std::signal(SIGPIPE, SIG_IGN);
  std::thread([state = state_] { state->Watch(); }).detach();
}

StopSignals::~StopSignals() {
  const std::scoped_lock lock(state_->mutex);
  state_->over = true;
}

void StopSignals::Hold(std::function<void()> read_anew) {
  const std::scoped_lock lock(state_->mutex);
  state_->read_anew = std::move(read_anew);
  state_->held = true;
}

const char* StopSignals::Wait() {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [this] { return state_->signal != nullptr; });
  return state_->signal;
}

}  // namespace fake_ice::cli
