#include "store/store.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <sqlite3.h>

#include <algorithm>
#include <new>
#include <set>

#include "store/database.h"
#include "store/store_impl.h"

namespace fake_ice::store {

namespace {

using Result = base::Expected<void, std::string>;

}  // namespace

base::Expected<std::unique_ptr<Store>, std::string> Store::Open(const std::string& path,
                                                                std::uint64_t max_bytes) {
  auto store = OpenToFill(path, max_bytes);
  if (store) (*store)->impl_->initial.Keep();
  return store;
}

base::Expected<std::unique_ptr<Store>, std::string> Store::OpenToFill(const std::string& path,
                                                                      std::uint64_t max_bytes) {
  std::optional<StoreFile> file;
  const auto refuse = [&](std::string_view reason) {
    if (file) file->RemoveIfMade();
    return base::Unexpected<std::string>(CannotUse(path, reason));
  };
  try {
    if (!path.empty()) {
      auto prepared = StoreFile::Prepare(path);
      if (!prepared) return refuse(prepared.error());
      file = std::move(*prepared);
    }
    auto database = OpenDatabase(file ? &*file : nullptr);
    if (!database) return refuse(database.error());
    if (!LimitSize(**database, max_bytes)) {
      return refuse(ExplainLarger(max_bytes));
    }
    return std::unique_ptr<Store>(
        new Store(std::make_unique<Impl>(path, file, std::move(*database), max_bytes)));
  } catch (const SQLite::Exception& error) {
    // The version is right and a table is not there: somebody changed the file.
    return refuse(Explain(error, 0));
  } catch (const std::bad_alloc&) {
    return refuse(ExplainNoMemory());
  }
}

void Store::StandInWhileWaiting(std::function<std::shared_ptr<void>()> stand_in) {
  impl_->syncs.StandInWhileWaiting(std::move(stand_in));
}

std::string Store::Warning() const {
  return impl_->file ? impl_->file->Warning() : std::string();
}

std::string Store::Notice() const {
  return impl_->file ? impl_->file->Notice() : std::string();
}

base::Expected<std::unique_ptr<Store>, std::string> Store::Start(
    const std::string& path, const std::vector<AccountRecord>& accounts, base::Moment now,
    std::uint64_t max_bytes) {
  auto store = OpenToFill(path, max_bytes);
  if (!store) return store;
  const auto refuse = [&](const std::string& reason) {
    const auto file = (*store)->impl_->file;
    store->reset();
    if (file) file->RemoveIfMade();
    return base::Unexpected<std::string>(reason);
  };
  try {
    const Result added = (*store)->Upsert(accounts, now);
    if (!added) return refuse("cannot add the fixtures to the store: " + added.error());
    (*store)->KeepAsInitial();
    return store;
  } catch (const StoreFailure& failure) {
    return refuse(failure.what());
  }
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

Result Store::Upsert(const std::vector<AccountRecord>& accounts, base::Moment now) {
  return impl_->Change([&]() -> Result {
    SQLite::Transaction transaction(*impl_->database);
    // Faults have no ids: those of one call stand together in place of the ones before it.
    std::set<std::string_view> with_faults;
    for (const AccountRecord& account : accounts) {
      const bool first = account.faults && with_faults.insert(account.account_id).second;
      const auto kept = first ? Tables::FaultsOf::kReplaced : Tables::FaultsOf::kKept;
      if (Result result = impl_->tables.Upsert(account, now, kept); !result) return result;
    }
    transaction.commit();
    return {};
  });
}

base::Expected<bool, std::string> Store::Update(const AccountRecord& account, base::Moment now) {
  return impl_->Change([&]() -> base::Expected<bool, std::string> {
    if (!impl_->tables.accounts.Exists(account.account_id)) return false;
    SQLite::Transaction transaction(*impl_->database);
    return impl_->tables.Upsert(account, now, Tables::FaultsOf::kReplaced).map([&] {
      transaction.commit();
      return true;
    });
  });
}

Result Store::Create(const AccountRecord& account, base::Moment now) {
  return impl_->Change([&]() -> Result {
    if (impl_->tables.accounts.Exists(account.account_id)) {
      return base::Unexpected<std::string>("the account " + account.account_id + " exists already");
    }
    impl_->initial.PrepareForAccounts();
    SQLite::Transaction transaction(*impl_->database);
    Result result = impl_->tables.Upsert(account, now, Tables::FaultsOf::kReplaced);
    if (!result) return result;
    impl_->initial.KeepCreated(account.account_id);
    transaction.commit();
    return {};
  });
}

bool Store::Delete(std::string_view account_id) {
  return impl_->Change([&] {
    SQLite::Transaction transaction(*impl_->database);
    const bool deleted = impl_->tables.accounts.Delete(account_id);
    impl_->initial.Forget(account_id);
    transaction.commit();
    return deleted;
  });
}

void Store::KeepAsInitial() {
  impl_->Use([&] {
    SQLite::Transaction transaction(*impl_->database);
    impl_->initial.Keep();
    transaction.commit();
    impl_->revisions.clear();
  });
}

std::shared_ptr<const CredentialRecord> Store::FindAccessKey(std::string_view access_key_id) {
  return impl_->UseWithPendingPolls([&]() -> CredentialCache::Entry {
    const std::int64_t version = impl_->VersionOfCredentials();
    if (auto known = impl_->credentials.Find(access_key_id, version)) return known;
    auto read = impl_->tables.credentials.FindAccessKey(access_key_id);
    if (!read) return nullptr;
    const auto entry = std::make_shared<const CredentialRecord>(std::move(*read));
    impl_->credentials.Keep(entry, version);
    return entry;
  });
}

bool Store::KnowsSecurityToken(std::string_view token) {
  return impl_->UseWithPendingPolls(
      [&] { return impl_->tables.credentials.KnowsSecurityToken(token); });
}

bool Store::KnowsSecret(std::string_view secret) {
  return impl_->UseWithPendingPolls([&] { return impl_->tables.credentials.KnowsSecret(secret); });
}

std::optional<CallerRecord> Store::FindAccount(std::string_view account_id) {
  return impl_->UseWithPendingPolls(
      [&] { return impl_->tables.credentials.FindAccount(account_id); });
}

std::vector<AccountSummary> Store::ListAccounts() {
  return impl_->Use([&] { return impl_->tables.accounts.List(); });
}

std::vector<AccessKeyRecord> Store::ListAccessKeys(std::size_t limit) {
  return impl_->UseWithPendingPolls(
      [&] { return impl_->tables.credentials.ListAccessKeys(limit); });
}

std::optional<AppRecord> Store::FindApp(std::string_view account_id, std::string_view app_id) {
  return impl_->UseWithPendingPolls([&] { return impl_->tables.apps.Find(account_id, app_id); });
}

std::optional<AccountClock> Store::ChangeClock(
    std::string_view account_id, base::Moment now,
    const std::function<AccountClock(const AccountClock&)>& change) {
  return impl_->Change([&]() -> std::optional<AccountClock> {
    SQLite::Transaction transaction(*impl_->database);
    const auto before = impl_->tables.accounts.FindClock(account_id);
    if (!before) return std::nullopt;
    const AccountClock after = change(*before);
    impl_->tables.accounts.SetClock(account_id, after);
    impl_->tables.jobs.LimitPollMoments(account_id, after.Now(now));
    transaction.commit();
    return after;
  });
}

std::optional<std::string> Store::FindContent(std::string_view account_id,
                                              std::string_view sha256) {
  return impl_->UseWithPendingPolls(
      [&] { return impl_->tables.contents.Find(account_id, sha256); });
}

std::vector<FaultRecord> Store::ReadFaults(std::string_view account_id) {
  return impl_->UseWithPendingPolls([&] { return impl_->tables.faults.Read(account_id); });
}

bool Store::ChangeFaults(std::string_view account_id,
                         const std::function<void(std::vector<FaultRecord>&)>& change) {
  return impl_->Change([&]() -> bool {
    if (!impl_->tables.accounts.Exists(account_id)) return false;
    SQLite::Transaction transaction(*impl_->database);
    std::vector<FaultRecord> faults = impl_->tables.faults.Read(account_id);
    change(faults);
    impl_->tables.faults.Delete(account_id);
    impl_->tables.faults.Append(account_id, faults);
    transaction.commit();
    return true;
  });
}

void Store::CountFaults(std::string_view account_id,
                        const std::function<void(std::vector<FaultRecord>&)>& count) {
  impl_->UseWithPendingPolls([&] {
    std::vector<FaultRecord> faults = impl_->tables.faults.Read(account_id);
    const std::vector<FaultRecord> before = faults;
    impl_->KeepRoomForPendingPolls(Impl::kPagesOfACount * faults.size());
    impl_->initial.Watch();
    SQLite::Transaction transaction(*impl_->database);
    count(faults);
    impl_->KeepingCredentials([&] {
      for (std::size_t position = 0; position < faults.size(); ++position) {
        const FaultRecord& fault = faults[position];
        if (fault.matched != before[position].matched || fault.fired != before[position].fired) {
          impl_->tables.faults.UpdateCounts(account_id, position, fault);
        }
      }
    });
    transaction.commit();
  });
}

}  // namespace fake_ice::store
