#include "store/credentials_table.h"

#include <algorithm>
#include <stdexcept>

#include "store/statements.h"
#include "store/store_failure.h"

namespace fake_ice::store {
namespace {

/// The columns of a caller, in the order in which ReadCaller takes them.
constexpr std::string_view kCallerColumns =
    "account.account_id, account.service, account.throttle_per_second, account.throttle_burst,"
    " account.throttle_actions, account.clock_offset, account.clock_frozen_at,"
    " EXISTS (SELECT 1 FROM fault WHERE fault.account_id = account.account_id),"
    " principal.kind, principal.principal_id, principal.name, principal.policies,"
    " principal.session_policies, principal.session_name, account.strict_apps";
/// How many they are.
constexpr int kCallerColumnCount = 15;

constexpr std::string_view kOwner =
    " JOIN account USING (account_id) LEFT JOIN principal USING (account_id, principal_id) ";

std::string Select(std::string_view columns, std::string_view rest) {
  return "SELECT " + std::string(kCallerColumns) + std::string(columns) + " FROM " +
         std::string(rest);
}

std::optional<std::string> OrNull(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

CallerRecord ReadCaller(const StatementUse& row) {
  CallerRecord caller{.account_id = row.Text(0),
                      .service = Known(ParseServiceState(row.Text(1))),
                      .throttle = row.OptionalThrottle(2),
                      .clock = row.Clock(5),
                      .has_faults = row.Integer(7) != 0,
                      .strict_apps = row.OptionalFlag(14)};
  const auto kind = row.OptionalText(8);
  if (!kind) return caller;
  caller.kind = *kind == "User" ? PrincipalKind::kUser : PrincipalKind::kRole;
  caller.principal_id = row.Text(9);
  caller.principal_name = row.Text(10);
  caller.policies = row.Text(11);
  caller.session_policies = row.OptionalText(12);
  caller.session_name = row.OptionalText(13).value_or("");
  return caller;
}

}  // namespace

CredentialsTable::CredentialsTable(SQLite::Database& database)
    : upsert_access_key_(
          database,
          "INSERT INTO access_key (access_key_id, account_id, principal_id, access_key_secret,"
          " public_key, status, security_token, expiration)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
          " ON CONFLICT (access_key_id) DO UPDATE SET principal_id = excluded.principal_id,"
          " access_key_secret = excluded.access_key_secret, public_key = excluded.public_key,"
          " status = excluded.status, security_token = excluded.security_token,"
          " expiration = excluded.expiration WHERE account_id = excluded.account_id"),
      find_access_key_(database,
                       Select(", access_key_secret, public_key, status, security_token, expiration",
                              "access_key" + std::string(kOwner) + "WHERE access_key_id = ?1")),
      knows_security_token_(database, "SELECT 1 FROM access_key WHERE security_token = ?1"),
      knows_secret_(database,
                    "SELECT 1 FROM access_key WHERE access_key_secret = ?1"
                    " AND access_key_secret <> ''"),
      // No principal has an empty id: the account itself is none.
      find_account_(database,
                    Select("",
                           "account LEFT JOIN principal ON"
                           " principal.account_id = account.account_id AND principal_id = ''"
                           " WHERE account.account_id = ?1")),
      list_access_keys_(database,
                        "SELECT access_key_id, access_key_secret FROM access_key"
                        " WHERE access_key_secret <> '' LIMIT ?1"),
      read_access_keys_(database,
                        "SELECT access_key_id, principal_id, access_key_secret, public_key,"
                        " status, security_token, expiration FROM access_key"
                        " WHERE account_id = ?1 ORDER BY rowid") {}

bool CredentialsTable::UpsertAccessKey(const Owner& owner, const AccessKeyRecord& key,
                                       const std::optional<std::string>& security_token,
                                       std::optional<base::Moment> expiration) {
  return StatementUse(upsert_access_key_)
             .Bind(1, std::string_view(key.access_key_id))
             .Bind(2, owner.account_id)
             .Bind(3, OrNull(owner.principal_id))
             .Bind(4, std::string_view(key.access_key_secret))
             .Bind(5, std::string_view(key.public_key))
             .Bind(6, std::string_view(key.active ? "Active" : "Inactive"))
             .Bind(7, security_token)
             .Bind(8, expiration)
             .Execute() > 0;
}

bool CredentialsTable::IsTakenKey(const SQLite::Exception& error) {
  return error.getErrorCode() == SQLITE_CONSTRAINT &&
         std::string_view(error.what()).find("access_key.access_key_id") != std::string_view::npos;
}

std::optional<CredentialRecord> CredentialsTable::FindAccessKey(std::string_view access_key_id) {
  StatementUse find(find_access_key_);
  if (!find.Bind(1, access_key_id).Step()) return std::nullopt;
  return CredentialRecord{.access_key = {.access_key_id = std::string(access_key_id),
                                         .access_key_secret = find.Text(kCallerColumnCount),
                                         .public_key = find.Text(kCallerColumnCount + 1),
                                         .active = find.Text(kCallerColumnCount + 2) == "Active"},
                          .security_token = find.OptionalText(kCallerColumnCount + 3),
                          .expiration = find.OptionalMoment(kCallerColumnCount + 4),
                          .caller = ReadCaller(find)};
}

bool CredentialsTable::KnowsSecurityToken(std::string_view token) {
  return StatementUse(knows_security_token_).Bind(1, token).Step();
}

bool CredentialsTable::KnowsSecret(std::string_view secret) {
  return StatementUse(knows_secret_).Bind(1, secret).Step();
}

std::optional<CallerRecord> CredentialsTable::FindAccount(std::string_view account_id) {
  StatementUse find(find_account_);
  if (!find.Bind(1, account_id).Step()) return std::nullopt;
  return ReadCaller(find);
}

std::vector<AccessKeyRecord> CredentialsTable::ListAccessKeys(std::size_t limit) {
  std::vector<AccessKeyRecord> keys;
  StatementUse list(list_access_keys_);
  list.Bind(1, static_cast<std::int64_t>(limit));
  while (list.Step()) {
    keys.push_back({.access_key_id = list.Text(0), .access_key_secret = list.Text(1)});
  }
  return keys;
}

void CredentialsTable::ReadInto(AccountRecord& account) {
  StatementUse read(read_access_keys_);
  read.Bind(1, std::string_view(account.account_id));
  while (read.Step()) {
    AccessKeyRecord key{.access_key_id = read.Text(0),
                        .access_key_secret = read.Text(2),
                        .public_key = read.Text(3),
                        .active = read.Text(4) == "Active"};
    const auto owner = read.OptionalText(1);
    const auto user = std::ranges::find_if(
        account.users, [&](const UserRecord& record) { return record.user_id == owner; });
    if (!owner) {
      account.access_keys.push_back(std::move(key));
    } else if (user != account.users.end()) {
      user->access_keys.push_back(std::move(key));
    } else {
      // Until its key is read, a session goes by the name of its principal.
      const auto session = std::ranges::find_if(account.sessions, [&](const SessionRecord& record) {
        return record.access_key.access_key_id == *owner;
      });
      if (session == account.sessions.end()) {
        throw DamagedStore("the access key " + key.access_key_id + " has no principal");
      }
      session->access_key = std::move(key);
      session->security_token = read.Text(5);
      session->expiration = read.OptionalMoment(6);
    }
  }
}

}  // namespace fake_ice::store
