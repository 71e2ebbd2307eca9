// Every statement that the store runs, as SQLite plans it: none looks at all rows of a table that
// grows with what clients and fixtures put in, but those whose answer has all of them.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "store/sample_records.h"
#include "store/watched_connections.h"
#include "support/temp_directory.h"

using namespace fake_ice;

namespace {

/// Whether a statement may read every row: what it is for takes them all.
bool MayScan(const std::string& sql) {
  const auto has = [&](const char* text) { return sql.find(text) != std::string::npos; };
  // The list of accounts, and whole tables that are kept for a reset and put back by it.
  if (sql.starts_with("SELECT account_id") && has("FROM account ORDER BY")) return true;
  for (const char* schema : {" initial.", " created.", " main."}) {
    if ((sql.starts_with("INSERT") || sql.starts_with("DELETE")) && has(schema)) return !has("?");
  }
  // Bounded: they stop at a limit.
  return has(" LIMIT ");
}

/// The lines of the plan of `sql` that begin with SCAN.
std::vector<std::string> Scans(sqlite3* database, const std::string& sql) {
  std::vector<std::string> scans;
  sqlite3_stmt* plan = nullptr;
  const std::string explain = "EXPLAIN QUERY PLAN " + sql;
  REQUIRE(sqlite3_prepare_v2(database, explain.c_str(), -1, &plan, nullptr) == SQLITE_OK);
  while (sqlite3_step(plan) == SQLITE_ROW) {
    const std::string line = reinterpret_cast<const char*>(sqlite3_column_text(plan, 3));
    if (line.starts_with("SCAN") && line != "SCAN CONSTANT ROW") scans.push_back(line);
  }
  sqlite3_finalize(plan);
  return scans;
}

/// Does everything once that a store can do, so that what is prepared only then is seen too.
void UseAll(store::Store& store) {
  const auto now = test::kAdded;
  test::Put(store, {test::AccountWith("1", {test::FullJob("j")}, {"k"})});
  store.KeepAsInitial();
  REQUIRE(store.Create(test::AccountWith("2", {}), now));
  REQUIRE(store.Update(test::AccountWith("2", {test::FullJob("k")}), now).value());
  (void)test::ReadAll(store);
  (void)store.ReadPossibleJobs("1", store::JobStatus::kFinished, "", 10);
  (void)store.PollJob("1", "j", now, [](store::JobRecord&) {});
  (void)store.ChangeJob("1", "j", {}, now, [](store::JobRecord&, base::Moment) { return true; });
  (void)store.DeleteJob("1", "j");
  (void)store.ChangeClock("1", now, [](const store::AccountClock& clock) { return clock; });
  (void)store.ChangeFaults("1", [](auto& faults) { faults.emplace_back(); });
  store.CountFaults("1", [](auto& faults) { ++faults.at(0).matched; });
  REQUIRE(store.Reset("2", now).value());
  store.Reset(now);
  (void)store.Delete("1");
}

}  // namespace

TEST_CASE("no statement of the store reads a whole table that grows") {
  const test::TempDirectory directory;
  test::WatchedConnections connections;
  // In a file, because all that it may ever run is compiled then.
  const auto store = test::OpenStore(directory / "store.db");
  REQUIRE(store->Create(test::AccountWith("0", {}), {}));
  connections.Forget();  // what makes tables runs once
  UseAll(*store);
  const std::set<std::string> statements = connections.Statements();
  CHECK(statements.size() > 100);
  sqlite3* database = connections.First();
  for (const std::string& sql : statements) {
    CAPTURE(sql);
    const auto scans = Scans(database, sql);
    CHECK_MESSAGE((scans.empty() || MayScan(sql)), scans.front());
  }
}

TEST_CASE("what goes with an account, a user, an app or a job is found by an index") {
  test::WatchedConnections connections;
  const auto store = test::OpenStore("");
  sqlite3* database = connections.First();
  const auto tables =
      test::ReadTexts(database, "SELECT name FROM main.sqlite_schema WHERE type = 'table'");
  CHECK(tables.size() >= 12);
  int keys = 0;
  for (const std::string& table : tables) {
    const auto columns =
        test::ReadTexts(database,
                        "SELECT group_concat('\"' || \"from\" || '\" = 1', ' AND ') FROM"
                        " pragma_foreign_key_list('" +
                            table + "') GROUP BY id");
    for (const std::string& condition : columns) {
      ++keys;
      const std::string sql = "SELECT 1 FROM main." + table + " WHERE " + condition;
      CAPTURE(sql);
      CHECK(Scans(database, sql).empty());
    }
  }
  CHECK(keys >= 12);
}

TEST_CASE("four times as many accounts are no more than four times the work") {
  struct Work {
    std::string name;
    std::function<void(store::Store&)> run;
    double most;  ///< times the steps that a quarter of the accounts takes
  };
  const std::vector<Work> works{
      {"everything is read", [](store::Store& store) { (void)test::ReadAll(store); }, 5},
      {"accounts are listed", [](store::Store& store) { (void)store.ListAccounts(); }, 5},
      {"everything is reset", [](store::Store& store) { store.Reset(test::kAdded); }, 5},
      {"an account is reset",
       [](store::Store& store) { CHECK(store.Reset("7", test::kAdded).value()); }, 1.1},
      {"an account is deleted", [](store::Store& store) { CHECK(store.Delete("7")); }, 1.1},
      {"an account is created",
       [](store::Store& store) { CHECK(store.Create(test::AccountWith("new", {}), {})); }, 1.1},
      {"a caller is found", [](store::Store& store) { CHECK(store.FindAccessKey("k7")); }, 1.1},
      {"an account is found", [](store::Store& store) { CHECK(store.FindAccount("7")); }, 1.1},
      {"nobody has a token", [](store::Store& store) { CHECK(!store.KnowsSecurityToken("x")); },
       1.1},
      {"nobody has a secret", [](store::Store& store) { CHECK(!store.KnowsSecret("x")); }, 1.1}};
  for (const Work& work : works) {
    CAPTURE(work.name);
    std::vector<double> steps;
    for (const int count : {250, 1000}) {
      test::WatchedConnections connections;
      const auto store = test::OpenStore("");
      std::vector<store::AccountRecord> accounts;
      for (int i = 0; i < count; ++i) {
        const std::string id = std::to_string(i);
        accounts.push_back(test::AccountWith(id, {test::FullJob("j")}, {"k" + id}));
        accounts.back().users = {{.user_id = "u", .policies = "[]", .access_keys = {{"u" + id}}}};
        accounts.back().sessions = {
            {.access_key = {"STS." + id}, .security_token = "t" + id, .policies = "[]"}};
      }
      test::Put(*store, accounts);
      store->KeepAsInitial();
      const long before = connections.Steps();
      work.run(*store);
      steps.push_back(static_cast<double>(connections.Steps() - before));
    }
    CHECK(steps[1] <= steps[0] * work.most);
  }
}

TEST_CASE("finished jobs are found among many others without looking at them") {
  std::vector<long> steps;
  for (const int others : {100, 5000}) {
    test::WatchedConnections connections;
    const auto store = test::OpenStore("");
    store::AccountRecord account = test::AccountWith("1", {test::FullJob("done")});
    for (int i = 0; i < others; ++i) account.jobs.push_back({.job_id = "j" + std::to_string(i)});
    store::JobRecord lives{.job_id = "lives"};
    lives.timeline = {{}, {.status = store::JobStatus::kFinished, .after = {}, .after_polls = 1}};
    account.jobs.push_back(lives);
    // A long timeline lies in a table of its own.
    lives.job_id = "long";
    for (int i = 0; i < 100; ++i) lives.timeline.push_back({.after = std::chrono::seconds{i}});
    account.jobs.push_back(lives);
    test::Put(*store, {account});
    const auto read = [&](const char* after, std::size_t limit) {
      std::string ids;
      for (const auto& job :
           store->ReadPossibleJobs("1", store::JobStatus::kFinished, after, limit)) {
        ids += job.job_id + ' ';
      }
      return ids;
    };
    const long before = connections.Steps();
    CHECK(read("", 1000) == "done lives long ");
    steps.push_back(connections.Steps() - before);
    CHECK(read("done", 1) == "lives ");
    CHECK(read("lives", 9) == "long ");
    CHECK(read("long", 9).empty());
  }
  CHECK(steps[1] <= steps[0] + 10);
}

TEST_CASE("a store in memory compiles no statement before it is used") {
  test::WatchedConnections connections;
  const auto store = test::OpenStore("");
  CHECK(!store->FindJob("1", "j"));
  CHECK(!store->FindAccessKey("k"));
  connections.Forget();
  CHECK(connections.Statements().size() == 2);
}
