#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/spinning_mutex.h"
#include "store/credential_cache.h"
#include "store/grouped_sync.h"
#include "store/initial_state.h"
#include "store/pending_polls.h"
#include "store/revision.h"
#include "store/store.h"
#include "store/store_failure.h"
#include "store/store_file.h"
#include "store/tables.h"

namespace fake_ice::store {

/// What store*.cpp share: the one connection and the lock around it.
class Store::Impl {
 public:
  /// `file` is nothing for a store in memory.
  Impl(std::string path, std::optional<StoreFile> file, std::unique_ptr<SQLite::Database> opened,
       std::uint64_t max_bytes);
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  /// Runs `work` while no other thread uses the store, and all that was counted is in the tables.
  /// Throws StoreFailure for what SQLite throws.
  template <typename Work>
  auto Use(Work work) {
    return UseWithPendingPolls([&] {
      WritePendingPolls();
      return work();
    });
  }

  /// The same for what asks nothing of polls, or adds what is pending to what it reads: the tables
  /// may know of too few.
  template <typename Work>
  auto UseWithPendingPolls(Work work) {
    ++waiting_;
    const std::scoped_lock lock(mutex_);
    --waiting_;
    return Explained([&] {
      RollBackLeftover();
      return work();
    });
  }

  /// Throws StoreFailure for what SQLite throws in `work`.
  template <typename Work>
  auto Explained(Work work) {
    try {
      return work();
    } catch (const SQLite::Exception& error) {
      throw StoreFailure(Describe(error));
    } catch (const DamagedStore& error) {
      throw StoreFailure(CannotUse(path_, ExplainDamage(error.what())));
    }
  }

  /// The same for a change that is there ever after, even when the power goes: it is on the disk
  /// when this returns. Others use the store while the disk is waited for, and one sync serves all
  /// who wait for one.
  template <typename Work>
  auto Change(Work work) {
    return ChangeWithPendingPolls([&] {
      WritePendingPolls();
      return work();
    });
  }

  /// The same for a change that concerns no job that was ever read.
  template <typename Work>
  auto ChangeWithPendingPolls(Work work) {
    const auto watched = [&] {
      initial.Watch();
      return work();
    };
    if constexpr (std::is_void_v<decltype(work())>) {
      UseWithPendingPolls(watched);
      Sync();
    } else {
      auto result = UseWithPendingPolls(watched);
      Sync();
      return result;
    }
  }

  /// The job with all its polls, the pending ones too.
  std::optional<JobRecord> FindJob(std::string_view account_id, std::string_view job_id);
  /// Counts a poll of `job`, which FindJob found in this use of the store. `now` is on the clock of
  /// its account.
  void CountPoll(std::string_view account_id, JobRecord& job, base::Moment now);

  /// What a count may take up that grows by a byte: it may split the page it is on, and the one
  /// above that.
  static constexpr std::size_t kPagesOfACount = 2;

  /// To be called before anything takes up so many pages at the most while polls are pending, so
  /// that there is room for their counts afterwards.
  void KeepRoomForPendingPolls(std::size_t pages);

  /// Another number after each change but those that KeepingCredentials made.
  [[nodiscard]] std::int64_t VersionOfCredentials() const {
    return sqlite3_total_changes64(database->getHandle()) - other_changes_;
  }

  /// Runs `work`, which changes nothing that a credential is read from.
  template <typename Work>
  auto KeepingCredentials(Work work) {
    const OtherChanges counted(*this);
    return work();
  }

  /// Makes `copy`, an empty database, what the store is at one moment. Others use the store
  /// meanwhile: it is copied some pages at a time.
  void CopyInto(SQLite::Database& copy);

  std::unique_ptr<SQLite::Database> database;
  Tables tables;
  InitialState initial;
  CredentialCache credentials;
  PendingPolls pending_polls;  ///< of a store in memory; in a file each poll is written at once
  std::optional<StoreFile> file;
  GroupedSync syncs;
  std::vector<Revision> revisions;  ///< since the state that Reset goes back to

 private:
  /// Counts what is changed while this lives, also by what fails.
  class OtherChanges {
   public:
    explicit OtherChanges(Impl& impl) : impl_(impl), version_(impl.VersionOfCredentials()) {}
    ~OtherChanges() { impl_.other_changes_ += impl_.VersionOfCredentials() - version_; }
    OtherChanges(const OtherChanges&) = delete;
    OtherChanges& operator=(const OtherChanges&) = delete;

   private:
    Impl& impl_;
    const std::int64_t version_;
  };

  /// A change that failed for want of memory may not have had enough for a ROLLBACK either. Nobody
  /// is to see half of it.
  void RollBackLeftover() {
    if (sqlite3_get_autocommit(database->getHandle()) == 0) database->exec("ROLLBACK");
  }
  void WritePendingPolls();
  [[nodiscard]] std::size_t FreePages() const;
  void WritePoll(std::string_view account_id, JobRecord& job, base::Moment now, bool is_waited_for);
  [[nodiscard]] std::string Describe(const SQLite::Exception& error) const;
  /// Called by SQLite before each commit; other than 0 takes the change back.
  static int BeforeCommit(void* impl);
  /// Called by SQLite after each commit, with the pages that are written ahead by now.
  static int AfterCommit(void* impl, sqlite3* database, const char* schema, int pages);
  void Sync();
  /// Moves what was written ahead into the main file, which is then on the disk.
  void MoveIntoMain();

  /// Lets those go first who wait for the store; a thread that took it again at once would keep
  /// them out.
  void LetOthersUse() const;

  const std::string path_;
  const std::uint64_t max_bytes_;
  sqlite3_file* ahead_ = nullptr;  ///< what is written ahead; of a store in memory null
  base::SpinningMutex mutex_;
  std::atomic<int> waiting_ = 0;
  std::int64_t other_changes_ = 0;
  std::size_t most_pending_ = 0;  ///< counts that there is room for
  int most_pages_ahead_ = 0;
  /// Set when a sync failed: what was written ahead may be lost, whatever a later sync says.
  std::atomic<bool> is_unsafe_ = false;
};

}  // namespace fake_ice::store
