#include "store/store_impl.h"

namespace fake_ice::store {

Store::Impl::Impl(std::string path, std::optional<StoreFile> opened_file,
                  std::unique_ptr<SQLite::Database> opened)
    : database(std::move(opened)),
      tables(*database),
      initial(*database),
      file(std::move(opened_file)),
      path_(std::move(path)) {
  if (!file) return;
  sqlite3_commit_hook(database->getHandle(), &Impl::BeforeCommit, this);
  sqlite3_file_control(database->getHandle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &ahead_);
}

Store::Impl::~Impl() {
  sqlite3_commit_hook(database->getHandle(), nullptr, nullptr);
}

int Store::Impl::BeforeCommit(void* impl) {
  return static_cast<Impl*>(impl)->file->IsLost() ? 1 : 0;
}

std::string Store::Impl::Describe(const SQLite::Exception& error) const {
  if (error.getExtendedErrorCode() == SQLITE_CONSTRAINT_COMMITHOOK) {
    return CannotUse(
        path_,
        "it was deleted, moved or replaced while it was in use, so that a change would "
        "be lost and none is made; put it back, or start again");
  }
  return CannotUse(path_, Explain(error, sqlite3_system_errno(database->getHandle())));
}

/// SQLite itself syncs when it moves what was written ahead into the main file. To sync at each
/// commit as well (PRAGMA synchronous = FULL) would let everybody wait, and polls too.
void Store::Impl::Sync() {
  if (ahead_ == nullptr || ahead_->pMethods == nullptr) return;
  if (ahead_->pMethods->xSync(ahead_, SQLITE_SYNC_NORMAL) != SQLITE_OK) {
    throw StoreFailure(CannotUse(path_,
                                 "its disk does not say that what was written is there; see "
                                 "to the disk, then try again"));
  }
}

}  // namespace fake_ice::store
