#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "base/expected.h"

namespace fake_ice::store {

/// The files of a store: the main one and what SQLite keeps beside it. They hold secrets, so they
/// are for their owner alone (0600). Not thread-safe.
class StoreFile {
 public:
  /// Makes the file when there is none, and looks at one that there is without changing it. The
  /// error says why it cannot be a store, and what to do.
  static base::Expected<StoreFile, std::string> Prepare(const std::string& path);

  /// A path that means the file and nothing else, whatever its name means to SQLite.
  [[nodiscard]] const std::filesystem::path& Path() const { return path_; }
  /// What was found that does not keep the store from being used: of what is lost a warning, of
  /// what may be as it should a notice. Empty when there is none.
  [[nodiscard]] const std::string& Warning() const { return warning_; }
  [[nodiscard]] const std::string& Notice() const { return notice_; }

  /// Remembers which files are the store's; called when SQLite has opened them.
  void Remember();
  /// Whether one of them was deleted, moved or replaced since: what is written now is lost.
  [[nodiscard]] bool IsLost() const;
  /// Removes what Prepare made, because the start has failed. Nothing when the file was there.
  void RemoveIfMade() const;

 private:
  struct Identity {
    dev_t device = 0;
    ino_t number = 0;
    bool operator==(const Identity&) const = default;
  };

  explicit StoreFile(std::filesystem::path path)
      : path_(std::move(path)), ahead_path_(path_.string() + "-wal") {}
  static Identity IdentityOf(const std::filesystem::path& path);

  std::filesystem::path path_;
  std::filesystem::path ahead_path_;
  std::string warning_;
  std::string notice_;
  bool made_ = false;
  Identity main_;
  Identity ahead_;
};

}  // namespace fake_ice::store
