#include "store/store_file.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <string_view>

#include "base/parameters.h"
#include "store/database.h"
#include "store/file_words.h"
#include "store/store_failure.h"
#include "store/write_ahead_log.h"

namespace fake_ice::store {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwnerAlone = S_IRUSR | S_IWUSR;
/// What SQLite may have beside the main file.
constexpr std::array<const char*, 3> kBeside{"-wal", "-journal", "-shm"};

constexpr std::string_view kDirectory = "it is a directory; name a file in it";

/// `path` as a URI that lets SQLite read the main file and nothing beside it, changing nothing.
std::string ImmutableUri(const fs::path& path) {
  std::string uri = "file:";
  for (const fs::path& part : path.relative_path()) {
    uri += '/' + base::PercentEncode(part.string());
  }
  return uri + "?immutable=1";
}

/// Why an existing file cannot be a store, found without touching it or what lies beside it: a
/// journal that another program left would be played back on opening. Empty when it may be one. Of
/// a store only the header is looked at, because a killed program may have left the rest
/// unfinished, which what lies beside it puts right.
std::string RefusalBeforeOpening(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return std::string(kDirectory);
  if (!fs::is_regular_file(path, error) || fs::file_size(path, error) == 0) return {};
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  constexpr std::size_t kHeaderBytes = 100;
  constexpr std::size_t kUserVersionAt = 60;  // sqlite.org/fileformat.html
  constexpr std::size_t kApplicationIdAt = 68;
  std::array<char, kHeaderBytes> header{};
  std::ifstream file(path, std::ios::binary);
  if (!file && (errno == EMFILE || errno == ENFILE)) return ExplainSystemError(errno);
  file.read(header.data(), header.size());
  const std::string_view head(header.data(), header.size());
  if (!head.starts_with(kMagic)) {
    // A power cut while it was made may have left the later pages alone; the journal undoes them.
    const bool is_unmade = head.find_first_not_of('\0') == std::string_view::npos &&
                           fs::exists(path.string() + "-journal", error);
    return is_unmade ? std::string() : std::string(kNoDatabase);
  }
  if (faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) return std::string(kReadOnly);
  if (ReadWord(head, kApplicationIdAt) == kApplicationId &&
      ReadWord(head, kUserVersionAt) <= kSchemaVersion) {
    return {};
  }
  SQLite::Database database(ImmutableUri(path), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
  std::string refusal = RefusalOf(database);
  if (refusal.empty() && fs::exists(path.string() + "-wal", error)) refusal = kForeign;
  return refusal;
}

/// 0 when the file was made, else errno.
int Make(const fs::path& path) {
  // Before SQLite, which would let others read it, and whose further files take over its mode.
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerAlone);
  if (file < 0) return errno;
  close(file);
  return 0;
}

}  // namespace

base::Expected<StoreFile, std::string> StoreFile::Prepare(const std::string& path) {
  StoreFile file{fs::absolute(path)};
  std::string refusal = RefusalBeforeOpening(file.path_);
  if (!refusal.empty()) return base::Unexpected<std::string>(std::move(refusal));
  std::error_code error;
  if (!fs::exists(file.path_, error)) {
    const int failed = Make(file.path_);
    file.made_ = failed == 0;
    // A symbolic link to nothing is there and is no file: SQLite makes what it names.
    if (failed != 0 && failed != EEXIST) {
      return base::Unexpected<std::string>(ExplainSystemError(failed));
    }
  }
  const LostChanges lost = FindLostChanges(file.ahead_path_);
  if (lost.may_be_unfinished) {
    file.notice_ =
        "the last change of the store " + path +
        " is not whole, as when the program was killed while it wrote it; all before it is "
        "there";
  } else if (lost.count > 0) {
    file.warning_ = "the store " + path + " has lost its last changes, of which there were " +
                    std::to_string(lost.count) + ": the file " + path +
                    "-wal is damaged; all before them is there";
  }
  return file;
}

StoreFile::Identity StoreFile::IdentityOf(const fs::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return {};
  return {.device = status.st_dev, .number = status.st_ino};
}

void StoreFile::Remember() {
  main_ = IdentityOf(path_);
  ahead_ = IdentityOf(ahead_path_);
  std::string name = path_;
  chmod(name.c_str(), kOwnerAlone);
  for (const char* beside : kBeside) chmod((name + beside).c_str(), kOwnerAlone);
}

bool StoreFile::IsLost() const {
  return !(IdentityOf(path_) == main_) || !(IdentityOf(ahead_path_) == ahead_);
}

void StoreFile::RemoveIfMade() const {
  if (!made_) return;
  unlink(path_.c_str());
  for (const char* beside : kBeside) unlink((path_.string() + beside).c_str());
}

}  // namespace fake_ice::store
