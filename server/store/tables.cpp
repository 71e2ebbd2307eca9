#include "store/tables.h"

#include "store/statements.h"

namespace fake_ice::store {
namespace {

base::Expected<void, std::string> Conflict(const std::string& what, const std::string& id) {
  return base::Unexpected<std::string>("the " + what + ' ' + id + " belongs to another account");
}

}  // namespace

Tables::Tables(SQLite::Database& database)
    : accounts(database),
      credentials(database),
      apps(database),
      jobs(database),
      contents(database),
      faults(database),
      names(database) {}

Tables::Result Tables::Upsert(const AccountRecord& account, base::Moment now, FaultsOf kept) {
  const std::string& id = account.account_id;
  accounts.Upsert(account);
  if (Result result = UpsertCredentials(account); !result) return result;
  for (const AppRecord& app : account.apps) apps.Upsert(id, app);
  const base::Moment created = ClockTime(id, now);
  for (const JobRecord& job : account.jobs) jobs.Upsert(id, job, created);
  jobs.LimitPollMoments(id, created);
  for (const ContentRecord& content : account.contents) contents.Upsert(id, content);
  contents.DeleteUnused(id);
  if (!account.faults) return {};
  if (kept == FaultsOf::kReplaced) faults.Delete(id);
  faults.Append(id, *account.faults);
  return {};
}

base::Moment Tables::ClockTime(std::string_view account_id, base::Moment now) {
  return accounts.FindClock(account_id).value_or(AccountClock{}).Now(now);
}

void Tables::ReadInto(AccountRecord& account) {
  credentials.ReadInto(account);
  account.apps = apps.ReadAll(account.account_id);
  account.contents = contents.ReadAll(account.account_id);
  account.faults = faults.Read(account.account_id);
}

Tables::Result Tables::UpsertCredentials(const AccountRecord& account) {
  const CredentialsTable::Owner owner{account.account_id, {}};
  Result result = UpsertKeys(owner, account.access_keys);
  for (const UserRecord& user : account.users) {
    result = result.and_then([&] { return UpsertUser(account.account_id, user); });
  }
  for (const SessionRecord& session : account.sessions) {
    result = result.and_then([&] { return UpsertSession(account.account_id, session); });
  }
  accounts.DeleteSessionsWithoutKey(account.account_id);
  return result;
}

Tables::Result Tables::UpsertKeys(const CredentialsTable::Owner& owner,
                                  const std::vector<AccessKeyRecord>& keys) {
  for (const AccessKeyRecord& key : keys) {
    if (!credentials.UpsertAccessKey(owner, key)) {
      return Conflict("AccessKeyId", key.access_key_id);
    }
  }
  return {};
}

Tables::Result Tables::UpsertUser(const std::string& account_id, const UserRecord& user) {
  accounts.UpsertUser(account_id, user);
  return UpsertKeys({account_id, user.user_id}, user.access_keys);
}

Tables::Result Tables::UpsertSession(const std::string& account_id, const SessionRecord& session) {
  accounts.UpsertSession(account_id, session);
  const std::string& id = session.access_key.access_key_id;
  const std::string principal_id = SessionPrincipalId(id);
  return credentials.UpsertAccessKey({account_id, principal_id}, session.access_key,
                                     session.security_token, session.expiration)
             ? Result()
             : Conflict("AccessKeyId", id);
}

}  // namespace fake_ice::store
