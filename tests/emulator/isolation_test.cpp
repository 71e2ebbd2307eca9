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

TEST_CASE("what another account polls does not make an account's verify pass") {
  test::RunningEmulator emulator(R"({"Accounts": [
      {"AccountId": "a", "AccessKeys": [{"AccessKeyId": "a", "AccessKeySecret": "secret"}],
       "Jobs": [{"JobId": "job", "Status": "Created"}]},
      {"AccountId": "b", "AccessKeys": [{"AccessKeyId": "b", "AccessKeySecret": "secret"}]}]})");
  emulator.Call({"a"});
  emulator.Call({"a"});
  const auto verify = [&] {
    return emulator
        .Ask("POST", "/_fake-ice/accounts/a/jobs/job/verify", {.body = R"({"MinInterval": "1s"})"})
        .body;
  };
  const std::string before = verify();
  CHECK(before.find("\"Passed\":false") != before.npos);
  for (int batch = 0; batch < 60; ++batch) {
    std::string ids;
    for (int i = 0; i < 1'000; ++i) ids += std::to_string(1'000'000 + batch * 1'000 + i) + ',';
    const auto answer =
        emulator.Call({.access_key_id = "b", .action = "BatchGetYikeAIAppJob"}, {{"JobIds", ids}});
    REQUIRE(answer.status == 200);
  }
  CHECK(verify() == before);
}

TEST_CASE("what others ask does not make an account's requests leave the journal") {
  test::RunningEmulator emulator(test::kSmallFixture);
  emulator.Call({"key"});
  for (int i = 0; i < 600; ++i) {
    // Each takes more than a hundred kilobytes: its body is kept, and its answer echoes its text.
    emulator.Ask("POST", "/?Action=" + std::string(60'000, 'x'),
                 {.body = std::string(70'000, 'y')});
  }
  CHECK(emulator.Read("/_fake-ice/requests?AccountId=1").at("Requests").size() == 1);
}
