#include "store/store_impl.h"

namespace fake_ice::store {

Store::Impl::Impl(std::string path, std::optional<StoreFile> opened_file,
                  std::unique_ptr<SQLite::Database> opened, std::uint64_t max_bytes)
    : database(std::move(opened)),
      tables(*database),
      initial(*database),
      file(std::move(opened_file)),
      path_(std::move(path)),
      max_bytes_(max_bytes) {
  if (!file) return;
  sqlite3_commit_hook(database->getHandle(), &Impl::BeforeCommit, this);
  most_pages_ahead_ = database->execAndGet("PRAGMA wal_autocheckpoint").getInt();
  sqlite3_wal_hook(database->getHandle(), &Impl::AfterCommit, this);
  sqlite3_file_control(database->getHandle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &ahead_);
}

Store::Impl::~Impl() {
  sqlite3_commit_hook(database->getHandle(), nullptr, nullptr);
  sqlite3_wal_hook(database->getHandle(), nullptr, nullptr);
}

int Store::Impl::BeforeCommit(void* impl) {
  return static_cast<Impl*>(impl)->file->IsLost() ? 1 : 0;
}

/// Does what SQLite does by itself otherwise, which says nothing of a sync that fails.
int Store::Impl::AfterCommit(void* impl, sqlite3* database, const char* schema, int pages) {
  Impl& store = *static_cast<Impl*>(impl);
  if (pages >= store.most_pages_ahead_ &&
      sqlite3_wal_checkpoint_v2(database, schema, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr) !=
          SQLITE_OK) {
    store.is_unsafe_ = true;
  }
  return SQLITE_OK;
}

std::string Store::Impl::Describe(const SQLite::Exception& error) const {
  if (error.getExtendedErrorCode() == SQLITE_CONSTRAINT_COMMITHOOK) {
    return CannotUse(
        path_,
        "it was deleted, moved or replaced while it was in use, so that a change would "
        "be lost and none is made; put it back, or start again");
  }
  // SQLite does not say which of the two it is.
  if (error.getErrorCode() == SQLITE_FULL) {
    return CannotUse(path_, file ? ExplainFull(max_bytes_) : ExplainTooLarge(max_bytes_));
  }
  return CannotUse(path_, Explain(error, sqlite3_system_errno(database->getHandle())));
}

/// SQLite itself syncs when it moves what was written ahead into the main file. To sync at each
/// commit as well (PRAGMA synchronous = FULL) would let everybody wait, and polls too.
void Store::Impl::Sync() {
  if (ahead_ == nullptr || ahead_->pMethods == nullptr) return;
  if (is_unsafe_) return MoveIntoMain();
  // One that comes after a failed one says nothing of what that was for, nor does one during which
  // another failed.
  const auto sync = [this] {
    if (is_unsafe_) return false;
    if (ahead_->pMethods->xSync(ahead_, SQLITE_SYNC_NORMAL) != SQLITE_OK) is_unsafe_ = true;
    return !is_unsafe_;
  };
  if (syncs.Wait(sync)) return;
  throw StoreFailure(CannotUse(path_,
                               "its disk does not say that what was written is there; see "
                               "to the disk, then try again"));
}

/// After a sync that failed, Linux takes what it could not write for written, so that the next sync
/// says nothing of it (lwn.net/Articles/752063). It is written again, from where it still is.
void Store::Impl::MoveIntoMain() {
  Use([&] {
    const int moved = sqlite3_wal_checkpoint_v2(database->getHandle(), "main",
                                                SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (moved != SQLITE_OK) throw SQLite::Exception(database->getHandle(), moved);
    is_unsafe_ = false;
  });
}

}  // namespace fake_ice::store
