#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "emulator.h"
#include "fixtures/problem.h"

namespace fake_ice::cli {

/// Reads a server's fixtures anew while it serves, in a thread of its own: when it is asked to, or
/// when they change. What clients did stays; a mistake changes nothing, and is told in the log and
/// in the server's health. Files are looked at, since bind mounts send no notifications.
class FixtureReload {
 public:
  /// What is read, and what the server was started with from it.
  struct Fixtures {
    std::vector<std::string> paths;
    bool watch = false;
    /// Known where they are watched. Otherwise all that is read counts as new, and nothing goes.
    std::vector<store::AccountRecord> accounts;
  };

  /// `emulator` serves already and must outlive this. Needs a Log. Throws std::system_error when no
  /// thread can be had.
  FixtureReload(Emulator& emulator, Fixtures fixtures);
  ~FixtureReload();
  FixtureReload(const FixtureReload&) = delete;
  FixtureReload& operator=(const FixtureReload&) = delete;

  /// Asks for one reading, changed or not. Thread-safe.
  void Ask();

 private:
  using Clock = std::chrono::steady_clock;

  void Run();
  bool IsDue();
  void Read();
  void ReadOrThrow();
  void Refuse(const std::string& mistake);
  [[nodiscard]] std::string Look() const;

  Emulator& emulator_;
  Fixtures fixtures_;
  std::set<std::string> output_files_;  // that the fixtures name, as they were last right
  std::string seen_;                    // of the files when they were last looked at
  std::string read_;                    // of the files when they were last read
  std::string mistake_;                 // in them; empty: none
  Clock::time_point read_again_;        // what is wrong may be mended where nobody looks
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_asked_ = false;
  bool stops_ = false;
  std::thread thread_;  // last: it uses all of them
};

}  // namespace fake_ice::cli
