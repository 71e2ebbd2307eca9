#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>

#include "store/database.h"
#include "store/sample_records.h"
#include "store/store.h"
#include "support/files.h"
#include "support/in_directory.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::AccountWith;
using test::FullJob;
using test::OpenStore;
namespace fs = std::filesystem;

namespace {

/// Why the store is refused; an empty text when it is not.
std::string Refusal(const std::string& path) {
  base::Expected<std::unique_ptr<store::Store>, std::string> store;
  CHECK_NOTHROW(store = store::Store::Open(path));
  return store ? std::string() : store.error();
}

/// Everything in a directory: names and bytes.
std::map<std::string, std::string> Contents(const test::TempDirectory& directory) {
  std::map<std::string, std::string> contents;
  for (const auto& entry : fs::directory_iterator(directory.Path())) {
    const bool is_file = entry.is_regular_file();
    contents[entry.path().filename()] = is_file ? test::ReadFile(entry.path()) : "(no file)";
  }
  return contents;
}

void RunSql(const std::string& path, const std::string& sql) {
  SQLite::Database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec(sql);
}

/// Checks that `path` is refused for `reason` and that neither it nor its directory has changed.
void CheckRefused(const test::TempDirectory& directory, const std::string& path,
                  const std::string& reason) {
  const auto before = Contents(directory);
  const std::string refusal = Refusal(path);
  CHECK(refusal == "cannot use the store " + path + ": " + reason);
  CHECK((Contents(directory) == before));
}

const std::string kNoDatabase = "it is not a SQLite database; name a new file";
const std::string kForeign = "it is a SQLite database of another program; name a new file";
const std::string kNoPlace =
    "it cannot be opened or created; see that its folder exists and may be written to";

}  // namespace

TEST_CASE("what was stored is there after the store was closed and opened again") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::Put(*OpenStore(path), {AccountWith("1", {FullJob("j")}, {"k"})});
  for (int times = 0; times < 3; ++times) {
    const auto store = OpenStore(path);
    CHECK(test::Show(*store->FindJob("1", "j")) == test::Show(FullJob("j")));
    CHECK(store->FindAccessKey("k")->access_key.access_key_secret == "secret of k");
  }
}

TEST_CASE("a store that was closed is one file, marked as fake-ice's own") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::Put(*OpenStore(path), {AccountWith("1", {FullJob("j")})});
  CHECK(Contents(directory).size() == 1);
  SQLite::Database database(path);
  CHECK(database.execAndGet("PRAGMA application_id").getInt() == store::kApplicationId);
  CHECK(database.execAndGet("PRAGMA user_version").getInt() == store::kSchemaVersion);
  CHECK(database.execAndGet("PRAGMA integrity_check").getString() == "ok");
}

TEST_CASE("an empty file becomes a store") {
  const test::TempDirectory directory;
  CHECK(Refusal(directory.Write("store.db", "")) == "");
  CHECK(Refusal(directory / "store.db") == "");
}

TEST_CASE("stores in memory do not share anything") {
  const auto one = OpenStore("");
  test::Put(*one, {AccountWith("1", {FullJob("j")})});
  CHECK_FALSE(OpenStore("")->FindJob("1", "j"));
}

TEST_CASE("names that mean something to SQLite are plain file names") {
  const test::TempDirectory directory;
  const test::InDirectory in(directory.Path());
  for (const std::string name :
       {"with blank.db", "percent%20.db", "question?mode=memory", "中文.db", "quote'\".db",
        "hash#.db", "file:a.db?mode=memory", "file::memory:"}) {
    CAPTURE(name);
    test::Put(*OpenStore(name), {AccountWith("1", {FullJob(name)})});
    CHECK(fs::exists(name));
    CHECK(OpenStore(name)->FindJob("1", name));
  }
}

TEST_CASE("a file that is no SQLite database is refused and stays as it is") {
  const test::TempDirectory directory;
  for (const std::string text : {"{ \"Jobs\": [] }\n", "\n", "text", "SQLite format 2"}) {
    CAPTURE(text);
    CheckRefused(directory, directory.Write("file", text), kNoDatabase);
  }
  CheckRefused(directory, directory.Write("zeros", std::string(10'000, '\0')), kNoDatabase);
}

TEST_CASE("another program's database is refused and stays as it is") {
  const test::TempDirectory directory;
  const std::string path = directory / "foreign.db";
  SUBCASE("with tables") {
    RunSql(path, "CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  }
  SUBCASE("with a version") {
    RunSql(path, "PRAGMA user_version = 1");
  }
  SUBCASE("with a version as high as it gets") {
    RunSql(path, "PRAGMA user_version = 2147483647");
  }
  SUBCASE("with a mark of its own and tables named like ours") {
    RunSql(path, "PRAGMA application_id = 7; PRAGMA user_version = 1; CREATE TABLE job (x)");
  }
  SUBCASE("with nothing but a mark of its own") {
    RunSql(path, "PRAGMA application_id = 7");
  }
  SUBCASE("written ahead") {
    RunSql(path, "PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  }
  CheckRefused(directory, path, kForeign);
}

TEST_CASE("what a killed program left beside its refused database stays there") {
  const test::TempDirectory directory;
  {
    const test::TempDirectory elsewhere;
    SQLite::Database database(elsewhere / "a.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    fs::copy_file(elsewhere / "a.db", directory / "a.db");
    fs::copy_file(elsewhere / "a.db-wal", directory / "a.db-wal");
  }
  CheckRefused(directory, directory / "a.db", kForeign);
}

TEST_CASE("a store of a newer fake-ice is refused and stays as it is") {
  const test::TempDirectory directory;
  const std::string path = directory / "newer.db";
  test::Put(*OpenStore(path), {AccountWith("1", {FullJob("j")})});
  const std::string newer = std::to_string(store::kSchemaVersion + 1);
  RunSql(path, "PRAGMA user_version = " + newer);
  CheckRefused(directory, path,
               "it has schema version " + newer + " and this fake-ice knows up to " +
                   std::to_string(store::kSchemaVersion) +
                   "; use the newer fake-ice, or name a new file");
}

TEST_CASE("a store with a version below the first is refused and stays as it is") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::Put(*OpenStore(path), {AccountWith("1", {FullJob("j")})});
  RunSql(path, "PRAGMA user_version = -1");
  const auto before = Contents(directory);
  CHECK(Refusal(path).starts_with("cannot use the store " + path + ": "));
  CHECK((Contents(directory) == before));
}

TEST_CASE("a store whose tables are gone is refused in a sentence that names it") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  OpenStore(path);
  RunSql(path, "DROP TABLE job_output");
  CHECK(Refusal(path).starts_with("cannot use the store " + path + ": "));
}

TEST_CASE("a store that lost its end is refused in a sentence that names it") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::Put(*OpenStore(path), {AccountWith("1", {FullJob("j")})});
  fs::resize_file(path, 5'000);
  CHECK(Refusal(path).starts_with("cannot use the store " + path + ": "));
}

TEST_CASE("a place where no file can be is refused") {
  const test::TempDirectory directory;
  directory.Write("file", "text");
  CheckRefused(directory, directory / "no/such/folder/store.db", kNoPlace);
  CheckRefused(directory, directory / "file/store.db", kNoPlace);
  CheckRefused(directory, directory.Path().string(), "it is a directory; name a file in it");
  CheckRefused(directory, directory / std::string(300, 'x'), kNoPlace);
}

TEST_CASE("a second opener is told that somebody has the store, and the first goes on") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  test::Put(*OpenStore(path), {AccountWith("1", {FullJob("j")})});
  const auto first = OpenStore(path);  // opened again: it has not written anything yet
  CHECK(Refusal(path) == "cannot use the store " + path +
                             ": another process, perhaps another fake-ice, is using it");
  test::Put(*first, {AccountWith("1", {FullJob("k")})});
  CHECK_FALSE(Refusal(path).empty());
  CHECK(first->FindJob("1", "k"));
}
