// Whatever was done to a store, going back leaves every row of every table as it was.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "store/sample_records.h"
#include "store/store_failure.h"
#include "store/watched_connections.h"
#include "support/sanitized.h"

using namespace fake_ice;

namespace {

/// The rows of a store by their account, in their order, but for when a reset made them anew.
class Rows {
 public:
  explicit Rows(sqlite3* database) {
    for (const std::string& table :
         test::ReadTexts(database, "SELECT name FROM main.sqlite_schema WHERE type = 'table'")) {
      const auto columns =
          test::ReadTexts(database,
                          "SELECT group_concat('quote(' || name || ')', '||'' ''||') FROM"
                          " pragma_table_info('" +
                              table + "') WHERE name <> 'created_at'");
      for (const std::string& row :
           test::ReadTexts(database, "SELECT account_id || ': " + table + " ' || " + columns.at(0) +
                                         " FROM main." + table)) {
        of_account_[row.substr(0, row.find(':'))].push_back(row);
      }
    }
  }

  [[nodiscard]] std::string All() const {
    std::string all;
    for (const auto& [account, rows] : of_account_) {
      for (const std::string& row : rows) all += row + '\n';
    }
    return all;
  }
  /// In any order: where a row stood may be another account's by now.
  [[nodiscard]] std::multiset<std::string> Of(const std::string& account) const {
    const auto found = of_account_.find(account);
    if (found == of_account_.end()) return {};
    return {found->second.begin(), found->second.end()};
  }
  [[nodiscard]] std::string AllBut(const std::string& account) const {
    Rows others = *this;
    others.of_account_.erase(account);
    return others.All();
  }

 private:
  std::map<std::string, std::vector<std::string>> of_account_;
};

/// An account with something in every table.
store::AccountRecord WholeAccount(const std::string& id, const std::string& serial) {
  store::JobRecord lives = test::FullJob("lives");
  lives.app_params = std::string(2000, serial[0]);
  lives.timeline = {{}, {.status = store::JobStatus::kFinished, .after = {}, .after_polls = 2}};
  store::JobRecord has_file = test::FullJob("has file " + serial);
  const std::string digest(64, serial[0]);
  has_file.images[0].file = {"cat.png", digest};
  has_file.created_at = test::kAdded;
  store::AccountRecord account = test::AccountWith(id, {lives, has_file}, {"k " + serial});
  account.contents = {{digest, std::string(5000, serial[0])}};
  account.users = {{.user_id = "u" + serial,
                    .user_name = "poller",
                    .policies = '[' + serial + ']',
                    .access_keys = {{"user " + id + serial, "s", {}, true}}}};
  account.sessions = {{.access_key = {"STS." + id + serial, "s", {}, true},
                       .security_token = "token " + id + serial,
                       .policies = "[2]"}};
  account.apps = {{.app_id = "app " + serial, .parameters = {{.key = "p"}}}};
  account.apps[0].images = {{"i", "http://i"}};
  account.faults = std::vector<store::FaultRecord>(2);
  return account;
}

/// Does something to a store, to one of a few accounts.
class RandomWork {
 public:
  RandomWork(store::Store& store, unsigned seed) : store_(store), random_(seed) {}

  void DoSomething() {
    const std::string id = Account();
    const std::string serial = std::to_string(Below(6));  // keys of other accounts among them
    switch (Below(13)) {
      case 0:
        (void)store_.Upsert({WholeAccount(id, serial)}, test::kAdded);
        return;
      case 1:
        (void)store_.Create(WholeAccount(id, serial), test::kAdded);
        return;
      case 2:
        store_.Delete(id);
        return;
      case 3:
        (void)store_.Update(test::AccountWith(id, {test::FullJob("j" + serial)}), test::kAdded);
        return;
      case 4:
        (void)store_.CreateJob(id, {.job_id = "new " + serial, .created_at = test::kAdded});
        return;
      case 5:
        store_.DeleteJob(id, Below(2) == 0 ? "lives" : "new " + serial);
        return;
      case 6:
        store_.ChangeJob(id, "lives", {}, test::kAdded, [](store::JobRecord& job, base::Moment) {
          job.app_params = "changed";
          return true;
        });
        return;
      case 7:
        store_.ChangeClock(id, test::kAdded, [](const store::AccountClock&) {
          return store::AccountClock{.offset = std::chrono::hours{-1}};
        });
        return;
      case 8:
        store_.ChangeFaults(id, [&](auto& faults) { faults.resize(Below(4)); });
        return;
      case 9:
        store_.CountFaults(id, [](auto& faults) {
          for (auto& fault : faults) ++fault.matched;
        });
        return;
      case 10:
        (void)store_.Reset(id, test::kAdded);
        return;
      default:
        (void)store_.PollJob(id, Below(3) == 0 ? "new " + serial : "lives", test::kAdded,
                             [](store::JobRecord&) {});
    }
  }

  std::string Account() { return std::to_string(1 + Below(5)); }

 private:
  std::size_t Below(std::size_t count) { return random_() % count; }

  store::Store& store_;
  std::mt19937 random_;
};

}  // namespace

TEST_CASE("whatever was done, a reset leaves every row as it was at start") {
  for (unsigned seed = 1; seed <= (test::kSanitized ? 20u : 100u); ++seed) {
    CAPTURE(seed);
    test::WatchedConnections connections;
    const auto store = test::OpenStore("");
    test::Put(*store, {WholeAccount("1", "1"), WholeAccount("2", "2"), WholeAccount("3", "3")});
    store->KeepAsInitial();
    const Rows before(connections.First());
    RandomWork work(*store, seed);
    for (int turn = 0; turn < 3; ++turn) {
      for (int i = 0; i < 60; ++i) work.DoSomething();
      const std::string account = work.Account();
      (void)store->ReadJobs(account, "", 1);  // pending polls are in the tables
      const Rows changed(connections.First());
      if (store->Reset(account, test::kAdded)) {
        const Rows after(connections.First());
        if (account <= "3") CHECK((after.Of(account) == before.Of(account)));
        CHECK(after.AllBut(account) == changed.AllBut(account));
      } else {
        CHECK(Rows(connections.First()).All() == changed.All());
      }
      store->Reset(test::kAdded);
      CHECK(Rows(connections.First()).All() == before.All());
    }
  }
}

TEST_CASE("to start and to go back takes as long as what was changed is large") {
  std::vector<long> steps;
  for (const int jobs : {10, 4000}) {
    test::WatchedConnections connections;
    const auto store = test::OpenStore("");
    store::AccountRecord account = test::AccountWith("1", {}, {"k"});
    for (int i = 0; i < jobs; ++i) {
      account.jobs.push_back({.job_id = 'j' + std::to_string(i), .created_at = test::kAdded});
    }
    test::Put(*store, {account});
    const long before = connections.Steps();
    store->KeepAsInitial();
    CHECK(store->DeleteJob("1", "j5"));
    CHECK(store->CreateJob("1", {.job_id = "new", .created_at = test::kAdded}));
    store->Reset(test::kAdded);
    CHECK(store->HasJob("1", "j5"));
    CHECK_FALSE(store->HasJob("1", "new"));
    steps.push_back(connections.Steps() - before);
  }
  // A reset looks at each job once, whether it is to be created anew.
  CHECK(steps[1] <= steps[0] + 5 * 4000);
}

TEST_CASE("resets of an account, one after the other, do not get slower") {
  test::WatchedConnections connections;
  const auto store = test::OpenStore("");
  store::AccountRecord account = test::AccountWith("1", {}, {"k"});
  for (int i = 0; i < 500; ++i) {
    account.jobs.push_back({.job_id = 'j' + std::to_string(i), .created_at = test::kAdded});
  }
  test::Put(*store, {account});
  store->KeepAsInitial();
  const auto steps_of_reset = [&](int first) {
    for (int i = first; i < first + 50; ++i) CHECK(store->DeleteJob("1", 'j' + std::to_string(i)));
    const long before = connections.Steps();
    CHECK(store->Reset("1", test::kAdded).value());
    return connections.Steps() - before;
  };
  const long once = steps_of_reset(0);
  for (int turn = 1; turn < 10; ++turn) CHECK(steps_of_reset(50 * turn) <= once + once / 10);
}

TEST_CASE("a store that is full is reset, although what comes back lies in other tables") {
  auto opened = store::Store::Start("", {WholeAccount("1", "1"), WholeAccount("2", "2")},
                                    test::kAdded, 4 * 1024 * 1024);
  const auto store = std::move(opened.value());
  for (int i = 0; i < 2000; ++i) {
    REQUIRE(store->CreateJob("1", {.job_id = "small " + std::to_string(i),
                                   .app_id = std::string(200, 'a'),
                                   .created_at = test::kAdded}));
  }
  store->KeepAsInitial();
  for (int i = 0; i < 2000; ++i) REQUIRE(store->DeleteJob("1", "small " + std::to_string(i)));
  bool is_full = false;
  for (int i = 0; !is_full && i < 1000; ++i) {
    const store::JobRecord large{.job_id = "large " + std::to_string(i),
                                 .app_params = std::string(12'000, 'p'),
                                 .created_at = test::kAdded};
    try {
      (void)store->CreateJob("1", large);
    } catch (const store::StoreFailure&) {
      is_full = true;
    }
  }
  CHECK(is_full);
  SUBCASE("whole") {
    store->Reset(test::kAdded);
  }
  SUBCASE("its account") {
    CHECK(store->Reset("1", test::kAdded).value());
  }
  CHECK(store->HasJob("1", "small 1999"));
  CHECK_FALSE(store->HasJob("1", "large 0"));
}

TEST_CASE("what was new and is gone again takes up nothing") {
  test::WatchedConnections connections;
  const auto store = test::OpenStore("");
  test::Put(*store, {test::AccountWith("1", {})});
  store->KeepAsInitial();
  const auto noted = [&] {
    sqlite3_stmt* count = nullptr;
    sqlite3_prepare_v2(connections.First(),
                       "SELECT (SELECT count(*) FROM initial_job) + (SELECT count(*) FROM"
                       " initial_account) + (SELECT count(*) FROM initial_access_key)",
                       -1, &count, nullptr);
    REQUIRE(sqlite3_step(count) == SQLITE_ROW);
    const int rows = sqlite3_column_int(count, 0);
    sqlite3_finalize(count);
    return rows;
  };
  CHECK(store->CreateJob("1", {.job_id = "new", .created_at = test::kAdded}));
  CHECK(noted() == 1);
  CHECK(store->DeleteJob("1", "new"));
  REQUIRE(store->Create(WholeAccount("2", "2"), test::kAdded));
  CHECK(store->CreateJob("2", {.job_id = "new", .created_at = test::kAdded}));
  CHECK(noted() == 1);  // the account, and nothing of what belongs to it
  CHECK(store->Delete("2"));
  CHECK(noted() == 0);
}
