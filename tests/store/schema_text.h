#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <regex>
#include <string>

namespace fake_ice::test {

/// What SQL says, without how it is written: comments, blanks, and quotes around names.
inline std::string WithoutLayout(std::string sql) {
  sql = std::regex_replace(sql, std::regex("--[^\n]*"), "");
  sql = std::regex_replace(sql, std::regex("\""), "");
  sql = std::regex_replace(sql, std::regex("\\s+"), " ");
  return std::regex_replace(sql, std::regex(" ?([(),]) ?"), "$1");
}

/// The versions that a database names and every table and index of it, a line each.
inline std::string SchemaOf(SQLite::Database& database) {
  std::string text = database.execAndGet("PRAGMA user_version").getString() + ' ' +
                     database.execAndGet("PRAGMA application_id").getString() + '\n';
  SQLite::Statement read(database,
                         "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name");
  while (read.executeStep()) {
    for (int column = 0; column < 3; ++column) text += read.getColumn(column).getString() + ' ';
    text += WithoutLayout(read.getColumn(3).getString()) + '\n';
  }
  return text;
}

}  // namespace fake_ice::test
