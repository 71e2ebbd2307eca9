#include "store/accounts_table.h"

#include "store/statements.h"
#include "store/store_failure.h"

namespace fake_ice::store {

AccountsTable::AccountsTable(SQLite::Database& database)
    : exists_(database, "SELECT 1 FROM account WHERE account_id = ?1"),
      upsert_account_(
          database,
          "INSERT INTO account (account_id, service, throttle_per_second, throttle_burst,"
          " throttle_actions, clock_offset, clock_frozen_at, strict_apps)"
          " VALUES (?1, coalesce(?2, 'Active'), ?3, ?4, ?5, coalesce(?6, 0), ?7, ?8)"
          " ON CONFLICT (account_id) DO UPDATE SET service = coalesce(?2, service),"
          " throttle_per_second = coalesce(?3, throttle_per_second),"
          " throttle_burst = coalesce(?4, throttle_burst),"
          " throttle_actions = coalesce(?5, throttle_actions),"
          " clock_offset = coalesce(?6, clock_offset),"
          " clock_frozen_at = iif(?6 IS NULL, clock_frozen_at, ?7),"
          " strict_apps = coalesce(?8, strict_apps)"),
      read_clock_(database,
                  "SELECT clock_offset, clock_frozen_at FROM account WHERE account_id = ?1"),
      write_clock_(database,
                   "UPDATE account SET clock_offset = ?2, clock_frozen_at = ?3"
                   " WHERE account_id = ?1"),
      delete_account_(database, "DELETE FROM account WHERE account_id = ?1"),
      upsert_principal_(database,
                        "INSERT INTO principal (account_id, principal_id, kind, name, policies,"
                        " session_policies, session_name) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                        " ON CONFLICT (account_id, principal_id) DO UPDATE SET"
                        " kind = excluded.kind, name = excluded.name,"
                        " policies = excluded.policies,"
                        " session_policies = excluded.session_policies,"
                        " session_name = excluded.session_name"),
      delete_sessions_without_key_(
          database,
          "DELETE FROM principal WHERE account_id = ?1 AND kind = 'Role' AND NOT EXISTS"
          " (SELECT 1 FROM access_key WHERE access_key.account_id = principal.account_id"
          " AND access_key.principal_id = principal.principal_id)"),
      read_accounts_(database,
                     "SELECT account_id, service, throttle_per_second, throttle_burst,"
                     " throttle_actions, clock_offset, clock_frozen_at, strict_apps FROM account"
                     " ORDER BY rowid"),
      read_principals_(database,
                       "SELECT principal_id, kind, name, policies, session_policies, session_name"
                       " FROM principal WHERE account_id = ?1 ORDER BY principal_id"),
      ids_(database, "SELECT account_id FROM account ORDER BY account_id"),
      list_(database,
            "SELECT account_id, service, clock_offset, clock_frozen_at, (SELECT count(*) FROM job"
            " WHERE job.account_id = account.account_id) FROM account ORDER BY account_id") {}

bool AccountsTable::Exists(std::string_view account_id) {
  return StatementUse(exists_).Bind(1, account_id).Step();
}

void AccountsTable::Upsert(const AccountRecord& account) {
  StatementUse upsert(upsert_account_);
  upsert.Bind(1, std::string_view(account.account_id));
  std::optional<std::string> service;
  if (account.service) service = NameOf(*account.service);
  upsert.Bind(2, service);
  std::optional<std::string> actions;
  if (account.throttle) actions = JoinActions(account.throttle->actions);
  upsert.Bind(3, account.throttle ? std::optional(account.throttle->per_second) : std::nullopt);
  upsert.Bind(4, account.throttle ? std::optional(account.throttle->burst) : std::nullopt);
  upsert.Bind(5, actions);
  upsert.Bind(6, account.clock ? std::optional(account.clock->offset) : std::nullopt);
  upsert.Bind(7, account.clock ? account.clock->frozen_at : std::nullopt);
  upsert.Bind(8, account.strict_apps ? std::optional<std::int64_t>(*account.strict_apps ? 1 : 0)
                                     : std::nullopt);
  upsert.Execute();
}

std::optional<AccountClock> AccountsTable::FindClock(std::string_view account_id) {
  StatementUse read(read_clock_);
  if (!read.Bind(1, account_id).Step()) return std::nullopt;
  return read.Clock(0);
}

void AccountsTable::SetClock(std::string_view account_id, const AccountClock& clock) {
  StatementUse(write_clock_)
      .Bind(1, account_id)
      .Bind(2, std::optional(clock.offset))
      .Bind(3, clock.frozen_at)
      .Execute();
}

bool AccountsTable::Delete(std::string_view account_id) {
  return StatementUse(delete_account_).Bind(1, account_id).Execute() > 0;
}

void AccountsTable::UpsertUser(std::string_view account_id, const UserRecord& user) {
  StatementUse(upsert_principal_)
      .Bind(1, account_id)
      .Bind(2, std::string_view(user.user_id))
      .Bind(3, std::string_view("User"))
      .Bind(4, std::string_view(user.user_name))
      .Bind(5, std::string_view(user.policies))
      .Bind(6, std::optional<std::string>())
      .Bind(7, std::optional<std::string>())
      .Execute();
}

void AccountsTable::UpsertSession(std::string_view account_id, const SessionRecord& session) {
  StatementUse(upsert_principal_)
      .Bind(1, account_id)
      .Bind(2, std::string_view(SessionPrincipalId(session.access_key.access_key_id)))
      .Bind(3, std::string_view("Role"))
      .Bind(4, std::string_view(session.role_name))
      .Bind(5, std::string_view(session.policies))
      .Bind(6, session.session_policies)
      .Bind(7, std::string_view(session.role_session_name))
      .Execute();
}

void AccountsTable::DeleteSessionsWithoutKey(std::string_view account_id) {
  StatementUse(delete_sessions_without_key_).Bind(1, account_id).Execute();
}

std::vector<AccountRecord> AccountsTable::ReadAll() {
  std::vector<AccountRecord> accounts;
  StatementUse read(read_accounts_);
  while (read.Step()) {
    AccountRecord& account = accounts.emplace_back();
    account.account_id = read.Text(0);
    account.service = Known(ParseServiceState(read.Text(1)));
    account.throttle = read.OptionalThrottle(2);
    account.clock = read.Clock(5);
    account.strict_apps = read.OptionalFlag(7);
    StatementUse principals(read_principals_);
    principals.Bind(1, std::string_view(account.account_id));
    while (principals.Step()) {
      if (principals.Text(1) == "User") {
        account.users.push_back({.user_id = principals.Text(0),
                                 .user_name = principals.Text(2),
                                 .policies = principals.Text(3)});
      } else {
        // The id of its key comes with the key.
        account.sessions.push_back({.access_key = {.access_key_id = principals.Text(0)},
                                    .role_name = principals.Text(2),
                                    .role_session_name = principals.Text(5),
                                    .policies = principals.Text(3),
                                    .session_policies = principals.OptionalText(4)});
      }
    }
  }
  return accounts;
}

std::vector<std::string> AccountsTable::Ids() {
  std::vector<std::string> ids;
  StatementUse read(ids_);
  while (read.Step()) ids.push_back(read.Text(0));
  return ids;
}

std::vector<AccountSummary> AccountsTable::List() {
  std::vector<AccountSummary> accounts;
  StatementUse read(list_);
  while (read.Step()) {
    accounts.push_back({.account_id = read.Text(0),
                        .service = Known(ParseServiceState(read.Text(1))),
                        .clock = read.Clock(2),
                        .jobs = read.Integer(4)});
  }
  return accounts;
}

}  // namespace fake_ice::store
