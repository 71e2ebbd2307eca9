#pragma once

#include <SQLiteCpp/Database.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fake_ice::store {

/// The SQL that notes what is changed in one table of the store, in a temporary table `initial_…`
/// beside it, and puts it back. A row there stands for one of the store's that was changed since:
/// was_there says whether it existed at first, and then the row has all of it. A row that was new
/// and is gone again is not noted any more. What belongs to a row that is noted as new is new too,
/// and is not noted: it goes with it.
class WatchedTable {
 public:
  /// Reads the table's columns. `owners` are the tables to whose rows its rows belong; they are
  /// removed with them. Throws SQLite::Exception.
  WatchedTable(SQLite::Database& database, std::string_view table,
               const std::vector<WatchedTable>& owners);

  [[nodiscard]] const std::string& Name() const { return table_; }

  /// Statements that make the temporary table and its triggers. No trigger sees a change of
  /// created_at, as a reset alone makes such a change, each time; nor one of a column that is no
  /// key and is called polls, before which NoteOne is to be run unless IsOneNoted has a row.
  [[nodiscard]] std::vector<std::string> Make() const;
  /// Of the row with the keys ?1, ?2 …
  [[nodiscard]] std::string IsOneNoted() const;
  [[nodiscard]] std::string NoteOne() const;

  /// Remove every row that was changed, and are to be run before those of the owners; PutBack adds
  /// them as they were; Forget drops the notes.
  [[nodiscard]] std::vector<std::string> RemoveChanged() const;
  [[nodiscard]] std::string PutBack() const;
  [[nodiscard]] std::string Forget() const;

  /// The same for the rows of one account, ?1, that is not new. The place of a row in the order of
  /// its table may be another account's by now: PutBackOfAccount leaves such rows out, and
  /// PutBackElsewhere, to be run after it, adds them at the end; null where the order is that of
  /// the keys. Forget drops the notes of what is at its place again.
  [[nodiscard]] std::vector<std::string> RemoveChangedOfAccount() const;
  [[nodiscard]] std::string PutBackOfAccount() const;
  [[nodiscard]] std::optional<std::string> PutBackElsewhere() const;
  [[nodiscard]] std::string ForgetOfAccount() const;

 private:
  struct Owner {
    std::string noted;
    std::vector<std::string> keys;
  };

  [[nodiscard]] std::string List(std::string_view before = {}) const;
  [[nodiscard]] std::string Keys(std::string_view before = {}) const;
  [[nodiscard]] std::string AsItWas(const std::string& row) const;
  [[nodiscard]] std::string IsNoted(const std::string& row) const;
  [[nodiscard]] std::string IsOne() const;
  [[nodiscard]] std::string IsOfNew(const std::string& row) const;
  [[nodiscard]] std::string RemoveOfNew(const Owner& owner, const std::string& condition) const;
  [[nodiscard]] std::string PutBackIf(const std::string& condition) const;
  [[nodiscard]] std::string AtItsPlace(const std::string& condition) const;
  [[nodiscard]] bool IsOrderedByAccount() const { return keys_.front() == "account_id"; }

  std::string table_;
  std::string noted_;  // the temporary table's name
  std::vector<std::string> columns_;
  std::vector<std::string> keys_;  // of the primary key, in its order
  bool has_rowid_ = true;
  std::vector<Owner> owners_;
};

}  // namespace fake_ice::store
