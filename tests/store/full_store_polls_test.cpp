// Polls of a store in memory that is as full as it may be.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <string>

#include "store/sample_records.h"
#include "store/store_failure.h"
#include "store/store_work.h"
#include "store/watched_connections.h"

using namespace fake_ice;

namespace {

int PagesOf(sqlite3* connection) {
  int pages = -1;
  const auto read = [](void* into, int, char** values, char**) {
    *static_cast<int*>(into) = std::atoi(values[0]);
    return 0;
  };
  sqlite3_exec(connection, "PRAGMA page_count", read, &pages, nullptr);
  return pages;
}

}  // namespace

TEST_CASE("a store that is full keeps every poll it answered, and its limit") {
  constexpr std::uint64_t kMaxBytes = 256 * 1024;
  constexpr std::int64_t kPolls = 0x7f;  // the next takes a byte more
  test::WatchedConnections connections;
  const auto store = store::Store::Open("", kMaxBytes).value();
  test::Put(*store, {test::AccountWith("1", {})});
  // NOLINTNEXTLINE(cert-msc32-c,cert-msc51-cpp): the same jobs in every run.
  std::mt19937 random(7);
  for (int round = 0; round < 25; ++round) {
    CAPTURE(round);
    std::map<std::string, std::int64_t> polls;
    // Smaller and smaller ones, until there is room for none.
    for (const std::size_t size : {500, 200, 40, 5, 0}) {
      const auto create = [&] {
        const std::string id = std::to_string(random());
        const bool created =
            store->CreateJob("1", {.job_id = id,
                                   .app_params = std::string(random() % (size + 1), 'x'),
                                   .created_at = test::kAdded,
                                   .polls = kPolls});
        polls[id] = kPolls;
        return created;
      };
      CHECK_THROWS_AS(while (create()){}, store::StoreFailure);
    }
    for (auto& [id, count] : polls) {
      try {
        (void)store->PollJob("1", id, test::kAdded, [](store::JobRecord&) {});
        ++count;
      } catch (const store::StoreFailure&) {  // as full as that
      }
    }
    for (const auto& job : store->ReadJobs("1", "", 10'000)) CHECK(job.polls == polls[job.job_id]);
    // A deletion may need a page as well, which another one makes room for.
    for (int tries = 0; tries < 3; ++tries) {
      for (const auto& job : store->ReadJobs("1", "", 10'000)) {
        try {
          (void)store->DeleteJob("1", job.job_id);
        } catch (const store::StoreFailure&) {  // as full as that
        }
      }
    }
    CHECK(store->ReadJobs("1", "", 10'000).empty());
    CHECK(PagesOf(connections.First()) <= kMaxBytes / 4096);
  }
}
