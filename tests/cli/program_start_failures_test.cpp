// The server that cannot start: exit code 2, one line on stderr, nothing on stdout, nothing
// changed.

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "cli/program.h"
#include "cli/sockets.h"
#include "store/store.h"
#include "support/files.h"
#include "support/temp_directory.h"
#include "support/text.h"

using namespace fake_ice;
using test::Contains;
using test::Program;
using test::RunningServer;
namespace fs = std::filesystem;

namespace {

/// Runs the server on any free port; checks that it does not start and returns what it says.
std::string ReasonNotToStart(Program::Arguments arguments,
                             const Program::Variables& variables = {}) {
  if (std::find(arguments.begin(), arguments.end(), "--listen") == arguments.end()) {
    arguments.insert(arguments.end(), {"--listen", "127.0.0.1:0"});
  }
  const Program::Result result = test::Run(arguments, variables);
  CHECK(result.exit_code == 2);
  CHECK(result.out == "");
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  CHECK(result.err.starts_with("fake-ice: "));
  return result.err;
}

}  // namespace

TEST_CASE("a bad fixture keeps the server from starting and the store from being made") {
  const test::TempDirectory directory;
  const auto path = directory.Write("a.json", "{\n  \"Jobz\": []\n}\n");
  const std::string reason =
      ReasonNotToStart({"--fixtures", path, "--store", directory / "store.db"});
  CHECK(reason == "fake-ice: " + path + ": /Jobz: unknown key \"Jobz\"; did you mean \"Jobs\"?\n");
  CHECK_FALSE(fs::exists(directory / "store.db"));
}

TEST_CASE("of several problems the first is told, with the number of the others") {
  const test::TempDirectory directory;
  const auto path =
      directory.Write("a.json", R"({"Jobs": [{"JobId": 1, "Status": "x"}, {"JobId": ""}]})");
  const std::string reason = ReasonNotToStart({"--fixtures", path});
  CHECK(Contains(reason, path + ": /Jobs/0/JobId: "));
  CHECK(Contains(reason, "fake-ice check"));
}

TEST_CASE("a fixture that is not there keeps the server from starting") {
  const test::TempDirectory directory;
  CHECK(ReasonNotToStart({"--fixtures", directory / "gone.json"}) ==
        "fake-ice: " + (directory / "gone.json") + ": there is no such file or directory\n");
  CHECK(ReasonNotToStart({}, {{"FAKE_ICE_FIXTURES", directory / "gone.json"}}) ==
        "fake-ice: FAKE_ICE_FIXTURES: " + (directory / "gone.json") +
            ": there is no such file or directory\n");
}

TEST_CASE("an address in use keeps the server from starting and the store from being touched") {
  const test::TempDirectory directory;
  RunningServer first({"--store", directory / "store.db"});
  CHECK(first.Stop(SIGTERM).exit_code == 0);
  const std::string before = test::ReadFile(directory / "store.db");
  const RunningServer running;
  const std::string reason =
      ReasonNotToStart({"--listen", running.Address(), "--store", directory / "store.db"});
  CHECK(Contains(reason, running.Address()));
  CHECK(reason == "fake-ice: cannot listen on " + running.Address() + ": Address already in use;" +
                      " --listen 127.0.0.1:0 takes a port that is free\n");
  CHECK(test::ReadFile(directory / "store.db") == before);
  ReasonNotToStart({"--listen", running.Address(), "--store", directory / "new.db"});
  CHECK_FALSE(fs::exists(directory / "new.db"));
  CHECK_FALSE(fs::exists(directory / "store.db-wal"));
}

TEST_CASE("so does one in use for TLS") {
  const test::TempDirectory directory;
  const test::TakenPort taken;
  const std::string reason =
      ReasonNotToStart({"--tls-listen", taken.Address(), "--store", directory / "new.db"});
  CHECK(Contains(reason, "--tls-listen 127.0.0.1:0 takes a port that is free"));
  CHECK_FALSE(fs::exists(directory / "new.db"));
}

TEST_CASE("an address taken by another program keeps the server from starting") {
  const test::TakenPort taken;
  CHECK(Contains(ReasonNotToStart({"--listen", taken.Address()}), taken.Address()));
}

TEST_CASE("an address of another machine keeps the server from starting") {
  // 192.0.2.0/24 is set apart for documentation: no machine has it.
  CHECK(Contains(ReasonNotToStart({"--listen", "192.0.2.1:0"}), "192.0.2.1:0"));
}

TEST_CASE("a store that cannot be used keeps the server from starting and stays as it is") {
  const test::TempDirectory directory;
  const auto path = directory.Write("notes.txt", "not a database, but a text of some length");
  const std::string reason = ReasonNotToStart({"--store", path});
  CHECK(Contains(reason, path));
  CHECK(test::ReadFile(path) == "not a database, but a text of some length");
  CHECK(Contains(ReasonNotToStart({"--store", directory / "no/folder/store.db"}), "no/folder"));
  CHECK(ReasonNotToStart({"--store", directory.Path().string()}) ==
        "fake-ice: cannot use the store " + directory.Path().string() +
            ": it is a directory; name a file in it\n");
  CHECK(ReasonNotToStart({}, {{"FAKE_ICE_STORE", path}})
            .starts_with("fake-ice: FAKE_ICE_STORE: cannot use the store "));
}

TEST_CASE("a store of a newer fake-ice keeps the server from starting and stays as it is") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  { CHECK(store::Store::Open(path)); }
  SQLite::Database(path, SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
  const std::string before = test::ReadFile(path);
  const std::string reason = ReasonNotToStart({"--store", path});
  CHECK(Contains(reason, path));
  CHECK(Contains(reason, "version 99"));
  CHECK(test::ReadFile(path) == before);
}

TEST_CASE("a store that another server holds keeps the second from starting, the first goes on") {
  const test::TempDirectory directory;
  const RunningServer first({"--store", directory / "store.db"});
  CHECK(Contains(ReasonNotToStart({"--store", directory / "store.db"}), "store.db"));
  CHECK(test::Run({"health", "--endpoint", first.Endpoint()}).exit_code == 0);
}

TEST_CASE("a mistake on the command line or in a variable keeps the server from starting") {
  CHECK(Contains(ReasonNotToStart({"--bogus"}), "--bogus"));
  CHECK(Contains(ReasonNotToStart({"--listen", "nowhere"}), "nowhere"));
  CHECK(Contains(ReasonNotToStart({}, {{"FAKE_ICE_AUTH", "maybe"}}), "maybe"));
  CHECK(Contains(ReasonNotToStart({}, {{"FAKE_ICE_CLOCK_SKEW", "soon"}}), "soon"));
}
