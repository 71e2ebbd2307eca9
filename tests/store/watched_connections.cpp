#include "store/watched_connections.h"

#include <stdexcept>

namespace fake_ice::test {
namespace {

WatchedConnections* watching = nullptr;

using Entry = void (*)();

}  // namespace

WatchedConnections::WatchedConnections() {
  watching = this;
  sqlite3_auto_extension(reinterpret_cast<Entry>(&WatchedConnections::Opened));
}

WatchedConnections::~WatchedConnections() {
  sqlite3_cancel_auto_extension(reinterpret_cast<Entry>(&WatchedConnections::Opened));
  watching = nullptr;
}

int WatchedConnections::Opened(sqlite3* database, const char** /*error*/,
                               const void* /*routines*/) {
  watching->connections_.push_back(database);
  sqlite3_trace_v2(database, SQLITE_TRACE_STMT, &WatchedConnections::Ran, watching);
  sqlite3_progress_handler(database, 1, &WatchedConnections::Stepped, watching);
  return SQLITE_OK;
}

int WatchedConnections::Ran(unsigned /*event*/, void* watched, void* statement, void* /*text*/) {
  const char* sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement));
  if (sql != nullptr) static_cast<WatchedConnections*>(watched)->run_.insert(sql);
  return 0;
}

std::set<std::string> WatchedConnections::Statements() const {
  std::set<std::string> statements = run_;
  sqlite3_stmt* statement = nullptr;
  while ((statement = sqlite3_next_stmt(First(), statement)) != nullptr) {
    statements.insert(sqlite3_sql(statement));
  }
  return statements;
}

long WatchedConnections::PagesRead() const {
  long pages = 0;
  for (const int kind : {SQLITE_DBSTATUS_CACHE_HIT, SQLITE_DBSTATUS_CACHE_MISS}) {
    int count = 0;
    int highest = 0;
    sqlite3_db_status(First(), kind, &count, &highest, 0);
    pages += count;
  }
  return pages;
}

int WatchedConnections::Stepped(void* watched) {
  ++static_cast<WatchedConnections*>(watched)->steps_;
  return 0;
}

std::vector<std::string> ReadTexts(sqlite3* database, const std::string& sql) {
  std::vector<std::string> texts;
  sqlite3_stmt* read = nullptr;
  if (sqlite3_prepare_v2(database, sql.c_str(), -1, &read, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(database));
  }
  while (sqlite3_step(read) == SQLITE_ROW) {
    texts.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(read, 0)));
  }
  sqlite3_finalize(read);
  return texts;
}

}  // namespace fake_ice::test
