// Files of a store that others may not read, that are taken away while it is in use, or that have
// lost a part while it was closed.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "base/text.h"
#include "store/sample_records.h"
#include "store/store_failure.h"
#include "support/files.h"
#include "support/temp_directory.h"

using namespace fake_ice;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kFrameBytes = 24 + 4096;
constexpr std::size_t kLogHeaderBytes = 32;

mode_t ModeOf(const std::string& path) {
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

/// What a store says when a change fails; empty when it does not.
std::string FailureOfChange(store::Store& store) {
  try {
    test::Put(store, {test::AccountWith("2", {test::FullJob("new")})});
    return {};
  } catch (const store::StoreFailure& failure) {
    return failure.what();
  }
}

/// The two files of a store with jobs `0` to `9`, each of one change, as a kill leaves them.
struct Killed {
  std::string main;
  std::string ahead;

  Killed() {
    const test::TempDirectory directory;
    const std::string path = directory / "store.db";
    const auto store = test::OpenStore(path);
    for (int i = 0; i < 10; ++i) {
      test::Put(*store, {test::AccountWith("1", {{.job_id = std::to_string(i)}})});
    }
    main = test::ReadFile(path);
    ahead = test::ReadFile(path + "-wal");
  }

  /// A store of these files: what it says, and how many of the jobs it has.
  struct Opened {
    std::string warning;
    std::string notice;
    int jobs;
    bool operator==(const Opened&) const = default;
  };
  [[nodiscard]] Opened Open() const {
    const test::TempDirectory directory;
    directory.Write("store.db-wal", ahead);
    const auto store = test::OpenStore(directory.Write("store.db", main));
    int jobs = 0;
    for (int i = 0; i < 10; ++i) jobs += store->HasJob("1", std::to_string(i)) ? 1 : 0;
    return {store->Warning(), store->Notice(), jobs};
  }
};

}  // namespace

TEST_CASE("the files of a store are for their owner alone, whoever made them") {
  const test::TempDirectory directory;
  const mode_t mask = umask(0);
  for (const std::string name : {"new.db", "old.db"}) {
    const std::string path = directory / name;
    if (name == "old.db") {
      test::OpenStore(path);
      chmod(path.c_str(), 0666);
    }
    const auto store = test::OpenStore(path);
    test::Put(*store, {test::AccountWith("1", {test::FullJob("j")})});
    CHECK(ModeOf(path) == 0600);
    CHECK(ModeOf(path + "-wal") == 0600);
  }
  umask(mask);
}

TEST_CASE("a store whose file is taken away says so, changes nothing and can be read") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  const auto store = test::OpenStore(path);
  test::Put(*store, {test::AccountWith("1", {test::FullJob("j")})});
  std::string victim = path;
  SUBCASE("the file is moved") {}
  SUBCASE("what is written ahead is moved") {
    victim += "-wal";
  }
  SUBCASE("the file is replaced") {
    fs::copy(path, directory / "copy");
    fs::rename(path, directory / "moved");
    fs::rename(directory / "copy", path);
    CHECK(FailureOfChange(*store).find("replaced") != std::string::npos);
    fs::rename(directory / "moved", path);
  }
  fs::rename(victim, directory / "away");
  const std::string failure = FailureOfChange(*store);
  CHECK(
      failure.starts_with("cannot use the store " + path + ": it was deleted, moved or replaced"));
  CHECK_THROWS_AS((void)store->PollJob("1", "j", test::kAdded, [](auto&) {}), store::StoreFailure);
  CHECK_THROWS_AS(store->Reset(test::kAdded), store::StoreFailure);
  CHECK(store->FindJob("1", "j")->polls == 0);
  CHECK_FALSE(store->FindAccount("2"));
  fs::rename(directory / "away", victim);
  CHECK(FailureOfChange(*store).empty());
  CHECK(store->FindJob("2", "new"));
}

TEST_CASE("changes that a damaged log has lost are said, and those before them are there") {
  const Killed killed;
  CHECK(killed.Open() == Killed::Opened{"", "", 10});
  const std::size_t frames = (killed.ahead.size() - kLogHeaderBytes) / kFrameBytes;
  for (std::size_t frame = 0; frame < frames; ++frame) {
    CAPTURE(frame);
    Killed damaged = killed;
    damaged.ahead[kLogHeaderBytes + frame * kFrameBytes + 2000] ^= 1;
    const auto [warning, notice, jobs] = damaged.Open();
    CHECK(jobs < 10);
    // Of the last page a kill may have left the head alone.
    CHECK(notice.empty() == (frame + 1 < frames));
    if (frame + 1 == frames) {
      CHECK(warning.empty());
      CHECK(jobs == 9);
      continue;
    }
    // Every change makes one job.
    CHECK(warning.find("of which there were " + std::to_string(10 - jobs) + ":") !=
          std::string::npos);
    CHECK(warning.find("store.db-wal is damaged") != std::string::npos);
  }
}

TEST_CASE("a log whose head is damaged has lost all, and one that ends early nothing") {
  const Killed killed;
  Killed damaged = killed;
  SUBCASE("the head") {
    damaged.ahead[0] ^= 1;
    CHECK_FALSE(damaged.Open().warning.empty());
  }
  SUBCASE("a salt") {
    damaged.ahead[17] ^= 1;
    const auto [warning, notice, jobs] = damaged.Open();
    CHECK(notice.empty());
    CHECK(jobs == 0);
    CHECK(warning.find("of which there were 10:") != std::string::npos);
  }
  SUBCASE("a change that was not finished") {
    damaged.ahead += damaged.ahead.substr(kLogHeaderBytes, kFrameBytes / 2);
    CHECK(damaged.Open() == Killed::Opened{"", "", 10});
  }
  SUBCASE("nothing but a head") {
    damaged.ahead.resize(kLogHeaderBytes);
    CHECK(damaged.Open().warning.empty());
  }
}

TEST_CASE("what SQLite says of a store is printable, with the file and what to do") {
  const test::TempDirectory directory;
  const std::string path = directory / "bell\a.db";
  test::OpenStore(path);
  {
    SQLite::Database database(path, SQLite::OPEN_READWRITE);
    database.exec("PRAGMA writable_schema = ON");
    database.exec(
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE job (\x1b[31m\xff' WHERE name = 'job'");
  }
  const auto store = store::Store::Open(path);
  REQUIRE_FALSE(store);
  const std::string& refusal = store.error();
  CHECK(std::ranges::all_of(refusal, [](char c) { return c >= ' ' && c <= '~'; }));
  CHECK(refusal.find("bell\\x07.db: it is damaged (") != std::string::npos);
  CHECK(refusal.ends_with("; put a copy in its place, or name a new file"));
}

TEST_CASE("a row that no store has is a damaged file, not a mistake of the program") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::Put(*test::OpenStore(path), {test::AccountWith("1", {test::FullJob("j")})});
  SQLite::Database(path, SQLite::OPEN_READWRITE)
      .exec("PRAGMA ignore_check_constraints = ON; UPDATE job SET status = 'Done'");
  const auto store = test::OpenStore(path);
  std::string failure;
  try {
    (void)store->FindJob("1", "j");
  } catch (const store::StoreFailure& said) {
    failure = said.what();
  }
  CHECK(failure.starts_with("cannot use the store " + path + ": it is damaged ("));
}
