#pragma once

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/text.h"
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

/// Makes a prepared statement ready for its next use when it goes out of scope, so that no
/// statement keeps a read transaction open.
class StatementUse {
 public:
  explicit StatementUse(SQLite::Statement& statement) : statement_(statement) {}
  ~StatementUse() { statement_.tryReset(); }
  StatementUse(const StatementUse&) = delete;
  StatementUse& operator=(const StatementUse&) = delete;

  /// Binds parameter `index`, counted from 1. Texts are copied.
  StatementUse& Bind(int index, std::string_view text) {
    statement_.bind(index, std::string(text));
    return *this;
  }
  StatementUse& Bind(int index, const std::optional<std::string>& text) {
    if (text) {
      statement_.bind(index, *text);
    } else {
      statement_.bind(index);
    }
    return *this;
  }
  StatementUse& Bind(int index, std::int64_t number) {
    statement_.bind(index, number);
    return *this;
  }
  StatementUse& Bind(int index, const std::optional<base::Moment>& moment) {
    if (moment) {
      statement_.bind(index, std::int64_t{moment->time_since_epoch().count()});
    } else {
      statement_.bind(index);
    }
    return *this;
  }

  StatementUse& Bind(int index, const std::optional<std::chrono::milliseconds>& duration) {
    if (duration) {
      statement_.bind(index, std::int64_t{duration->count()});
    } else {
      statement_.bind(index);
    }
    return *this;
  }
  StatementUse& Bind(int index, std::optional<std::int64_t> number) {
    if (number) {
      statement_.bind(index, *number);
    } else {
      statement_.bind(index);
    }
    return *this;
  }
  /// Binds bytes that are no text. They are copied.
  StatementUse& BindBytes(int index, std::string_view bytes) {
    statement_.bind(index, bytes.data(), static_cast<int>(bytes.size()));
    return *this;
  }
  StatementUse& Bind(int index, std::optional<double> number) {
    if (number) {
      statement_.bind(index, *number);
    } else {
      statement_.bind(index);
    }
    return *this;
  }

  /// Moves to the next row; false after the last.
  bool Step() { return statement_.executeStep(); }
  /// Returns the number of rows changed.
  int Execute() { return statement_.exec(); }

  /// Columns of the current row, counted from 0. Texts may hold zero bytes.
  [[nodiscard]] std::string Text(int column) const {
    return statement_.getColumn(column).getString();
  }
  [[nodiscard]] std::optional<std::string> OptionalText(int column) const {
    const SQLite::Column value = statement_.getColumn(column);
    return value.isNull() ? std::nullopt : std::optional(value.getString());
  }
  [[nodiscard]] std::optional<base::Moment> OptionalMoment(int column) const {
    const SQLite::Column value = statement_.getColumn(column);
    if (value.isNull()) return std::nullopt;
    return base::Moment(std::chrono::milliseconds(value.getInt64()));
  }
  [[nodiscard]] std::optional<std::chrono::milliseconds> OptionalDuration(int column) const {
    const SQLite::Column value = statement_.getColumn(column);
    if (value.isNull()) return std::nullopt;
    return std::chrono::milliseconds(value.getInt64());
  }
  [[nodiscard]] std::optional<std::int64_t> OptionalInteger(int column) const {
    const SQLite::Column value = statement_.getColumn(column);
    return value.isNull() ? std::nullopt : std::optional<std::int64_t>(value.getInt64());
  }
  [[nodiscard]] std::int64_t Integer(int column) const {
    return statement_.getColumn(column).getInt64();
  }
  [[nodiscard]] std::optional<bool> OptionalFlag(int column) const {
    const auto number = OptionalInteger(column);
    return number ? std::optional(*number != 0) : std::nullopt;
  }
  [[nodiscard]] std::optional<double> OptionalNumber(int column) const {
    const SQLite::Column value = statement_.getColumn(column);
    return value.isNull() ? std::nullopt : std::optional(value.getDouble());
  }
  /// Two columns: offset and the moment at which it stands.
  [[nodiscard]] AccountClock Clock(int column) const {
    return {.offset = std::chrono::milliseconds(Integer(column)),
            .frozen_at = OptionalMoment(column + 1)};
  }
  /// Three columns: calls per second, burst, and actions separated by blanks.
  [[nodiscard]] std::optional<ThrottleRecord> OptionalThrottle(int column) const {
    if (statement_.getColumn(column).isNull()) return std::nullopt;
    return ThrottleRecord{.per_second = statement_.getColumn(column).getDouble(),
                          .burst = statement_.getColumn(column + 1).getDouble(),
                          .actions = SplitActions(Text(column + 2))};
  }

 private:
  SQLite::Statement& statement_;
};

}  // namespace fake_ice::store
