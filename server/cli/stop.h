#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace fake_ice::cli {

/// How long a stop may take, whatever holds it up.
inline constexpr std::chrono::milliseconds kStopTime{1900};

/// SIGTERM, SIGINT and SIGHUP, and what they do. SIGHUP stops when the terminal is gone in which
/// the program was started; otherwise it asks for files to be read anew, as of other servers.
/// Must be made after the Log, which it writes to, and before any other thread starts, because
/// threads inherit which signals are held.
class StopSignals {
 public:
  StopSignals();
  /// From here on no signal does anything: the program is about to end by itself.
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Up to here a signal to stop ends the program at once, with exit code 0; afterwards Wait learns
  /// of it. Until then each SIGHUP calls `read_anew`, which must not wait.
  void Hold(std::function<void()> read_anew);

  /// Waits for one of the signals and returns its name, such as `SIGTERM`. From then on the program
  /// has kStopTime to end, or until a further signal that does not come together with the first:
  /// then it is ended, with exit code 1. What clients were told is in the store all the same.
  [[nodiscard]] const char* Wait();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace fake_ice::cli
