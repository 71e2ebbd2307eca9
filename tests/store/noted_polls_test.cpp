// How often a job was polled is put back by a reset, and costs a look at most once.
#include <doctest/doctest.h>

#include "store/sample_records.h"
#include "store/watched_connections.h"
#include "support/temp_directory.h"

using namespace fake_ice;

TEST_CASE("what a job was before its first poll is noted once, and a reset puts it back") {
  const test::TempDirectory directory;
  test::WatchedConnections connections;
  const auto store = test::OpenStore(directory / "store.db");
  store::JobRecord job = test::FullJob("j");
  job.polls = 7;
  test::Put(*store, {test::AccountWith("1", {job}), test::AccountWith("2", {job})});
  store->KeepAsInitial();
  (void)store->PollJob("2", "j", test::kAdded, [](store::JobRecord&) {});  // makes what notes
  const auto steps_of_poll = [&] {
    const long before = connections.Steps();
    (void)store->PollJob("1", "j", test::kAdded, [](store::JobRecord&) {});
    return connections.Steps() - before;
  };
  const auto reset = [&](bool only_account) {
    if (only_account) CHECK(store->Reset("1", test::kAdded).value());
    if (!only_account) store->Reset(test::kAdded);
    CHECK(store->FindJob("1", "j")->polls == 7);
  };
  for (const bool only_account : {true, false, true}) {
    CAPTURE(only_account);
    const long first = steps_of_poll();
    const long second = steps_of_poll();
    CHECK(second < first);
    CHECK(steps_of_poll() == second);
    CHECK(store->FindJob("1", "j")->polls == 10);
    reset(only_account);
  }
}
