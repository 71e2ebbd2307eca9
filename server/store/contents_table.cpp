#include "store/contents_table.h"

#include "store/statements.h"

namespace fake_ice::store {

ContentsTable::ContentsTable(SQLite::Database& database)
    : upsert_(database,
              "INSERT INTO content (account_id, sha256, bytes) VALUES (?1, ?2, ?3)"
              " ON CONFLICT (account_id, sha256) DO NOTHING"),
      delete_unused_(database,
                     "DELETE FROM content WHERE account_id = ?1"
                     " AND NOT EXISTS (SELECT 1 FROM job_output WHERE account_id = ?1"
                     " AND job_output.sha256 = content.sha256)"
                     " AND NOT EXISTS (SELECT 1 FROM app_output WHERE account_id = ?1"
                     " AND app_output.sha256 = content.sha256)"),
      find_(database, "SELECT bytes FROM content WHERE account_id = ?1 AND sha256 = ?2"),
      read_all_(database,
                "SELECT sha256, bytes FROM content WHERE account_id = ?1 ORDER BY sha256") {}

void ContentsTable::Upsert(std::string_view account_id, const ContentRecord& content) {
  StatementUse(upsert_)
      .Bind(1, account_id)
      .Bind(2, std::string_view(content.sha256))
      .BindBytes(3, content.bytes)
      .Execute();
}

void ContentsTable::DeleteUnused(std::string_view account_id) {
  StatementUse(delete_unused_).Bind(1, account_id).Execute();
}

std::optional<std::string> ContentsTable::Find(std::string_view account_id,
                                               std::string_view sha256) {
  StatementUse find(find_);
  if (!find.Bind(1, account_id).Bind(2, sha256).Step()) return std::nullopt;
  return find.Text(0);
}

std::vector<ContentRecord> ContentsTable::ReadAll(std::string_view account_id) {
  std::vector<ContentRecord> contents;
  StatementUse read(read_all_);
  read.Bind(1, account_id);
  while (read.Step()) contents.push_back({.sha256 = read.Text(0), .bytes = read.Text(1)});
  return contents;
}

}  // namespace fake_ice::store
