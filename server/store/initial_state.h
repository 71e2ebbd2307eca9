#pragma once

#include <SQLiteCpp/Database.h>

#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "store/noted_jobs.h"
#include "store/prepared_statement.h"
#include "store/watched_table.h"

namespace fake_ice::store {

/// What is to be put back for the store to be as it was at start: each row that was changed or
/// removed since then or the last reset, as it was, and which rows are new. SQLite's triggers note
/// that in temporary tables, in memory and within the transaction that makes the change, so that a
/// start copies nothing and going back takes as long as what was changed is large. Not thread-safe;
/// Store guards it. Members throw SQLite::Exception.
class InitialState {
 public:
  explicit InitialState(SQLite::Database& database) : database_(database) {}

  /// What the store holds now is the state to go back to. Before that there is none: nothing is
  /// noted, and to go back changes nothing. Callers hold a transaction.
  void Keep();

  /// To be called before each change, and within no transaction: what it makes, once, must not go
  /// with one that fails.
  void Watch() {
    if (is_kept_ && watched_.empty()) MakeWatch();
  }

  /// To be called before each change of how often a job was polled, within no transaction, and
  /// after Watch. No trigger sees to that: polls are many, and mostly of jobs that are noted.
  void NoteBeforePoll(std::string_view account_id, std::string_view job_id);

  /// Makes what is done with single accounts possible, as many runs of the program never need it.
  /// Called before KeepCreated and Restore of one account, and within no transaction.
  void PrepareForAccounts();

  /// Copies one account that was created after start: it can be restored by its id, and a restore
  /// of everything drops it. Callers hold a transaction.
  void KeepCreated(std::string_view account_id);
  /// Drops the copy of an account that was created after start. Callers hold a transaction.
  void Forget(std::string_view account_id);

  /// Puts everything back. Called WithoutForeignKeys, in a transaction.
  void Restore();

  /// Puts one account back; an account that was not kept is removed. False when neither the store
  /// nor what was kept has it. Called WithoutForeignKeys, in a transaction.
  bool Restore(std::string_view account_id);

 private:
  /// What is done with the rows of one account in one table; accounts come and go often.
  struct OfTable {
    OfTable(SQLite::Database& database, const WatchedTable& table);

    std::deque<PreparedStatement> remove_changed;
    PreparedStatement put_back;
    std::optional<PreparedStatement> put_back_elsewhere;
    PreparedStatement forget;
    PreparedStatement remove;
    PreparedStatement keep;
    PreparedStatement put_back_created;
  };
  struct OfAccounts {
    OfAccounts(SQLite::Database& database, const std::vector<WatchedTable>& watched);

    PreparedStatement exists;
    PreparedStatement was_there;
    PreparedStatement is_new;
    PreparedStatement was_created;
    std::deque<OfTable> tables;
  };

  void MakeWatch();
  void RestoreNew(std::string_view account_id);
  void RestoreChanged(std::string_view account_id);
  void ForgetAll();

  SQLite::Database& database_;
  bool is_kept_ = false;
  std::vector<WatchedTable> watched_;  // in the order of kTables; empty before the first change
  std::optional<PreparedStatement> is_job_noted_;
  std::optional<PreparedStatement> note_job_;
  NotedJobs noted_jobs_;
  bool has_created_ = false;                 // the tables of accounts that were created after start
  std::unique_ptr<OfAccounts> of_accounts_;  // null before PrepareForAccounts
};

/// While it lives, SQLite neither checks foreign keys nor follows them: each table is put back for
/// itself. Made before the transaction, because within one it would do nothing; what is put back
/// must hold together by itself.
class WithoutForeignKeys {
 public:
  explicit WithoutForeignKeys(SQLite::Database& database);
  ~WithoutForeignKeys();
  WithoutForeignKeys(const WithoutForeignKeys&) = delete;
  WithoutForeignKeys& operator=(const WithoutForeignKeys&) = delete;

 private:
  SQLite::Database& database_;
};

}  // namespace fake_ice::store
