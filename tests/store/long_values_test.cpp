// Values of megabytes do not slow down who looks for something else.
#include <doctest/doctest.h>

#include <string>

#include "store/sample_records.h"
#include "store/watched_connections.h"

using namespace fake_ice;

namespace {

constexpr std::size_t kLong = 7'000'000;

/// An account with a job, a user and an app among `others`, of which each has a value of `bytes`.
store::AccountRecord Account(int others, std::size_t bytes) {
  const std::string text(bytes, 'x');
  store::AccountRecord account = test::AccountWith("1", {test::FullJob("m")}, {"k"});
  account.users = {{.user_id = "m", .user_name = "m", .policies = "[]", .access_keys = {{"user"}}}};
  account.apps = {{.app_id = "m"}};
  for (int i = 0; i < others; ++i) {
    const std::string id = (i % 2 == 0 ? "a" : "z") + std::to_string(i);
    account.jobs.push_back({.job_id = id, .app_params = text});
    account.users.push_back({.user_id = id, .user_name = id, .policies = text});
    account.apps.push_back({.app_id = id});
    account.apps.back().parameters = {{.key = "k", .pattern = text}};
  }
  return account;
}

/// How many pages are looked at to find the job, the user and the app, and to count a read.
long PagesToFind(const store::AccountRecord& account) {
  test::WatchedConnections connections;
  const auto store = test::OpenStore("");
  test::Put(*store, {account});
  const long before = connections.PagesRead();
  CHECK(store->FindJob("1", "m"));
  CHECK(store->PollJob("1", "m", test::kAdded, [](store::JobRecord&) {}));
  CHECK(store->FindAccessKey("user")->caller.policies == "[]");
  CHECK(store->FindApp("1", "m"));
  return connections.PagesRead() - before;
}

}  // namespace

TEST_CASE(
    "among thirty jobs, users and apps of megabytes the others are found as among short ones") {
  CHECK(PagesToFind(Account(30, kLong)) <= PagesToFind(Account(30, 1)) + 10);
}

TEST_CASE("jobs of megabytes are read a part at a time, and all of them") {
  const auto store = test::OpenStore("");
  test::Put(*store, {Account(10, kLong)});
  std::size_t parts = 0;
  std::string ids;
  store->Export([&](const store::AccountRecord& part) {
    ++parts;
    CHECK(part.jobs.size() <= 4);
    for (const store::JobRecord& job : part.jobs) ids += job.job_id + ' ';
  });
  CHECK(parts > 3);
  CHECK(ids == "a0 a2 a4 a6 a8 m z1 z3 z5 z7 z9 ");
  CHECK(store->ReadJobs("1", "z5", 9).size() == 2);
  CHECK(store->ReadJobs("1", "z9", 9).empty());
}

TEST_CASE("reading a job of megabytes does not write its AppParams again") {
  test::WatchedConnections connections;
  const auto store = test::OpenStore("");
  test::Put(*store, {test::AccountWith("1", {{.job_id = "j", .app_params = std::string(kLong, 'x')},
                                             {.job_id = "short", .app_params = "{}"}})});
  const auto pages = [&](const char* job_id) {
    const long before = connections.PagesRead();
    for (int i = 0; i < 10; ++i) {
      CHECK(store->PollJob("1", job_id, test::kAdded, [](store::JobRecord&) {}));
    }
    return connections.PagesRead() - before;
  };
  const long once = kLong / 4096;
  // The answer has them: they are read once, and written never.
  CHECK(pages("j") <= 10 * (once + 50));
  CHECK(pages("short") < 500);
}

TEST_CASE("a text is the same however long it is") {
  const auto store = test::OpenStore("");
  for (const std::size_t bytes : {0U, 511U, 512U, 513U, 100'000U}) {
    CAPTURE(bytes);
    store::JobRecord job{.job_id = "j", .app_params = std::string(bytes, 'x')};
    for (std::size_t i = 0; i < bytes / 10; ++i) {
      job.timeline.push_back({.after = std::chrono::milliseconds(i)});
    }
    test::Put(*store, {test::AccountWith("1", {job})});
    const auto found = store->FindJob("1", "j");
    CHECK(found->app_params == job.app_params);
    CHECK(found->timeline.size() == job.timeline.size());
    CHECK(store->PollJob("1", "j", test::kAdded, [](store::JobRecord&) {}));
  }
  CHECK(store->DeleteJob("1", "j"));
}
