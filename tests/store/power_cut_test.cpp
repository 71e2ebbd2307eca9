// The power goes at each sync, and what was not synced is there in part or not at all.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <latch>
#include <string>
#include <thread>
#include <utility>

#include "store/faulty_disk.h"
#include "store/old_stores.h"
#include "store/sample_records.h"
#include "store/store_failure.h"
#include "store/store_work.h"
#include "support/files.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::FaultyDisk;
using Call = test::FaultyDisk::Call;
using Unsynced = test::FaultyDisk::Unsynced;

namespace {

/// The states that a store may have after a power cut: from the last change that was acknowledged
/// to the one that was being made.
struct Possible {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// Works until the power is gone.
Possible WorkUntilCut(store::Store& store) {
  Possible possible;
  for (const test::StoreStep& step : test::WorkSteps()) {
    ++possible.last;
    try {
      step.run(store);
    } catch (const store::StoreFailure&) {
      return possible;
    }
    if (!step.is_count) possible.first = possible.last;
  }
  return possible;
}

/// The whole work with a power cut. False when the power did not go.
bool CutAt(std::size_t sync, Unsynced kept, const std::vector<std::string>& states) {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  FaultyDisk disk;
  disk.CutPowerAt(sync);
  auto store = test::StartWork(path);
  const bool has_started = store.has_value();
  Possible possible;
  if (has_started) {
    possible = WorkUntilCut(**store);
    store->reset();
  }
  const bool was_cut = disk.Failed() > 0;
  disk.RestorePower(kept);
  store = has_started ? store::Store::Open(path) : test::StartWork(path);
  REQUIRE_MESSAGE(store, store.error());
  const auto begin = states.begin() + static_cast<std::ptrdiff_t>(possible.first);
  const auto end = states.begin() + static_cast<std::ptrdiff_t>(possible.last) + 1;
  CHECK(std::find(begin, end, test::Everything(**store)) != end);
  CHECK((*store)->CreateJob("1", {.job_id = "later", .created_at = test::kAdded}));
  store->reset();
  SQLite::Database database(path, SQLite::OPEN_READWRITE);
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  CHECK(database.execAndGet("PRAGMA integrity_check").getString() == "ok");
  return was_cut;
}

}  // namespace

TEST_CASE("a power cut at any sync loses nothing that was acknowledged and leaves nothing half") {
  const auto states = test::WorkStates();
  REQUIRE(std::ranges::adjacent_find(states) == states.end());
  for (const Unsynced kept : {Unsynced::kNone, Unsynced::kEven, Unsynced::kOdd}) {
    std::size_t sync = 0;
    while (CutAt(sync, kept, states)) {
      CAPTURE(sync);
      ++sync;
    }
    CHECK(sync > 20);
  }
}

TEST_CASE("a power cut or a failure while a store is migrated loses nothing") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::WriteVersion1(path);
  const std::string old = test::ReadFile(path);
  const std::string migrated = test::Everything(*test::OpenStore(path));
  for (const Call call : FaultyDisk::kCalls) {
    for (std::size_t first = 0;; ++first) {
      CAPTURE(first);
      const test::TempDirectory other;
      const std::string copy = other.Write("store.db", old);
      FaultyDisk disk;
      disk.Fail(call, first, 1, SQLITE_IOERR);
      if (call == Call::kSync) disk.CutPowerAt(first);
      auto store = store::Store::Open(copy);
      if (!store) CHECK(store.error().starts_with("cannot use the store " + copy + ": "));
      if (store) store->reset();
      const bool failed = disk.Failed() > 0;
      if (call == Call::kSync) disk.RestorePower(first % 2 == 0 ? Unsynced::kEven : Unsynced::kOdd);
      disk.Heal();
      CHECK(test::Everything(*test::OpenStore(copy)) == migrated);
      if (!failed) break;
    }
  }
}

TEST_CASE("a change is synced once before it is acknowledged, and a count of reads never") {
  const test::TempDirectory directory;
  FaultyDisk disk(1000);
  const auto store = test::StartWork(directory / "store.db").value();
  const auto syncs = [&](int times, const std::function<void(int)>& work) {
    const std::size_t before = disk.Count(Call::kSync);
    for (int i = 0; i < times; ++i) work(i);
    return disk.Count(Call::kSync) - before;
  };
  CHECK(syncs(20, [&](int i) {
          CHECK(store->CreateJob("1", {.job_id = std::to_string(i), .created_at = test::kAdded}));
        }) == 20);
  CHECK(syncs(200, [&](int) {
          CHECK(store->PollJob("1", "1", test::kAdded, [](store::JobRecord&) {}));
        }) == 0);
  CHECK(syncs(1, [&](int) { store->Reset(test::kAdded); }) == 1);
}

TEST_CASE("who waited while another's sync failed is not told that its change is safe") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  FaultyDisk disk(1000);
  auto store = test::OpenStore(path);
  test::Put(*store, {test::AccountWith("1", {})});
  std::latch runs(1);
  std::latch has_come(1);
  store->StandInWhileWaiting([&]() -> std::shared_ptr<void> {
    has_come.count_down();
    return nullptr;
  });
  const auto submits = [&](const std::string& id) {
    try {
      return store->CreateJob("1", {.job_id = id, .created_at = test::kAdded});
    } catch (const store::StoreFailure&) {
      return false;
    }
  };
  disk.Fail(Call::kSync, 0, 1, SQLITE_IOERR_FSYNC);
  bool is_first = true;
  disk.OnSync([&] {
    if (!std::exchange(is_first, false)) return;
    runs.count_down();
    has_come.wait();
  });
  bool first = true;
  bool second = true;
  std::thread leads([&] { first = submits("a"); });
  runs.wait();
  std::thread waits([&] { second = submits("b"); });
  leads.join();
  waits.join();
  CHECK_FALSE(first);
  CHECK_FALSE(second);
  // What comes next is safe, and takes what was written ahead with it.
  CHECK(submits("c"));
  disk.CutPowerAt(0);
  store.reset();
  disk.RestorePower(FaultyDisk::Unsynced::kNone);
  CHECK(test::OpenStore(path)->HasJob("1", "c"));
}
