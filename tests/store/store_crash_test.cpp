// Stores as a killed program leaves them, at moments that are too short to be hit by chance: in the
// middle of writing the main file, which a journal beside it then puts right.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "store/sample_records.h"
#include "store/store.h"
#include "support/files.h"
#include "support/temp_directory.h"

using namespace fake_ice;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPageBytes = 4096;
constexpr int kJobs = 60;

std::string JobId(int i) {
  return "job " + std::to_string(i);
}

/// The main file and what lies beside it.
struct Files {
  std::string main;
  std::string ahead;  ///< the -wal
};

/// A store with kJobs jobs, most of them not in the main file yet, as a kill leaves it.
Files KilledAtWork() {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  const auto store = test::OpenStore(path);
  for (int i = 0; i < kJobs; ++i) {
    test::Put(*store, {test::AccountWith("1", {test::FullJob(JobId(i))}, {"k"})});
  }
  return {test::ReadFile(path), test::ReadFile(path + "-wal")};
}

/// The main file when everything that was written ahead has been moved into it.
std::string MovedIntoMain(const Files& files) {
  const test::TempDirectory directory;
  const std::string path = directory.Write("store.db", files.main);
  directory.Write("store.db-wal", files.ahead);
  SQLite::Database(path, SQLite::OPEN_READWRITE).exec("PRAGMA wal_checkpoint(TRUNCATE)");
  return test::ReadFile(path);
}

void CheckHasEveryJob(const std::string& path) {
  const auto store = store::Store::Open(path);
  CHECK_MESSAGE(store, store.error());
  if (!store) return;
  for (int i = 0; i < kJobs; ++i) {
    CAPTURE(i);
    const auto job = (*store)->FindJob("1", JobId(i));
    REQUIRE(job);
    CHECK(test::Show(*job) == test::Show(test::FullJob(JobId(i))));
  }
}

}  // namespace

TEST_CASE("a store that was killed while it moved what was written ahead has lost nothing") {
  const Files files = KilledAtWork();
  const std::string whole = MovedIntoMain(files);
  REQUIRE(whole.size() > files.main.size());
  for (std::size_t moved = 0; moved <= whole.size(); moved += kPageBytes) {
    CAPTURE(moved);
    const test::TempDirectory directory;
    std::string main = whole.substr(0, moved);
    if (moved < files.main.size()) main += files.main.substr(moved);
    directory.Write("store.db-wal", files.ahead);
    CheckHasEveryJob(directory.Write("store.db", main));
  }
}

TEST_CASE("a store that was killed while it was made is made again") {
  const test::TempDirectory made;
  test::OpenStore(made / "store.db");
  const std::string whole = test::ReadFile(made / "store.db");
  // The head of a journal that goes back to an empty file: no page to restore, a checksum's seed,
  // no page at the beginning, sectors of 512 bytes, pages of 4096.
  std::string journal("\xD9\xD5\x05\xF9\x20\xA1\x63\xD7\0\0\0\0seed\0\0\0\0\0\0\x02\0\0\0\x10\0",
                      28);
  journal.resize(512);
  for (std::size_t written = 0; written <= whole.size(); written += kPageBytes) {
    CAPTURE(written);
    const test::TempDirectory directory;
    directory.Write("store.db-journal", journal);
    const auto path = directory.Write("store.db", whole.substr(0, written));
    const auto store = store::Store::Open(path);
    CHECK_MESSAGE(store, store.error());
    if (store) test::Put(**store, {test::AccountWith("1", {test::FullJob("j")})});
  }
}
