#include "store/faulty_disk.h"

#include <fstream>
#include <new>

#include "support/files.h"

namespace fake_ice::test {
namespace {

FaultyDisk* disk = nullptr;

using Entry = void (*)();

void Apply(std::string& bytes, bool is_truncation, std::size_t at, const std::string& what) {
  if (is_truncation) {
    bytes.resize(at);
    return;
  }
  if (bytes.size() < at + what.size()) bytes.resize(at + what.size());
  bytes.replace(at, what.size(), what);
}

}  // namespace

/// SQLite makes room for it and, behind it, for the real file.
struct FaultyDisk::File {
  sqlite3_file base;
  Image* image;

  static File& Of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
  static sqlite3_file* Real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(File));
  }
};

sqlite3_io_methods FaultyDisk::Methods() {
  sqlite3_io_methods methods{};
  methods.iVersion = 1;  // without shared memory, which a store held by one process never needs
  methods.xClose = [](sqlite3_file* file) {
    sqlite3_file* real = File::Real(file);
    return real->pMethods->xClose(real);
  };
  methods.xRead = [](sqlite3_file* file, void* to, int bytes, sqlite3_int64 at) {
    if (disk->Ask(Call::kRead) != SQLITE_OK) return SQLITE_IOERR_READ;
    sqlite3_file* real = File::Real(file);
    return real->pMethods->xRead(real, to, bytes, at);
  };
  methods.xWrite = [](sqlite3_file* file, const void* from, int bytes, sqlite3_int64 at) {
    if (const int error = disk->Ask(Call::kWrite); error != SQLITE_OK) return error;
    File::Of(file).image->since.push_back(
        {false, at, std::string(static_cast<const char*>(from), static_cast<std::size_t>(bytes))});
    sqlite3_file* real = File::Real(file);
    return real->pMethods->xWrite(real, from, bytes, at);
  };
  methods.xTruncate = [](sqlite3_file* file, sqlite3_int64 bytes) {
    if (disk->Ask(Call::kWrite) != SQLITE_OK) return SQLITE_IOERR_TRUNCATE;
    File::Of(file).image->since.push_back({true, bytes, {}});
    sqlite3_file* real = File::Real(file);
    return real->pMethods->xTruncate(real, bytes);
  };
  methods.xSync = [](sqlite3_file* file, int /*flags*/) {
    if (disk->on_sync_) disk->on_sync_();
    Image& image = *File::Of(file).image;
    if (disk->Ask(Call::kSync) != SQLITE_OK) {
      if (!disk->without_power_) image.since.clear();
      return SQLITE_IOERR_FSYNC;
    }
    for (const Change& change : image.since) {
      Apply(image.synced, change.is_truncation, static_cast<std::size_t>(change.at), change.bytes);
    }
    image.since.clear();
    return SQLITE_OK;
  };
  methods.xFileSize = [](sqlite3_file* file, sqlite3_int64* bytes) {
    sqlite3_file* real = File::Real(file);
    return real->pMethods->xFileSize(real, bytes);
  };
  methods.xLock = [](sqlite3_file* file, int level) {
    sqlite3_file* real = File::Real(file);
    return real->pMethods->xLock(real, level);
  };
  methods.xUnlock = [](sqlite3_file* file, int level) {
    sqlite3_file* real = File::Real(file);
    return real->pMethods->xUnlock(real, level);
  };
  methods.xCheckReservedLock = [](sqlite3_file* file, int* result) {
    sqlite3_file* real = File::Real(file);
    return real->pMethods->xCheckReservedLock(real, result);
  };
  methods.xFileControl = [](sqlite3_file* file, int code, void* argument) {
    sqlite3_file* real = File::Real(file);
    return real->pMethods->xFileControl(real, code, argument);
  };
  methods.xSectorSize = [](sqlite3_file* file) {
    sqlite3_file* real = File::Real(file);
    return real->pMethods->xSectorSize(real);
  };
  // Nothing is promised: an unsynced write may be there in part.
  methods.xDeviceCharacteristics = [](sqlite3_file* /*file*/) { return 0; };
  return methods;
}

FaultyDisk::FaultyDisk(int pages_before_move)
    : pages_before_move_(pages_before_move), real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
  disk = this;
  vfs_.zName = "faulty-disk";
  vfs_.pNext = nullptr;
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  vfs_.xOpen = &FaultyDisk::Open;
  vfs_.xDelete = &FaultyDisk::Delete;
  vfs_.xAccess = &FaultyDisk::Access;
  sqlite3_vfs_register(&vfs_, 1);
  sqlite3_auto_extension(reinterpret_cast<Entry>(&FaultyDisk::Opened));
}

FaultyDisk::~FaultyDisk() {
  sqlite3_cancel_auto_extension(reinterpret_cast<Entry>(&FaultyDisk::Opened));
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(real_, 1);
  disk = nullptr;
}

int FaultyDisk::Opened(sqlite3* database, const char** /*error*/, const void* /*routines*/) {
  // Copies of the store lie in memory, and are closed soon.
  if (*sqlite3_db_filename(database, "main") != '\0') disk->connection_ = database;
  return sqlite3_wal_autocheckpoint(database, disk->pages_before_move_);
}

int FaultyDisk::Open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags,
                     int* out) {
  file->pMethods = nullptr;
  if (disk->Ask(Call::kOpen) != SQLITE_OK) return SQLITE_CANTOPEN;
  const std::string path = name == nullptr ? "" : name;
  const int opened = disk->real_->xOpen(disk->real_, name, File::Real(file), flags, out);
  if (opened != SQLITE_OK) return opened;
  const auto [image, is_new] = disk->images_.try_emplace(path);
  // What lay there before is taken for safe.
  if (is_new && !path.empty()) image->second.synced = ReadFile(path);
  static const sqlite3_io_methods methods = Methods();
  File& opening = *new (file) File{};
  opening.image = &image->second;
  opening.base.pMethods = &methods;
  return SQLITE_OK;
}

int FaultyDisk::Delete(sqlite3_vfs* /*vfs*/, const char* name, int sync_folder) {
  if (disk->Ask(Call::kWrite) != SQLITE_OK) return SQLITE_IOERR_DELETE;
  disk->images_.erase(name);
  return disk->real_->xDelete(disk->real_, name, sync_folder);
}

int FaultyDisk::Access(sqlite3_vfs* /*vfs*/, const char* name, int flags, int* result) {
  if (disk->without_power_) return SQLITE_IOERR_ACCESS;
  return disk->real_->xAccess(disk->real_, name, flags, result);
}

int FaultyDisk::Ask(Call call) {
  const std::size_t count = counts_.at(Index(call))++;
  const bool fails = call == failing_ && count >= first_ && count - first_ < times_;
  if (fails && power_goes_) without_power_ = true;
  if (!fails && !without_power_) return SQLITE_OK;
  ++failed_;
  return error_;
}

void FaultyDisk::Fail(Call call, std::size_t first, std::size_t times, int error) {
  Heal();
  counts_ = {};
  failed_ = 0;
  failing_ = call;
  first_ = first;
  times_ = times;
  error_ = error;
}

void FaultyDisk::CutPowerAt(std::size_t sync) {
  Fail(Call::kSync, sync, 1, SQLITE_IOERR);
  power_goes_ = true;
}

void FaultyDisk::Heal() {
  times_ = 0;
  power_goes_ = false;
  without_power_ = false;
}

void FaultyDisk::RestorePower(Unsynced kept) {
  Heal();
  for (auto& [path, image] : images_) {
    std::size_t place = kept == Unsynced::kOdd ? 1 : 0;
    for (const Change& change : image.since) {
      if (kept == Unsynced::kNone || place++ % 2 != 0) continue;
      Apply(image.synced, change.is_truncation, static_cast<std::size_t>(change.at), change.bytes);
    }
    std::ofstream(path, std::ios::binary | std::ios::trunc) << image.synced;
  }
  images_.clear();
}

void FaultyDisk::ForgetPages() {
  sqlite3_db_release_memory(connection_);
}

}  // namespace fake_ice::test
