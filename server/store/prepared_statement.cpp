#include "store/prepared_statement.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <string_view>
#include <utility>

namespace fake_ice::store {

PreparedStatement::PreparedStatement(SQLite::Database& database, std::string sql)
    : connection_(database.getHandle()), sql_(std::move(sql)) {
  const char* file = sqlite3_db_filename(connection_, "main");
  const bool is_in_memory = file == nullptr || std::string_view(file).empty();
  if (!is_in_memory) Prepare();
}

void PreparedStatement::Prepare() {
  sqlite3_stmt* made = nullptr;
  const int result = sqlite3_prepare_v3(connection_, sql_.data(), static_cast<int>(sql_.size()),
                                        SQLITE_PREPARE_PERSISTENT, &made, nullptr);
  if (result != SQLITE_OK) throw SQLite::Exception(connection_, result);
  prepared_.reset(made);
}

void PreparedStatement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

}  // namespace fake_ice::store
