#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace fake_ice::cli {

/// What of the log may wait to be written; past it lines are dropped and counted.
inline constexpr std::size_t kMaxWaitingLogBytes = 1024 * 1024;

/// How long the end of the program waits for whoever reads the log.
inline constexpr std::chrono::milliseconds kLogGrace{200};

/// The log of the program: spdlog's default logger while this lives. Lines go to `descriptor`
/// through a bounded buffer and a thread of its own, so that a pipe that nobody reads holds up no
/// request and no stop. When there is room again, one line says how many were dropped. Everything
/// that was logged is written at the end, but for what is not taken within kLogGrace.
class Log {
 public:
  /// `level` is one of spdlog's names. `descriptor` stays open, and must stay so for as long as the
  /// program runs.
  Log(const std::string& level, int descriptor);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// Waits until what was logged is written, for kLogGrace at the most.
  static void Flush();
};

}  // namespace fake_ice::cli
