#pragma once

#include <SQLiteCpp/Database.h>

#include <deque>
#include <string_view>

#include "store/prepared_statement.h"

namespace fake_ice::store {

/// A copy of the store as it was at start, kept in memory beside it, to go back to. Not
/// thread-safe; Store guards it. Callers hold a transaction.
class InitialState {
 public:
  /// Makes room for the copy; it is empty until Keep.
  explicit InitialState(SQLite::Database& database);

  /// Copies everything that the store holds now. Called WithoutForeignKeys.
  void Keep();

  /// Makes what is done with single accounts possible, as many runs of the program never need it.
  /// Called before KeepCreated and Restore of one account, and within no transaction: what it makes
  /// must not go with one that fails.
  void PrepareForAccounts();

  /// Copies one account that was created after start: it can be restored by its id, and a restore
  /// of everything drops it.
  void KeepCreated(std::string_view account_id);
  /// Drops the copy of an account that was created after start.
  void Forget(std::string_view account_id);

  /// Puts everything back. Called WithoutForeignKeys.
  void Restore();

  /// Puts one account back; an account that was not kept is removed. False when neither the store
  /// nor the copy has it. Called WithoutForeignKeys.
  bool Restore(std::string_view account_id);

 private:
  /// What is done with the rows of one account in one table; accounts come and go often.
  struct OfTable {
    OfTable(SQLite::Database& database, std::string_view table);

    PreparedStatement remove;
    PreparedStatement keep;
    PreparedStatement put_back;
    PreparedStatement put_back_created;
  };

  void ForgetAll();
  /// Runs `pattern` with each table's name in the place of `$`.
  void ForEachTable(std::string_view pattern);

  SQLite::Database& database_;
  PreparedStatement is_kept_;
  bool has_kept_ = false;       // something, once
  bool has_created_ = false;    // the tables of accounts that were created after start
  std::deque<OfTable> tables_;  // in the order of kTables; empty before PrepareForAccounts
};

/// While it lives, SQLite neither checks foreign keys nor follows them: whole tables are emptied
/// and copied as trees. Made before the transaction, because within one it would do nothing; what
/// is copied must hold together by itself.
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
