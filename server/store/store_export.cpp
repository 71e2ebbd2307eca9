#include <thread>

#include "store/database.h"
#include "store/store_impl.h"

namespace fake_ice::store {
namespace {

/// What is copied while nobody else uses the store: a quarter of a mebibyte.
constexpr int kPagesAtOnce = 64;
/// A copy of a store in memory begins anew when the store is changed meanwhile (pager.c). After so
/// many tries the rest is copied at once, which takes as long as moving its bytes.
constexpr int kMaxTries = 4;

/// The jobs of an account that are in memory at once.
constexpr std::size_t kJobsAtOnce = 1000;

}  // namespace

void Store::Impl::CopyInto(SQLite::Database& copy) {
  // Also when a use of the store fails: an unfinished copy would be kept, and kept up to date.
  const auto finish = [&](sqlite3_backup* backup) {
    const std::scoped_lock lock(mutex_);
    sqlite3_backup_finish(backup);
  };
  std::unique_ptr<sqlite3_backup, decltype(finish)> backup(nullptr, finish);
  Use([&] {
    backup.reset(sqlite3_backup_init(copy.getHandle(), "main", database->getHandle(), "main"));
    if (backup == nullptr) throw SQLite::Exception(copy.getHandle());
  });
  int result = SQLITE_OK;
  int tries = 1;
  for (int left = 0; result == SQLITE_OK;) {
    Use([&] {
      result = sqlite3_backup_step(backup.get(), tries < kMaxTries ? kPagesAtOnce : -1);
      const int remaining = sqlite3_backup_remaining(backup.get());
      tries += left > 0 && remaining >= left ? 1 : 0;
      left = remaining;
    });
    LetOthersUse();
  }
  backup.reset();
  if (result == SQLITE_DONE) return;
  Explained([&] { throw SQLite::Exception(database->getHandle(), result); });
}

void Store::Impl::LetOthersUse() const {
  constexpr int kMaxYields = 1000;
  for (int i = 0; i < kMaxYields && waiting_ > 0; ++i) std::this_thread::yield();
}

void Store::Export(const std::function<void(AccountRecord)>& take) {
  impl_->Explained([&] {
    const auto copy = Connect(":memory:");
    impl_->CopyInto(*copy);
    Tables tables(*copy);
    for (AccountRecord& account : tables.accounts.ReadAll()) {
      const std::string id = account.account_id;
      tables.ReadInto(account);
      for (std::string after;; account = {.account_id = id}) {
        account.jobs = tables.jobs.Read(id, after, kJobsAtOnce);
        if (account.jobs.empty() && !after.empty()) break;
        after = account.jobs.empty() ? "" : account.jobs.back().job_id;
        take(std::move(account));
        if (after.empty()) break;
      }
    }
  });
}

}  // namespace fake_ice::store
