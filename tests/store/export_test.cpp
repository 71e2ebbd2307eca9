// An export has everything as it was at one moment, and holds up nobody.
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "store/sample_records.h"
#include "store/store.h"
#include "support/temp_directory.h"

using namespace fake_ice;

namespace {

constexpr int kJobs = 2500;

store::AccountRecord LargeAccount() {
  store::AccountRecord account = test::AccountWith("1", {}, {"k"});
  for (int i = 0; i < kJobs; ++i) account.jobs.push_back(test::FullJob("j" + std::to_string(i)));
  return account;
}

}  // namespace

TEST_CASE("while an export is held in the middle, all else is done and the export has none of it") {
  const test::TempDirectory directory;
  for (const std::string& path : {std::string(), directory / "store.db"}) {
    CAPTURE(path);
    const auto store = test::OpenStore(path);
    test::Put(*store, {LargeAccount(), test::AccountWith("2", {test::FullJob("last")})});
    store->KeepAsInitial();
    int parts = 0;
    std::size_t jobs = 0;
    std::int64_t polls = 0;
    store->Export([&](const store::AccountRecord& part) {
      jobs += part.jobs.size();
      for (const store::JobRecord& job : part.jobs) polls += job.polls;
      CHECK(part.jobs.size() <= 1000);
      if (parts++ > 0) return;
      // In another thread, as other requests are: nothing here may wait for the export.
      std::thread([&] {
        CHECK(store->PollJob("2", "last", test::kAdded, [](store::JobRecord&) {}));
        CHECK(store->CreateJob("2", {.job_id = "new", .created_at = test::kAdded}));
        CHECK(store->DeleteJob("1", "j2000"));
        store->Reset(test::kAdded);
        CHECK(store->Delete("2"));
      }).join();
    });
    CHECK(parts == 4);
    CHECK(jobs == kJobs + 1);
    CHECK(polls == 0);
    CHECK_FALSE(store->FindAccount("2"));
  }
}

TEST_CASE("an export comes to its end however much is changed meanwhile") {
  const test::TempDirectory directory;
  for (const std::string& path : {std::string(), directory / "store.db"}) {
    CAPTURE(path);
    const auto store = test::OpenStore(path);
    test::Put(*store, {LargeAccount(), test::AccountWith("2", {test::FullJob("j")})});
    std::atomic<bool> has_ended = false;
    std::thread writer([&] {
      while (!has_ended) (void)store->PollJob("2", "j", test::kAdded, [](store::JobRecord&) {});
    });
    for (int times = 0; times < 3; ++times) {
      std::size_t jobs = 0;
      store->Export([&](const store::AccountRecord& part) { jobs += part.jobs.size(); });
      CHECK(jobs == kJobs + 1);
    }
    has_ended = true;
    writer.join();
  }
}
