// Calls to the disk that fail, each in turn, under everything that a store does.
#include <doctest/doctest.h>

#include <string>

#include "store/faulty_disk.h"
#include "store/sample_records.h"
#include "store/store_failure.h"
#include "store/store_work.h"
#include "support/sanitized.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::FaultyDisk;
using Call = test::FaultyDisk::Call;

namespace {

constexpr std::size_t kForEver = 1'000'000;

/// Why a step fails; empty when it does not.
std::string FailureOf(const test::StoreStep& step, store::Store& store) {
  try {
    step.run(store);
    return {};
  } catch (const store::StoreFailure& failure) {
    return failure.what();
  }
}

/// A step while something fails: all of it is done or nothing, and when it was said to be done, it
/// is. When nothing fails any more, it can be done.
void CheckStep(const test::StoreStep& step, store::Store& store, FaultyDisk& disk,
               const std::string& before, const std::string& after) {
  disk.ForgetPages();
  const std::string failure = FailureOf(step, store);
  if (failure.empty()) return;
  CAPTURE(failure);
  CHECK(failure.starts_with("cannot use the store /"));
  CHECK(disk.Failed() > 0);
  disk.Heal();
  const std::string there = test::Everything(store);
  CHECK((there == before || there == after));
  if (there == before) CHECK(FailureOf(step, store).empty());
  CHECK(test::Everything(store) == after);
}

/// A start while something fails: it is refused with a reason, and can be made later.
std::unique_ptr<store::Store> StartOn(FaultyDisk& disk, const std::string& path) {
  auto store = test::StartWork(path);
  if (store) return std::move(*store);
  CHECK(store.error().find("cannot use the store " + path + ": ") != std::string::npos);
  CHECK(disk.Failed() > 0);
  disk.Heal();
  store = test::StartWork(path);
  REQUIRE_MESSAGE(store, store.error());
  return std::move(*store);
}

/// The whole work while calls fail; at its end the power goes. Returns how many calls failed.
std::size_t WorkOn(FaultyDisk& disk, const std::vector<std::string>& states) {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  auto store = StartOn(disk, path);
  for (std::size_t i = 0; i < test::WorkSteps().size(); ++i) {
    CAPTURE(test::WorkSteps()[i].name);
    CheckStep(test::WorkSteps()[i], *store, disk, states[i], states[i + 1]);
  }
  const std::size_t failed = disk.Failed();
  // What is answered makes all safe that was before it, what failed to be synced too.
  disk.Heal();
  CHECK_FALSE(store->DeleteJob("1", "nobody's"));
  disk.CutPowerAt(0);
  store.reset();
  disk.RestorePower(FaultyDisk::Unsynced::kNone);
  CHECK(test::Everything(*test::OpenStore(path)) == states.back());
  return failed;
}

/// Lets the calls of a kind fail in turn, once and until somebody notices. Returns how many did.
std::size_t FailEach(Call call, int error, std::size_t stride) {
  const auto states = test::WorkStates();
  std::size_t failed = 0;
  if (test::kSanitized) stride *= 9;
  for (const std::size_t times : {std::size_t{1}, kForEver}) {
    for (std::size_t first = 0;; first += times == 1 ? stride : 7 * stride) {
      CAPTURE(first);
      CAPTURE(times);
      FaultyDisk disk;
      disk.Fail(call, first, times, error);
      if (WorkOn(disk, states) == 0) break;
      ++failed;
    }
  }
  return failed;
}

}  // namespace

TEST_CASE("a write that fails undoes its change, and the next one is made") {
  CHECK(FailEach(Call::kWrite, SQLITE_IOERR_WRITE, 1) > 30);
}

TEST_CASE("a full disk undoes its change, and the next one is made when there is room") {
  CHECK(FailEach(Call::kWrite, SQLITE_FULL, 9) > 3);
}

TEST_CASE("a sync that fails acknowledges nothing, and the next one is made") {
  CHECK(FailEach(Call::kSync, SQLITE_IOERR_FSYNC, 1) > 3);
}

TEST_CASE("a read that fails is said, and the next one is made") {
  CHECK(FailEach(Call::kRead, SQLITE_IOERR_READ, 3) > 3);
}

TEST_CASE("a file that cannot be opened is said, and is opened the next time") {
  CHECK(FailEach(Call::kOpen, SQLITE_CANTOPEN, 1) > 0);
}
