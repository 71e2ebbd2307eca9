#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "store/account_summary.h"
#include "store/limits.h"
#include "store/records.h"
#include "store/revision.h"

namespace fake_ice::store {

/// The accounts with their credentials, principals and jobs, in SQLite. Thread-safe: one connection
/// with its prepared statements, used by one thread at a time. What a member has changed when it
/// returns is there ever after, even when the program is killed or the power goes; of reads that
/// are counted and of faults that act, a power cut may undo the last. Members throw StoreFailure
/// when something below the store fails (disk full, file damaged, file deleted). Of their change
/// nothing is there then, or, when the disk took it and did not say that it is safe, all of it. The
/// next call tries anew.
class Store {
 public:
  /// Opens the store at `path`, which is created when absent, or one in memory when `path` is
  /// empty. What it holds is what Reset goes back to. The error is one sentence that names the
  /// file, the reason and the remedy; nothing has changed then. A change that would make it larger
  /// than `max_bytes` fails.
  static base::Expected<std::unique_ptr<Store>, std::string> Open(
      const std::string& path, std::uint64_t max_bytes = kMaxStoreBytes);

  /// Opens the store and upserts `accounts`; what it holds then is what Reset goes back to. The
  /// error is as that of Open, and no file is there that was not there before.
  static base::Expected<std::unique_ptr<Store>, std::string> Start(
      const std::string& path, const std::vector<AccountRecord>& accounts, base::Moment now,
      std::uint64_t max_bytes = kMaxStoreBytes);

  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// To be called before the store is used by many threads. `stand_in` is called by a thread that
  /// is to wait for the disk behind another one; what it returns lives for as long as it waits.
  void StandInWhileWaiting(std::function<std::shared_ptr<void>()> stand_in);

  /// What the store has lost since it was closed, in a sentence; empty when nothing.
  [[nodiscard]] std::string Warning() const;
  /// What it found of a change that nobody was told of, in a sentence; empty when nothing.
  [[nodiscard]] std::string Notice() const;

  /// Adds or replaces accounts, credentials, principals and jobs by their ids, all or nothing. What
  /// the store has beyond the records stays. The error is a sentence: a key belongs to another
  /// account.
  /// `now` is real time: what is created is created then, on its account's clock.
  /// Faults have no ids: those that the records bring stand in place of the ones an account had.
  [[nodiscard]] base::Expected<void, std::string> Upsert(const std::vector<AccountRecord>& accounts,
                                                         base::Moment now);

  /// The same for what a record says of an account that must exist; false when it does not, so that
  /// one that is being deleted does not come back.
  [[nodiscard]] base::Expected<bool, std::string> Update(const AccountRecord& account,
                                                         base::Moment now);

  /// Adds an account that must be new. The error is a sentence: the account or a key exists.
  [[nodiscard]] base::Expected<void, std::string> Create(const AccountRecord& account,
                                                         base::Moment now);
  /// Removes an account with everything that belongs to it; false when there is none.
  bool Delete(std::string_view account_id);

  /// Gives everything to `take`, as it was at one moment and as one could upsert it again: account
  /// after account, and of one with many jobs the further ones in parts that have nothing but its
  /// id and them. Others use the store meanwhile, and may while `take` runs.
  void Export(const std::function<void(AccountRecord)>& take);

  /// Changes what the store was filled with, all or nothing: what clients added stays, and Reset
  /// goes back to the state after it. The error is a sentence: a key belongs to another account.
  [[nodiscard]] base::Expected<void, std::string> Revise(Revision revision, base::Moment now);

  /// Makes the present state the one that Reset goes back to.
  void KeepAsInitial();
  /// Jobs whose creation nobody gave are created anew, `now` on their accounts' clocks; `now` is
  /// real time.
  void Reset(base::Moment now);
  /// Takes one account back to its state after start, or after Create. False when there is no such
  /// account and was none; the error is a sentence: another account has one of its keys by now.
  [[nodiscard]] base::Expected<bool, std::string> Reset(std::string_view account_id,
                                                        base::Moment now);

  /// Null when there is none. Mostly the same object for as long as nothing of it has changed.
  [[nodiscard]] std::shared_ptr<const CredentialRecord> FindAccessKey(
      std::string_view access_key_id);
  /// Whether any session has that token.
  [[nodiscard]] bool KnowsSecurityToken(std::string_view token);
  /// Whether any access key has that secret.
  [[nodiscard]] bool KnowsSecret(std::string_view secret);
  /// The account itself as a caller.
  [[nodiscard]] std::optional<CallerRecord> FindAccount(std::string_view account_id);
  /// Every account, by its id.
  [[nodiscard]] std::vector<AccountSummary> ListAccounts();
  /// Access keys that have a secret, at most `limit`.
  [[nodiscard]] std::vector<AccessKeyRecord> ListAccessKeys(std::size_t limit);

  /// For messages: at most `limit` ids of an account's jobs or apps, and an account that has a job
  /// or an app of that id, if one of the first thousand has.
  [[nodiscard]] std::vector<std::string> JobIds(std::string_view account_id, std::size_t limit);
  [[nodiscard]] std::vector<std::string> AppIds(std::string_view account_id, std::size_t limit);
  [[nodiscard]] std::optional<std::string> OwnerOfJob(std::string_view job_id);
  [[nodiscard]] std::optional<std::string> OwnerOfApp(std::string_view app_id);

  [[nodiscard]] std::optional<AppRecord> FindApp(std::string_view account_id,
                                                 std::string_view app_id);

  /// The job of that account only: another account's job is not found.
  [[nodiscard]] std::optional<JobRecord> FindJob(std::string_view account_id,
                                                 std::string_view job_id);

  [[nodiscard]] bool HasJob(std::string_view account_id, std::string_view job_id);

  /// At most `limit` jobs of the account, by JobId, from the one behind `after` on; fewer where
  /// they are large, but one if there is any.
  [[nodiscard]] std::vector<JobRecord> ReadJobs(std::string_view account_id, std::string_view after,
                                                std::size_t limit);
  /// The same, without those that have another status whatever their account's clock says.
  [[nodiscard]] std::vector<JobRecord> ReadPossibleJobs(std::string_view account_id,
                                                        JobStatus status, std::string_view after,
                                                        std::size_t limit);

  /// Reads a job as a client does at `now` on its account's clock: `observe` sees it with the reads
  /// counted before this one, and the read is counted. All of it happens as one step, however many
  /// threads read. `observe` must be quick and must not use the store.
  [[nodiscard]] std::optional<JobRecord> PollJob(std::string_view account_id,
                                                 std::string_view job_id, base::Moment now,
                                                 const std::function<void(JobRecord&)>& observe);

  /// Adds a job that must be new; false when the account has one of that id or does not exist.
  [[nodiscard]] bool CreateJob(std::string_view account_id, const JobRecord& job);

  /// Changes a job in one step: `change` gets it and `now`, real time, as its account's clock has
  /// it, and says whether the change is to be kept. `contents` are those of files that it may
  /// bring. False when there is no such job. `change` must be quick and must not use the store.
  bool ChangeJob(std::string_view account_id, std::string_view job_id,
                 const std::vector<ContentRecord>& contents, base::Moment now,
                 const std::function<bool(JobRecord&, base::Moment)>& change);
  /// False when there is no such job.
  bool DeleteJob(std::string_view account_id, std::string_view job_id);

  /// Changes an account's clock in one step; `now` is real time. When it is set back, reads that
  /// would be later than it happened at the moment to which it was set. Nothing when there is no
  /// such account.
  std::optional<AccountClock> ChangeClock(
      std::string_view account_id, base::Moment now,
      const std::function<AccountClock(const AccountClock&)>& change);

  /// The content with that digest of a file that an output of the account has.
  [[nodiscard]] std::optional<std::string> FindContent(std::string_view account_id,
                                                       std::string_view sha256);

  /// The account's faults, in their order; none when there is no such account.
  [[nodiscard]] std::vector<FaultRecord> ReadFaults(std::string_view account_id);
  /// Changes an account's faults in one step. False when there is no such account.
  bool ChangeFaults(std::string_view account_id,
                    const std::function<void(std::vector<FaultRecord>&)>& change);
  /// Lets `count` look at an account's faults and count in them, in one step: however many threads
  /// ask, each count is made once. `count` must be quick, change nothing but `matched` and `fired`,
  /// and not use the store.
  void CountFaults(std::string_view account_id,
                   const std::function<void(std::vector<FaultRecord>&)>& count);

 private:
  class Impl;
  /// As Open, but there is nothing to go back to before KeepAsInitial.
  static base::Expected<std::unique_ptr<Store>, std::string> OpenToFill(const std::string& path,
                                                                        std::uint64_t max_bytes);
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace fake_ice::store
