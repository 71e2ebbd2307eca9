#pragma once

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/text.h"
#include "store/prepared_statement.h"
#include "store/records.h"

/// Small helpers between C++ values and SQLite's columns, shared by the tables' classes.
namespace fake_ice::store {

/// Actions as one column: separated by blanks, which no action's name has.
inline std::string JoinActions(const std::vector<std::string>& actions) {
  std::string column;
  for (const std::string& action : actions) column += (column.empty() ? "" : " ") + action;
  return column;
}

inline std::vector<std::string> SplitActions(std::string_view column) {
  std::vector<std::string> actions;
  if (column.empty()) return actions;
  for (const std::string_view action : base::Split(column, ' ')) actions.emplace_back(action);
  return actions;
}

/// The principal_id of a session. UserIds have no white space, so that no user has it.
inline std::string SessionPrincipalId(std::string_view access_key_id) {
  return "session " + std::string(access_key_id);
}

/// One use of a prepared statement, which is ready for the next when this goes out of scope: no
/// statement keeps a read transaction open. Members throw SQLite::Exception.
class StatementUse {
 public:
  explicit StatementUse(PreparedStatement& statement)
      : statement_(statement.Prepared()), connection_(statement.Connection()) {}
  ~StatementUse() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);  // texts that may go away now
  }
  StatementUse(const StatementUse&) = delete;
  StatementUse& operator=(const StatementUse&) = delete;

  /// Binds parameter `index`, counted from 1. This text is not copied: it must be there until the
  /// last Step, or Execute.
  StatementUse& Bind(int index, std::string_view text) {
    // A null pointer would bind NULL.
    const char* bytes = text.empty() ? "" : text.data();
    return Check(
        sqlite3_bind_text64(statement_, index, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8));
  }
  /// Copies the text. Here and below nothing is NULL.
  StatementUse& Bind(int index, const std::optional<std::string>& text) {
    if (!text) return BindNull(index);
    return Check(sqlite3_bind_text64(statement_, index, text->data(), text->size(),
                                     SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  StatementUse& Bind(int index, std::int64_t number) {
    return Check(sqlite3_bind_int64(statement_, index, number));
  }
  StatementUse& Bind(int index, const std::optional<base::Moment>& moment) {
    return moment ? Bind(index, std::int64_t{moment->time_since_epoch().count()}) : BindNull(index);
  }
  StatementUse& Bind(int index, const std::optional<std::chrono::milliseconds>& duration) {
    return duration ? Bind(index, std::int64_t{duration->count()}) : BindNull(index);
  }
  StatementUse& Bind(int index, std::optional<std::int64_t> number) {
    return number ? Bind(index, *number) : BindNull(index);
  }
  StatementUse& Bind(int index, std::optional<double> number) {
    return number ? Check(sqlite3_bind_double(statement_, index, *number)) : BindNull(index);
  }
  /// Binds bytes that are no text. They are not copied: see above.
  StatementUse& BindBytes(int index, std::string_view bytes) {
    const char* data = bytes.empty() ? "" : bytes.data();
    return Check(sqlite3_bind_blob64(statement_, index, data, bytes.size(), SQLITE_STATIC));
  }

  /// Moves to the next row; false after the last, and then it must not be called again.
  bool Step() {
    const int result = sqlite3_step(statement_);
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
      throw SQLite::Exception(connection_, result);
    }
    return result == SQLITE_ROW;
  }
  /// Runs a statement that has no rows. Returns the number of rows changed.
  int Execute() {
    Step();
    return sqlite3_changes(connection_);
  }

  /// Columns of the current row, counted from 0. Texts may hold zero bytes.
  [[nodiscard]] std::string Text(int column) const { return std::string(View(column)); }
  [[nodiscard]] std::optional<std::string> OptionalText(int column) const {
    return IsNull(column) ? std::nullopt : std::optional(Text(column));
  }
  /// The same for as long as no other member is called.
  [[nodiscard]] std::string_view View(int column) const {
    // Asked for in this order, as SQLite wants it: the text may have to be made first.
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const int size = sqlite3_column_bytes(statement_, column);
    if (bytes == nullptr && sqlite3_errcode(connection_) == SQLITE_NOMEM) {
      throw SQLite::Exception(connection_, SQLITE_NOMEM);
    }
    return bytes == nullptr ? std::string_view() : std::string_view(bytes, std::size_t(size));
  }
  [[nodiscard]] std::optional<base::Moment> OptionalMoment(int column) const {
    if (IsNull(column)) return std::nullopt;
    return base::Moment(std::chrono::milliseconds(Integer(column)));
  }
  [[nodiscard]] std::optional<std::chrono::milliseconds> OptionalDuration(int column) const {
    if (IsNull(column)) return std::nullopt;
    return std::chrono::milliseconds(Integer(column));
  }
  [[nodiscard]] std::optional<std::int64_t> OptionalInteger(int column) const {
    return IsNull(column) ? std::nullopt : std::optional(Integer(column));
  }
  [[nodiscard]] std::int64_t Integer(int column) const {
    return sqlite3_column_int64(statement_, column);
  }
  [[nodiscard]] double Number(int column) const {
    return sqlite3_column_double(statement_, column);
  }
  [[nodiscard]] std::optional<bool> OptionalFlag(int column) const {
    const auto number = OptionalInteger(column);
    return number ? std::optional(*number != 0) : std::nullopt;
  }
  [[nodiscard]] std::optional<double> OptionalNumber(int column) const {
    return IsNull(column) ? std::nullopt : std::optional(Number(column));
  }
  /// Two columns: offset and the moment at which it stands.
  [[nodiscard]] AccountClock Clock(int column) const {
    return {.offset = std::chrono::milliseconds(Integer(column)),
            .frozen_at = OptionalMoment(column + 1)};
  }
  /// Three columns: calls per second, burst, and actions separated by blanks.
  [[nodiscard]] std::optional<ThrottleRecord> OptionalThrottle(int column) const {
    if (IsNull(column)) return std::nullopt;
    return ThrottleRecord{.per_second = Number(column),
                          .burst = Number(column + 1),
                          .actions = SplitActions(View(column + 2))};
  }

 private:
  [[nodiscard]] bool IsNull(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  StatementUse& BindNull(int index) { return Check(sqlite3_bind_null(statement_, index)); }
  StatementUse& Check(int result) {
    if (result != SQLITE_OK) throw SQLite::Exception(connection_, result);
    return *this;
  }

  sqlite3_stmt* statement_;
  sqlite3* connection_;
};

}  // namespace fake_ice::store
