#pragma once

#include <sqlite3.h>

#include <array>
#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace fake_ice::test {

/// While it lives, SQLite's files of this process lie on a disk that fails when it is told to, and
/// that keeps after a power cut only what was synced. A sync that fails loses what it was for, as
/// on Linux. It is the default VFS (sqlite.org/vfs.html) over real files. One at a time; for tests
/// in one thread, with one store open at a time.
class FaultyDisk {
 public:
  enum class Call { kOpen, kRead, kWrite, kSync };
  static constexpr std::array kCalls{Call::kOpen, Call::kRead, Call::kWrite, Call::kSync};

  /// What was written ahead is moved into the main file when it has that many pages.
  explicit FaultyDisk(int pages_before_move = 12);
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  /// The `first` call of that kind from now on fails with `error`, and those after it, `times` in
  /// all. Calls are counted from 0.
  void Fail(Call call, std::size_t first, std::size_t times, int error);
  /// As the power goes at the sync that is `sync` from now on: it and all after it fails.
  void CutPowerAt(std::size_t sync);
  /// Is called at the beginning of each sync.
  void OnSync(std::function<void()> do_it) { on_sync_ = std::move(do_it); }
  /// Nothing fails any more.
  void Heal();
  /// How many calls have failed since the last Fail or CutPowerAt.
  [[nodiscard]] std::size_t Failed() const { return failed_; }
  /// How many calls of that kind there were since then.
  [[nodiscard]] std::size_t Count(Call call) const { return counts_.at(Index(call)); }

  /// What of the writes that were not synced is there after a power cut.
  enum class Unsynced { kNone, kEven, kOdd };
  /// Makes the files what they are when the power is back; no store may be open.
  void RestorePower(Unsynced kept);

  /// Lets SQLite forget the pages that it has read, so that it reads them from the disk again.
  void ForgetPages();

 private:
  struct File;
  struct Change {
    bool is_truncation;
    sqlite3_int64 at;
    std::string bytes;
  };
  /// What is known of one file.
  struct Image {
    std::string synced;
    std::vector<Change> since;
  };

  static std::size_t Index(Call call) { return static_cast<std::size_t>(call); }
  static sqlite3_io_methods Methods();
  static int Opened(sqlite3* database, const char** error, const void* routines);
  static int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out);
  static int Delete(sqlite3_vfs* vfs, const char* name, int sync_folder);
  static int Access(sqlite3_vfs* vfs, const char* name, int flags, int* result);

  /// SQLITE_OK when the call may be made, else why it fails.
  int Ask(Call call);

  const int pages_before_move_;
  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  std::map<std::string, Image> images_;
  sqlite3* connection_ = nullptr;
  std::array<std::size_t, 4> counts_{};
  Call failing_ = Call::kOpen;
  std::size_t first_ = std::numeric_limits<std::size_t>::max();
  std::size_t times_ = 0;
  std::size_t failed_ = 0;
  int error_ = SQLITE_OK;
  bool without_power_ = false;
  bool power_goes_ = false;
  std::function<void()> on_sync_;
};

}  // namespace fake_ice::test
