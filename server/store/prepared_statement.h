#pragma once

#include <SQLiteCpp/Database.h>

#include <memory>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace fake_ice::store {

/// A statement that SQLite compiles once, and of a store in memory only when it is first used: few
/// runs of the program need them all. Of one in a file it is compiled at once, so that a file with
/// other tables is refused at start. Not thread-safe; Store guards it. See StatementUse.
class PreparedStatement {
 public:
  /// `database` must outlive the statement. Throws SQLite::Exception.
  PreparedStatement(SQLite::Database& database, std::string sql);

  /// What SQLite runs. Throws SQLite::Exception, and tries anew when it is called again.
  [[nodiscard]] sqlite3_stmt* Prepared() {
    if (!prepared_) Prepare();
    return prepared_.get();
  }
  [[nodiscard]] sqlite3* Connection() const { return connection_; }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  void Prepare();

  sqlite3* connection_;
  std::string sql_;
  std::unique_ptr<sqlite3_stmt, Finalize> prepared_;
};

}  // namespace fake_ice::store
