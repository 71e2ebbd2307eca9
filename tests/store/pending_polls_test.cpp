// Polls that a store in memory counts without writing each: nobody can tell.
#include "store/pending_polls.h"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "store/sample_records.h"
#include "store/store_work.h"
#include "store/watched_connections.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using store::JobStatus;

namespace {

void PollTimes(store::Store& store, const std::string& account, const std::string& job, int times) {
  for (int i = 0; i < times; ++i) {
    REQUIRE(store.PollJob(account, job, test::kAdded, [](store::JobRecord&) {}));
  }
}

std::int64_t PollsOf(const std::vector<store::JobRecord>& jobs, const std::string& job_id) {
  for (const auto& job : jobs) {
    if (job.job_id == job_id) return job.polls;
  }
  return -1;
}

/// Two accounts with a job of the same id each, and another one in the first.
std::vector<store::AccountRecord> PolledAccounts() {
  return {test::AccountWith("1", {test::FullJob("j"), test::FullJob("other")}, {"k"}),
          test::AccountWith("2", {test::FullJob("j")})};
}

/// A job that begins to execute with its second poll and is finished with its fourth.
store::JobRecord JobByPolls(const std::string& id) {
  store::JobRecord job{.job_id = id, .created_at = test::kAdded};
  job.timeline = {{},
                  {.status = JobStatus::kExecuting, .after = {}, .after_polls = 2},
                  {.status = JobStatus::kFinished, .after = {}, .after_polls = 4}};
  return job;
}

/// A way to ask a store how often job `j` of account 1 was read.
struct Look {
  std::string name;
  std::function<std::int64_t(store::Store&)> polls;
};

std::vector<Look> Looks() {
  return {
      {"find", [](store::Store& store) { return store.FindJob("1", "j")->polls; }},
      {"list", [](store::Store& store) { return PollsOf(store.ReadJobs("1", "", 9), "j"); }},
      {"list by status",
       [](store::Store& store) {
         return PollsOf(store.ReadPossibleJobs("1", JobStatus::kFinished, "", 9), "j");
       }},
      {"export", [](store::Store& store) { return PollsOf(test::ReadAll(store).at(0).jobs, "j"); }},
      {"poll",
       [](store::Store& store) {
         std::int64_t polls = -1;
         (void)store.PollJob("1", "j", test::kAdded,
                             [&](store::JobRecord& job) { polls = job.polls; });
         return polls;
       }},
      {"change",
       [](store::Store& store) {
         std::int64_t polls = -1;
         (void)store.ChangeJob("1", "j", {}, test::kAdded,
                               [&](store::JobRecord& job, base::Moment) {
                                 polls = job.polls;
                                 return false;
                               });
         return polls;
       }},
      {"reset to what is kept",
       [](store::Store& store) {
         store.KeepAsInitial();
         PollTimes(store, "1", "j", 2);
         store.Reset(test::kAdded);
         return store.FindJob("1", "j")->polls;
       }},
      {"reset of another account",
       [](store::Store& store) {
         CHECK(store.Reset("2", test::kAdded));
         return store.FindJob("1", "j")->polls;
       }},
      {"deletion of another account",
       [](store::Store& store) {
         CHECK(store.Delete("2"));
         return store.FindJob("1", "j")->polls;
       }},
      {"deletion of another job", [](store::Store& store) {
         CHECK(store.DeleteJob("1", "other"));
         return store.FindJob("1", "j")->polls;
       }}};
}

/// Does one thing at random that concerns polls, the same to both stores, which show the same jobs.
void DoAtRandom(const std::vector<store::Store*>& stores, std::mt19937& random) {
  std::vector<std::string> seen;
  const std::string account = std::to_string(random() % 2 + 1);
  const std::string id = "j" + std::to_string(random() % 3);
  const base::Moment now = test::kAdded + std::chrono::seconds{random() % 100};
  const auto kind = random() % 40;
  const auto polls = static_cast<std::int64_t>(random() % 4);
  for (store::Store* store : stores) {
    if (kind == 0) store->Reset(now);
    if (kind == 1) (void)store->Reset(account, now);
    if (kind == 2) store->KeepAsInitial();
    if (kind == 3) (void)store->Delete(account);
    if (kind == 4) test::Put(*store, {test::AccountWith(account, {JobByPolls(id)})});
    if (kind == 5) (void)store->DeleteJob(account, id);
    if (kind == 6) (void)store->Create(test::AccountWith(account, {JobByPolls(id)}), now);
    if (kind == 7) {
      (void)store->ChangeClock(account, now, [&](const store::AccountClock&) {
        return store::AccountClock{.offset = std::chrono::seconds{polls}};
      });
    }
    if (kind == 8) {
      (void)store->ChangeJob(account, id, {}, now, [&](store::JobRecord& job, base::Moment) {
        job.polls += polls;
        return true;
      });
    }
    if (kind > 8 && kind < 16) (void)store->CreateJob(account, JobByPolls(id));
    if (kind < 16) continue;
    const auto polled = store->PollJob(
        account, id, now, [&](store::JobRecord& job) { seen.push_back(test::Show(job)); });
    seen.push_back(polled ? test::Show(*polled) : "none");
  }
  const auto half = seen.begin() + static_cast<std::ptrdiff_t>(seen.size() / 2);
  CHECK(std::vector(seen.begin(), half) == std::vector(half, seen.end()));
}

}  // namespace

TEST_CASE("a poll of a store in memory changes no table unless a step waits for it") {
  test::WatchedConnections connections;
  const auto store = test::OpenStore("");
  test::Put(*store, {test::AccountWith("1", {test::FullJob("j"), JobByPolls("steps")}, {"k"})});
  store->KeepAsInitial();
  const auto changes = [&] { return sqlite3_total_changes64(connections.First()); };
  const auto before = changes();
  PollTimes(*store, "1", "j", 100);
  CHECK(store->FindAccessKey("k"));
  CHECK(store->FindJob("1", "j")->polls == 100);
  CHECK(store->CreateJob("1", JobByPolls("new")));
  CHECK(changes() == before + 2);  // the new job, and a note that it is new
  PollTimes(*store, "1", "steps", 10);
  // The job as it was, and of each step count, moment and that it is new.
  CHECK(changes() == before + 2 + 1 + 2 * 3);
}

TEST_CASE("every look at a job sees all of its polls") {
  const test::TempDirectory directory;
  for (const auto& [name, look] : Looks()) {
    CAPTURE(name);
    for (const std::string& path : {std::string(), directory / (name + ".db")}) {
      CAPTURE(path);
      const auto store = test::OpenStore(path);
      test::Put(*store, PolledAccounts());
      store->KeepAsInitial();
      PollTimes(*store, "1", "j", 5);
      PollTimes(*store, "2", "j", 3);
      CHECK(look(*store) == 5);
      CHECK(store->FindJob("1", "j")->polls >= 5);
    }
  }
}

TEST_CASE("polls of one account are none of another's") {
  const auto store = test::OpenStore("");
  test::Put(*store, PolledAccounts());
  PollTimes(*store, "1", "j", 5);
  PollTimes(*store, "2", "j", 3);
  PollTimes(*store, "1", "other", 1);
  const auto all = test::ReadAll(*store);
  CHECK(PollsOf(all.at(0).jobs, "j") == 5);
  CHECK(PollsOf(all.at(0).jobs, "other") == 1);
  CHECK(PollsOf(all.at(1).jobs, "j") == 3);
}

TEST_CASE("a job that comes again after a deletion or a reset was never polled") {
  const auto store = test::OpenStore("");
  test::Put(*store, PolledAccounts());
  store->KeepAsInitial();
  const auto poll = [&] { PollTimes(*store, "1", "j", 5); };
  const auto polls = [&] { return store->FindJob("1", "j")->polls; };
  poll();
  store->Reset(test::kAdded);
  CHECK(polls() == 0);
  poll();
  CHECK(store->Reset("1", test::kAdded));
  CHECK(polls() == 0);
  poll();
  CHECK(store->DeleteJob("1", "j"));
  store::JobRecord job = test::FullJob("j");
  job.created_at = test::kAdded;
  CHECK(store->CreateJob("1", job));
  CHECK(polls() == 0);
  poll();
  test::Put(*store, PolledAccounts());
  CHECK(polls() == 0);
  poll();
  CHECK(store->Delete("1"));
  CHECK(store->Create(PolledAccounts().at(0), test::kAdded));
  CHECK(polls() == 0);
}

TEST_CASE("what is exported with polls that are not written loads again to the same") {
  const auto store = test::OpenStore("");
  test::Put(*store, {test::AccountWith("1", {JobByPolls("a"), JobByPolls("b")})});
  PollTimes(*store, "1", "a", 3);
  PollTimes(*store, "1", "b", 7);
  const auto loaded = test::OpenStore("");
  test::Put(*loaded, test::ReadAll(*store));
  CHECK(loaded->FindJob("1", "a")->polls == 3);
  CHECK(loaded->FindJob("1", "b")->poll_moments.size() == 2);
  CHECK(test::Everything(*loaded) == test::Everything(*store));
}

TEST_CASE("whatever happens, a store in memory has the polls of one in a file") {
  for (unsigned seed = 0; seed < 8; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const test::TempDirectory directory;
    const auto memory = test::OpenStore("");
    const auto file = test::OpenStore(directory / "store.db");
    for (int step = 0; step < 150; ++step) {
      CAPTURE(step);
      DoAtRandom({memory.get(), file.get()}, random);
      if (random() % 8 == 0) REQUIRE(test::Everything(*memory) == test::Everything(*file));
    }
    CHECK(test::Everything(*memory) == test::Everything(*file));
  }
}

TEST_CASE("polls of more jobs than are kept apart are all counted") {
  constexpr int kJobs = 2000;
  std::vector<store::JobRecord> jobs;
  for (int i = 0; i < kJobs; ++i) jobs.push_back({.job_id = "j" + std::to_string(i)});
  const auto store = test::OpenStore("");
  test::Put(*store, {test::AccountWith("1", jobs)});
  for (int round = 0; round < 3; ++round) {
    for (const auto& job : jobs) PollTimes(*store, "1", job.job_id, 1);
  }
  for (const auto& job : store->ReadJobs("1", "", kJobs)) CHECK(job.polls == 3);
}

TEST_CASE("pending polls take up no more than they may") {
  store::PendingPolls polls;
  std::size_t jobs = 0;
  while (polls.HasRoomFor("account", "j" + std::to_string(jobs))) {
    polls.Add("account", "j" + std::to_string(jobs++), 7);
  }
  CHECK(jobs > 200);
  CHECK(jobs < 1000);
  CHECK(polls.Bytes() <= store::PendingPolls::kMaxBytes);
  CHECK(*polls.Find("account", "j0") == 7);
  CHECK(polls.Find("accoun", "tj0") == nullptr);
  polls.Forget("account", "j0");
  CHECK(polls.Find("account", "j0") == nullptr);
  CHECK(polls.HasRoomFor("account", "j0"));
  CHECK_FALSE(polls.HasRoomFor("account", std::string(store::PendingPolls::kMaxBytes, 'x')));
  polls.Clear();
  CHECK(polls.Bytes() == 0);
}
