#include "store/names_table.h"

#include <SQLiteCpp/Database.h>

#include "store/statements.h"

namespace fake_ice::store {
namespace {

std::vector<std::string> ReadIds(PreparedStatement& statement, std::string_view account_id,
                                 std::size_t limit) {
  StatementUse read(statement);
  read.Bind(1, account_id).Bind(2, static_cast<std::int64_t>(limit));
  std::vector<std::string> ids;
  while (read.Step()) ids.push_back(read.Text(0));
  return ids;
}

std::optional<std::string> ReadOwner(PreparedStatement& statement, std::string_view id) {
  StatementUse read(statement);
  if (!read.Bind(1, id).Step()) return std::nullopt;
  return read.Text(0);
}

/// An account at a time, because the tables' keys begin with the account, and at most
/// kMaxAccountsAsked of them: whoever names an id that nobody has must not make others wait.
std::string SelectOwner(std::string_view table, std::string_view id) {
  return "SELECT account_id FROM (SELECT account_id FROM account LIMIT " +
         std::to_string(NamesTable::kMaxAccountsAsked) + ") AS asked WHERE EXISTS (SELECT 1 FROM " +
         std::string(table) + " AS named WHERE named.account_id = asked.account_id AND named." +
         std::string(id) + " = ?1) LIMIT 1";
}

}  // namespace

NamesTable::NamesTable(SQLite::Database& database)
    : job_ids_(database, "SELECT job_id FROM job WHERE account_id = ?1 ORDER BY job_id LIMIT ?2"),
      app_ids_(database, "SELECT app_id FROM app WHERE account_id = ?1 ORDER BY app_id LIMIT ?2"),
      owner_of_job_(database, SelectOwner("job", "job_id")),
      owner_of_app_(database, SelectOwner("app", "app_id")) {}

std::vector<std::string> NamesTable::JobIds(std::string_view account_id, std::size_t limit) {
  return ReadIds(job_ids_, account_id, limit);
}

std::vector<std::string> NamesTable::AppIds(std::string_view account_id, std::size_t limit) {
  return ReadIds(app_ids_, account_id, limit);
}

std::optional<std::string> NamesTable::OwnerOfJob(std::string_view job_id) {
  return ReadOwner(owner_of_job_, job_id);
}

std::optional<std::string> NamesTable::OwnerOfApp(std::string_view app_id) {
  return ReadOwner(owner_of_app_, app_id);
}

}  // namespace fake_ice::store
