// One sync serves all who waited for one when it began, and none who came later.
#include "store/grouped_sync.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <new>
#include <thread>
#include <vector>

using fake_ice::store::GroupedSync;

namespace {

constexpr int kFollowers = 4;
constexpr std::chrono::nanoseconds kNoSyncIsShort{0};

/// What became of a sync that one thread began and others came to while it ran.
struct Outcome {
  int syncs = 0;
  bool first = false;
  int others = 0;  ///< to whom success was said
};

/// `says` says whether a sync, counted from 0, does it.
Outcome RunTogether(GroupedSync& syncs, bool (*says)(int)) {
  std::latch runs(1);
  std::latch have_come(kFollowers);  // each asks for a stand-in once it has to wait
  syncs.StandInWhileWaiting([&]() -> std::shared_ptr<void> {
    have_come.count_down();
    return nullptr;
  });
  Outcome outcome;
  std::atomic<int> begun = 0;
  std::atomic<int> others = 0;
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    outcome.first = syncs.Wait([&] {
      runs.count_down();
      have_come.wait();
      return says(begun++);
    });
  });
  runs.wait();
  for (int i = 0; i < kFollowers; ++i) {
    threads.emplace_back([&] { others += syncs.Wait([&] { return says(begun++); }) ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  outcome.syncs = begun;
  outcome.others = others;
  return outcome;
}

}  // namespace

TEST_CASE("who comes while a sync runs waits for the next one, which serves all of them") {
  GroupedSync syncs(kNoSyncIsShort);
  const Outcome outcome = RunTogether(syncs, [](int) { return true; });
  CHECK(outcome.first);
  CHECK(outcome.others == kFollowers);
  CHECK(outcome.syncs == 2);
}

TEST_CASE("a sync that fails is said to all whom it was for, and to nobody else") {
  GroupedSync syncs(kNoSyncIsShort);
  const Outcome second_fails = RunTogether(syncs, [](int number) { return number == 0; });
  CHECK(second_fails.first);
  CHECK(second_fails.others == 0);
  const Outcome first_fails = RunTogether(syncs, [](int number) { return number > 0; });
  CHECK_FALSE(first_fails.first);
  CHECK(first_fails.others == kFollowers);
  CHECK(syncs.Wait([] { return true; }));
}

TEST_CASE("a sync that fails later is not said to one for whom an earlier one did it") {
  GroupedSync syncs(kNoSyncIsShort);
  std::latch runs(1);
  std::latch has_come(1);
  std::latch may_go(1);
  syncs.StandInWhileWaiting([&]() -> std::shared_ptr<void> {
    has_come.count_down();
    may_go.wait();
    return nullptr;
  });
  std::thread first([&] {
    CHECK(syncs.Wait([&] {
      runs.count_down();
      has_come.wait();
      return true;
    }));
  });
  runs.wait();
  bool has_synced = false;
  std::thread waits([&] { has_synced = syncs.Wait([] { return false; }); });
  first.join();
  CHECK(syncs.Wait([] { return true; }));         // it serves the one who waits
  CHECK_FALSE(syncs.Wait([] { return false; }));  // and this comes too late to be for it
  may_go.count_down();
  waits.join();
  CHECK(has_synced);
}

TEST_CASE("nobody stands in for who has nobody to wait for, or when there is no memory") {
  GroupedSync syncs(kNoSyncIsShort);
  int asked = 0;
  syncs.StandInWhileWaiting([&]() -> std::shared_ptr<void> {
    ++asked;
    throw std::bad_alloc();
  });
  CHECK(syncs.Wait([] { return true; }));
  CHECK(asked == 0);
  std::latch runs(1);
  std::atomic<bool> may_end = false;
  std::thread first([&] {
    CHECK(syncs.Wait([&] {
      runs.count_down();
      may_end.wait(false);
      return true;
    }));
  });
  runs.wait();
  std::thread second([&] { CHECK(syncs.Wait([] { return true; })); });
  may_end = true;
  may_end.notify_all();
  first.join();
  second.join();
  CHECK(asked <= 1);
}

TEST_CASE("nobody stands in for who waits for a sync that is short") {
  GroupedSync syncs(std::chrono::hours(1));
  std::atomic<int> asked = 0;
  syncs.StandInWhileWaiting([&]() -> std::shared_ptr<void> {
    ++asked;
    return nullptr;
  });
  constexpr int kThreads = 8;
  std::latch start(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      for (int turn = 0; turn < 100; ++turn) CHECK(syncs.Wait([] { return true; }));
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(asked == 0);
}
