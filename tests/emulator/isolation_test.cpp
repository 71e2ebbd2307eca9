// Many accounts in use at once: each is as if it were alone.
#include <doctest/doctest.h>

#include "emulator/account_worker.h"
#include "support/parallel.h"
#include "support/sanitized.h"

using namespace fake_ice;

namespace {

constexpr int kWorkers = 64;
constexpr int kPhases = 4;
constexpr int kJobsInPhase = test::kSanitized ? 6 : 25;

}  // namespace

TEST_CASE("64 accounts that are used and reset at once each answer as if they were alone") {
  test::RunningEmulator emulator;
  test::Board board;
  const auto failures = test::InParallel(kWorkers, [&](int worker) {
    test::AccountWorker(worker, emulator, board).Work(kPhases, kJobsInPhase);
  });
  CHECK_MESSAGE(failures.empty(), test::Lines(failures));
}
