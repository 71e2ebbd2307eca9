#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <deque>
#include <string>
#include <string_view>

namespace fake_ice::store {

/// A copy of the store as it was at start, kept in memory beside it, to go back to. Not
/// thread-safe; Store guards it. Callers hold a transaction.
class InitialState {
 public:
  /// Makes room for the copy; it is empty until Keep.
  explicit InitialState(SQLite::Database& database);

  /// Copies everything that the store holds now.
  void Keep();

  /// Copies one account that was created after start: it can be restored by its id, and a restore
  /// of everything drops it.
  void KeepCreated(std::string_view account_id);
  /// Drops the copy of an account that was created after start.
  void Forget(std::string_view account_id);

  /// Puts everything back.
  void Restore();

  /// Puts one account back; an account that was not kept is removed. False when neither the store
  /// nor the copy has it.
  bool Restore(std::string_view account_id);

 private:
  /// What is done with the rows of one account in one table; accounts come and go often.
  struct OneAccount {
    OneAccount(SQLite::Database& database, std::string_view table);

    SQLite::Statement keep;
    SQLite::Statement forget;
    SQLite::Statement put_back;
  };

  SQLite::Database& database_;
  std::deque<OneAccount> tables_;  // in the order of kTables
};

}  // namespace fake_ice::store
