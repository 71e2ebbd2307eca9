#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "store/sample_records.h"
#include "store/store.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using store::JobStatus;

namespace {

constexpr int kThreads = 8;
constexpr int kRounds = 60;

/// A job whose outputs say which thread wrote it: a mixture would show.
store::JobRecord SharedJob(int writer) {
  const std::string name = "writer " + std::to_string(writer);
  store::JobRecord job{.job_id = "shared", .app_id = name};
  for (int i = 0; i < 3; ++i) job.images.push_back({name, name});
  return job;
}

bool IsWhole(const store::JobRecord& job) {
  if (job.images.size() != 3) return false;
  for (const auto& output : job.images) {
    if (output.media_id != job.app_id || output.output_url != job.app_id) return false;
  }
  return true;
}

/// What each thread does: writes a job of its own and one of everybody's, and reads them back.
/// Returns how often something was not as it must be.
int Work(store::Store& store, int thread) {
  const std::string account = std::to_string(thread);
  int mistakes = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string id = "j" + std::to_string(round);
    test::Put(store, {test::AccountWith(account, {test::FullJob(id)}, {"key of " + account}),
                      test::AccountWith("shared", {SharedJob(thread)})});
    const auto own = store.FindJob(account, id);
    if (!own || test::Show(*own) != test::Show(test::FullJob(id))) ++mistakes;
    const auto shared = store.FindJob("shared", "shared");
    if (!shared || !IsWhole(*shared)) ++mistakes;
    const auto key = store.FindAccessKey("key of " + account);
    if (!key || key->caller.account_id != account) ++mistakes;
    if (store.FindJob(account, "shared")) ++mistakes;
  }
  return mistakes;
}

void CheckThreads(const std::string& path) {
  const auto store = test::OpenStore(path);
  std::atomic<int> mistakes = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] { mistakes += Work(*store, thread); });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(mistakes == 0);
  for (int thread = 0; thread < kThreads; ++thread) {
    CHECK(store->FindJob(std::to_string(thread), "j" + std::to_string(kRounds - 1)));
  }
}

}  // namespace

TEST_CASE("eight threads read and write a store in memory without meeting") {
  CheckThreads("");
}

TEST_CASE("eight threads read and write a store in a file without meeting") {
  const test::TempDirectory directory;
  CheckThreads(directory / "store.db");
}
