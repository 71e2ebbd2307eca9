#include "store/watched_table.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>

namespace fake_ice::store {
namespace {

/// `before` and a name for each of `names`, with commas between.
std::string Listed(const std::vector<std::string>& names, std::string_view before) {
  std::string list;
  for (const std::string& name : names) {
    list.append(list.empty() ? "" : ", ").append(before).append(name);
  }
  return list;
}

}  // namespace

WatchedTable::WatchedTable(SQLite::Database& database, std::string_view table,
                           const std::vector<WatchedTable>& owners)
    : table_(table), noted_("initial_" + table_) {
  for (const WatchedTable& owner : owners) owners_.push_back({owner.noted_, owner.keys_});
  SQLite::Statement columns(
      database, "SELECT name, pk FROM pragma_table_info('" + table_ + "', 'main') ORDER BY pk");
  while (columns.executeStep()) {
    columns_.push_back(columns.getColumn(0).getString());
    if (columns.getColumn(1).getInt() > 0) keys_.push_back(columns_.back());
  }
  has_rowid_ = database
                   .execAndGet("SELECT wr = 0 FROM pragma_table_list('" + table_ +
                               "') WHERE schema = 'main'")
                   .getInt() != 0;
}

std::string WatchedTable::List(std::string_view before) const {
  return Listed(columns_, before);
}

std::string WatchedTable::Keys(std::string_view before) const {
  return Listed(keys_, before);
}

/// The values of a noted row that was there.
std::string WatchedTable::AsItWas(const std::string& row) const {
  return (has_rowid_ ? "1, " + row + "rowid, " : "1, NULL, ") + List(row);
}

/// What keeps a row from being noted again. Not INSERT OR IGNORE: within a trigger the statement
/// that fired it says what a conflict does (sqlite.org/lang_createtrigger). Nor a condition of the
/// INSERT itself, for which SQLite would make a table in between.
std::string WatchedTable::IsNoted(const std::string& row) const {
  return '(' + IsOfNew(row) + " OR EXISTS (SELECT 1 FROM " + noted_ + " WHERE (" + Keys() +
         ") = (" + Keys(row) + ")))";
}

/// Whether a row belongs to one that is noted as new.
std::string WatchedTable::IsOfNew(const std::string& row) const {
  std::string is_of_new = "(0";
  for (const Owner& owner : owners_) {
    is_of_new += " OR EXISTS (SELECT 1 FROM " + owner.noted + " WHERE (" + Listed(owner.keys, "") +
                 ") = (" + Listed(owner.keys, row) + ") AND was_there = 0)";
  }
  return is_of_new + ')';
}

/// That a row `old` has the keys ?1, ?2 …
std::string WatchedTable::IsOne() const {
  std::string is_one;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    is_one += (i == 0 ? "old." : " AND old.") + keys_[i] + " = ?" + std::to_string(i + 1);
  }
  return is_one;
}

std::string WatchedTable::IsOneNoted() const {
  return "SELECT 1 FROM main." + table_ + " AS old WHERE " + IsOne() + " AND " + IsNoted("old.");
}

std::string WatchedTable::NoteOne() const {
  return "INSERT INTO " + noted_ + " (was_there, was_at, " + List() + ") SELECT " +
         AsItWas("old.") + " FROM main." + table_ + " AS old WHERE " + IsOne();
}

std::vector<std::string> WatchedTable::Make() const {
  const auto trigger = [&](const std::string& name, const std::string& event,
                           const std::string& condition, const std::string& action) {
    return "CREATE TEMP TRIGGER " + noted_ + name + ' ' + event + " ON main." + table_ +
           " WHEN NOT " + condition + " BEGIN " + action + "; END";
  };
  std::vector<std::string> watched = columns_;
  std::erase_if(watched, [&](const std::string& column) {
    return column == "created_at" || (column == "polls" && !std::ranges::count(keys_, column));
  });
  const std::string note_new =
      "INSERT INTO " + noted_ + " (was_there, " + Keys() + ") VALUES (0, " + Keys("NEW.") + ')';
  const std::string note_old = "INSERT INTO " + noted_ + " (was_there, was_at, " + List() +
                               ") VALUES (" + AsItWas("OLD.") + ')';
  const std::string forget_new = "DELETE FROM " + noted_ + " WHERE (" + Keys() + ") = (" +
                                 Keys("OLD.") + ") AND was_there = 0";
  // What belongs to a removed row is removed before that is forgotten to be new.
  std::vector<std::string> made{
      "CREATE TEMP TABLE " + noted_ + " (was_there, was_at, " + List() + ", PRIMARY KEY (" +
          Keys() + "))" + (has_rowid_ ? "" : " WITHOUT ROWID"),
      trigger("_insert", "AFTER INSERT", IsNoted("NEW."), note_new),
      trigger("_update", "AFTER UPDATE OF " + Listed(watched, ""), IsNoted("OLD."), note_old),
      trigger("_delete", "BEFORE DELETE", IsNoted("OLD."), note_old),
      trigger("_gone", "AFTER DELETE", IsOfNew("OLD."), forget_new)};
  if (!IsOrderedByAccount()) {
    made.push_back("CREATE INDEX temp." + noted_ + "_by_account ON " + noted_ + " (account_id)");
  }
  return made;
}

std::vector<std::string> WatchedTable::RemoveChanged() const {
  std::vector<std::string> remove{"DELETE FROM main." + table_ + " WHERE (" + Keys() +
                                  ") IN (SELECT " + Keys() + " FROM " + noted_ + ")"};
  for (const Owner& owner : owners_) remove.push_back(RemoveOfNew(owner, ""));
  return remove;
}

/// Removes what belongs to those rows of `owner` that are new, as far as `condition` holds.
std::string WatchedTable::RemoveOfNew(const Owner& owner, const std::string& condition) const {
  const std::string keys = Listed(owner.keys, "");
  return "DELETE FROM main." + table_ + " WHERE (" + keys + ") IN (SELECT " + keys + " FROM " +
         owner.noted + " WHERE was_there = 0" + condition + ")";
}

/// At the place where they were, for those of which `condition` is true.
std::string WatchedTable::PutBackIf(const std::string& condition) const {
  return "INSERT INTO main." + table_ + " (" + (has_rowid_ ? "rowid, " : "") + List() +
         ") SELECT " + (has_rowid_ ? "was_at, " : "") + List() + " FROM " + noted_ +
         " WHERE was_there = 1" + condition;
}

std::string WatchedTable::PutBack() const {
  return PutBackIf("");
}

std::string WatchedTable::Forget() const {
  return "DELETE FROM " + noted_;
}

std::vector<std::string> WatchedTable::RemoveChangedOfAccount() const {
  // A key that is another account's now may have been this one's at first.
  std::vector<std::string> remove{"DELETE FROM main." + table_ + " WHERE account_id = ?1 AND (" +
                                  Keys() + ") IN (SELECT " + Keys() + " FROM " + noted_ +
                                  (IsOrderedByAccount() ? " WHERE account_id = ?1)" : ")")};
  for (const Owner& owner : owners_) {
    remove.push_back(RemoveOfNew(owner, " AND account_id = ?1"));
  }
  return remove;
}

std::string WatchedTable::PutBackOfAccount() const {
  return PutBackIf(" AND account_id = ?1" +
                   (has_rowid_ ? " AND NOT EXISTS " + AtItsPlace("") : std::string()));
}

std::optional<std::string> WatchedTable::PutBackElsewhere() const {
  if (!has_rowid_) return std::nullopt;
  return "INSERT INTO main." + table_ + " (" + List() + ") SELECT " + List() + " FROM " + noted_ +
         " WHERE was_there = 1 AND account_id = ?1 AND EXISTS " +
         AtItsPlace(" AND (other.account_id, " + Keys("other.") + ") <> (" + noted_ +
                    ".account_id, " + Keys(noted_ + '.') + ')');
}

std::string WatchedTable::ForgetOfAccount() const {
  const std::string is_there =
      AtItsPlace(" AND (" + Keys("other.") + ") = (" + Keys(noted_ + '.') + ')');
  return "DELETE FROM " + noted_ + " WHERE account_id = ?1" +
         (has_rowid_ ? " AND EXISTS " + is_there : "");
}

/// A row of the store that has the place of the noted one.
std::string WatchedTable::AtItsPlace(const std::string& condition) const {
  return "(SELECT 1 FROM main." + table_ + " AS other WHERE other.rowid = was_at" + condition + ')';
}

}  // namespace fake_ice::store
