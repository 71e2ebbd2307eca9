// A store holds as much as it may and no more; what does not fit is refused whole.
#include <doctest/doctest.h>

#include <string>

#include "store/sample_records.h"
#include "store/store_failure.h"
#include "support/temp_directory.h"

using namespace fake_ice;

namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;

store::JobRecord LargeJob(int number) {
  return {.job_id = "j" + std::to_string(number),
          .app_params = std::string(kMiB / 10, 'x'),
          .created_at = test::kAdded};
}

/// Creates jobs until one is refused, and says why.
std::string Fill(store::Store& store, int& created) {
  try {
    while (created < 1000 && store.CreateJob("1", LargeJob(created))) ++created;
  } catch (const store::StoreFailure& failure) {
    return failure.what();
  }
  return "it never ends";
}

std::unique_ptr<store::Store> Open(const std::string& path, std::uint64_t max_bytes) {
  auto store = store::Store::Open(path, max_bytes);
  REQUIRE(store);
  test::Put(**store, {test::AccountWith("1", {})});
  return std::move(*store);
}

}  // namespace

TEST_CASE("what does not fit into a store is refused, and there is room again after a deletion") {
  const test::TempDirectory directory;
  const std::string in_file = directory / "s.db";
  for (const auto& [path, reason] :
       {std::pair<std::string, std::string>(
            "",
            "cannot use the store in memory: it would hold more than --max-store-size "
            "allows (1MiB); delete accounts or jobs, reset, or allow more"),
        {in_file, "cannot use the store " + in_file +
                      ": its disk is full, or it would hold more than --max-store-size allows "
                      "(1MiB); free some space, delete accounts or jobs, or allow more; nothing "
                      "that was answered is lost"}}) {
    const auto store = Open(path, kMiB);
    int created = 0;
    CHECK(Fill(*store, created) == reason);
    CHECK(created > 5);
    CHECK(created < 10);
    for (int i = 0; i < created; ++i) CHECK(store->HasJob("1", LargeJob(i).job_id));
    CHECK_FALSE(store->HasJob("1", LargeJob(created).job_id));
    CHECK(store->DeleteJob("1", LargeJob(0).job_id));
    CHECK(store->CreateJob("1", LargeJob(created)));
  }
}

TEST_CASE("a file that is larger than allowed is left alone, and opens when more is allowed") {
  const test::TempDirectory directory;
  const std::string path = directory / "s.db";
  int created = 0;
  Fill(*Open(path, 2 * kMiB), created);
  const auto refused = store::Store::Open(path, kMiB);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == "cannot use the store " + path +
                               ": it is larger than --max-store-size allows (1MiB); allow more, "
                               "or name a new file");
  const auto store = Open(path, 4 * kMiB);
  CHECK(store->HasJob("1", LargeJob(created - 1).job_id));
  CHECK(store->CreateJob("1", LargeJob(created)));
}
