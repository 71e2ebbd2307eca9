#pragma once

#include <sqlite3.h>

#include <set>
#include <string>
#include <vector>

namespace fake_ice::test {

/// Sees every connection that this process opens to SQLite while it lives, the store's own
/// included, and every statement that they prepare. One at a time; for tests in one thread.
class WatchedConnections {
 public:
  WatchedConnections();
  ~WatchedConnections();
  WatchedConnections(const WatchedConnections&) = delete;
  WatchedConnections& operator=(const WatchedConnections&) = delete;

  /// The connection that was opened first; it must be open still.
  [[nodiscard]] sqlite3* First() const { return connections_.at(0); }
  [[nodiscard]] std::size_t Count() const { return connections_.size(); }
  /// Leaves out of Statements what was run so far.
  void Forget() { run_.clear(); }
  /// The text of every statement that was run, or is prepared on the first connection.
  [[nodiscard]] std::set<std::string> Statements() const;
  /// How many pages the first connection has looked at so far.
  [[nodiscard]] long PagesRead() const;
  /// How many steps of its virtual machine SQLite has taken so far, on all connections.
  [[nodiscard]] long Steps() const { return steps_; }

 private:
  static int Opened(sqlite3* database, const char** error, const void* routines);
  static int Ran(unsigned event, void* watched, void* statement, void* text);

  static int Stepped(void* watched);

  std::vector<sqlite3*> connections_;
  long steps_ = 0;
  std::set<std::string> run_;
};

/// The first column of each row that a statement gives. Throws std::runtime_error when SQLite does
/// not understand it.
std::vector<std::string> ReadTexts(sqlite3* database, const std::string& sql);

}  // namespace fake_ice::test
