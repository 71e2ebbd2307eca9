#include "store/watched_table.h"

#include <SQLiteCpp/SQLiteCpp.h>

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

WatchedTable::WatchedTable(SQLite::Database& database, std::string_view table)
    : table_(table), noted_("initial_" + table_) {
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

/// Notes `values` of `columns` unless the row is noted already. Not by INSERT OR IGNORE: within a
/// trigger the statement that fired it says what a conflict does (sqlite.org/lang_createtrigger).
std::string WatchedTable::Note(const std::string& columns, const std::string& values,
                               const std::string& row) const {
  return "INSERT INTO " + noted_ + " (" + columns + ") SELECT " + values +
         " WHERE NOT EXISTS (SELECT 1 FROM " + noted_ + " WHERE (" + Keys() + ") = (" + Keys(row) +
         ")); ";
}

std::vector<std::string> WatchedTable::Make() const {
  const auto trigger = [&](const std::string& name, const std::string& event,
                           const std::string& action) {
    return "CREATE TEMP TRIGGER " + noted_ + name + " AFTER " + event + " ON main." + table_ +
           " BEGIN " + action + "END";
  };
  std::vector<std::string> watched = columns_;
  std::erase(watched, "created_at");
  const std::string note_new = Note("was_there, " + Keys(), "0, " + Keys("NEW."), "NEW.");
  const std::string note_old =
      Note("was_there, was_at, " + List(),
           (has_rowid_ ? "1, OLD.rowid, " : "1, NULL, ") + List("OLD."), "OLD.");
  const std::string forget_new = "DELETE FROM " + noted_ + " WHERE (" + Keys() + ") = (" +
                                 Keys("OLD.") + ") AND was_there = 0; ";
  std::vector<std::string> made{"CREATE TEMP TABLE " + noted_ + " (was_there, was_at, " + List() +
                                    ", PRIMARY KEY (" + Keys() + "))" +
                                    (has_rowid_ ? "" : " WITHOUT ROWID"),
                                trigger("_insert", "INSERT", note_new),
                                trigger("_update", "UPDATE OF " + Listed(watched, ""), note_old),
                                trigger("_delete", "DELETE", note_old + forget_new)};
  if (!IsOrderedByAccount()) {
    made.push_back("CREATE INDEX temp." + noted_ + "_by_account ON " + noted_ + " (account_id)");
  }
  return made;
}

std::string WatchedTable::RemoveChanged() const {
  return "DELETE FROM main." + table_ + " WHERE (" + Keys() + ") IN (SELECT " + Keys() + " FROM " +
         noted_ + ")";
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

std::string WatchedTable::RemoveChangedOfAccount() const {
  // A key that is another account's now may have been this one's at first.
  return "DELETE FROM main." + table_ + " WHERE account_id = ?1 AND (" + Keys() + ") IN (SELECT " +
         Keys() + " FROM " + noted_ + (IsOrderedByAccount() ? " WHERE account_id = ?1)" : ")");
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
