#include "cli/stop.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include "cli/log.h"

namespace fake_ice::cli {
namespace {

constexpr int kCutShort = 1;

sigset_t SetOfStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

const char* WaitForSignal() {
  const sigset_t signals = SetOfStopSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  if (signal == SIGTERM) return "SIGTERM";
  return signal == SIGINT ? "SIGINT" : "SIGHUP";
}

/// Whether a further signal came within kStopTime.
bool WaitForAnother() {
  const sigset_t signals = SetOfStopSignals();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(kStopTime);
  const timespec patience{.tv_sec = seconds.count(),
                          .tv_nsec = std::chrono::nanoseconds(kStopTime - seconds).count()};
  return sigtimedwait(&signals, nullptr, &patience) > 0;
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
  const char* signal = nullptr;

  /// Ends with the program.
  void Watch() {
    const char* const came = WaitForSignal();
    {
      const std::scoped_lock lock(mutex);
      if (!held) {
        spdlog::info("stopping on {} before it served", came);
        End(0);
      }
      signal = came;
      changed.notify_all();
    }
    spdlog::warn("ending with requests in flight: {}",
                 WaitForAnother() ? "a further signal came" : "they take too long");
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

void StopSignals::Hold() {
  const std::scoped_lock lock(state_->mutex);
  state_->held = true;
}

const char* StopSignals::Wait() {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [this] { return state_->signal != nullptr; });
  return state_->signal;
}

}  // namespace fake_ice::cli
