#include "store/store_failure.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "base/text.h"

namespace fake_ice::store {
namespace {

constexpr const char* kNoPlace =
    "it cannot be opened or created; see that its folder exists and may be written to";
constexpr const char* kDiskFull =
    "its disk is full; free some space, and nothing that was answered is lost";

/// A text as it is, but for one that would do something to a terminal or a log.
std::string Shown(std::string_view text) {
  const bool plain = base::IsValidUtf8(text) && std::ranges::none_of(text, [](char c) {
                       return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
                     });
  return plain ? std::string(text) : base::EscapeUnprintable(text);
}

/// In the largest unit that leaves no rest, as --max-store-size takes it.
std::string ShowSize(std::uint64_t bytes) {
  constexpr std::uint64_t kStep = 1024;
  std::size_t unit = 0;
  constexpr std::array kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  for (; unit + 1 < kUnits.size() && bytes % kStep == 0; ++unit) bytes /= kStep;
  return std::to_string(bytes) + kUnits.at(unit);
}

std::string ReadOrWriteError(int system_error) {
  const std::string why =
      system_error == 0 ? "" : " (" + std::generic_category().message(system_error) + ")";
  return "its file cannot be read or written" + why + "; see to its disk, then try again";
}

}  // namespace

std::string CannotUse(std::string_view path, std::string_view reason) {
  const std::string which = path.empty() ? "in memory" : Shown(path);
  return "cannot use the store " + which + ": " + std::string(reason);
}

std::string ExplainSystemError(int system_error) {
  switch (system_error) {
    case EMFILE:
    case ENFILE:
      return "there is no file descriptor left to open it; allow more (ulimit -n)";
    case ENOSPC:
    case EDQUOT:
      return kDiskFull;
    default:
      return kNoPlace;
  }
}

std::string ExplainLarger(std::uint64_t max_bytes) {
  return "it is larger than --max-store-size allows (" + ShowSize(max_bytes) +
         "); allow more, or name a new file";
}

std::string ExplainTooLarge(std::uint64_t max_bytes) {
  return "it would hold more than --max-store-size allows (" + ShowSize(max_bytes) +
         "); delete accounts or jobs, reset, or allow more";
}

std::string ExplainFull(std::uint64_t max_bytes) {
  return "its disk is full, or it would hold more than --max-store-size allows (" +
         ShowSize(max_bytes) +
         "); free some space, delete accounts or jobs, or allow more; nothing that was answered "
         "is lost";
}

std::string ExplainNoMemory() {
  return "there is not enough memory; delete accounts or jobs, or allow more";
}

std::string ExplainDamage(std::string_view what) {
  return "it is damaged (" + Shown(what) + "); put a copy in its place, or name a new file";
}

std::string Explain(const SQLite::Exception& error, int system_error) {
  switch (error.getErrorCode()) {
    case SQLITE_NOTADB:
      return std::string(kNoDatabase);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process, perhaps another fake-ice, is using it";
    case SQLITE_CANTOPEN:
      return ExplainSystemError(system_error);
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return std::string(kReadOnly);
    case SQLITE_FULL:
      return kDiskFull;
    case SQLITE_IOERR:
      return ReadOrWriteError(system_error);
    case SQLITE_NOMEM:
      return ExplainNoMemory();
    case SQLITE_TOOBIG:
      return "a value is larger than SQLite holds; make it smaller";
    default:
      // SQLITE_CORRUPT, and tables that are not as the version says: somebody changed the file.
      return ExplainDamage(error.what());
  }
}

}  // namespace fake_ice::store
