// The program with --store whose file is taken away, damaged or left behind by a start that fails.
#include <doctest/doctest.h>
#include <signal.h>

#include <filesystem>
#include <string>

#include "cli/program.h"
#include "support/api_client.h"
#include "support/files.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::ApiClient;
using test::RunningServer;
namespace fs = std::filesystem;

TEST_CASE("a store that is deleted while the server runs is said, and no change is acknowledged") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  RunningServer server({"--store", path});
  const base::SystemClock clock;
  ApiClient client(server.Port(), clock);
  const auto put = [&] {
    return client.Control("PUT", "accounts/1000000000000001/jobs/new", R"({"Status": "Created"})")
        .status;
  };
  fs::rename(path, directory / "away");
  CHECK(put() == 500);
  CHECK(client.Control("GET", "accounts/1000000000000001/jobs/new", "").status == 404);
  CHECK(client.Control("GET", "health", "").status == 200);
  const std::string log = server.ReadLog(1);
  CAPTURE(log);
  CHECK(log.find("level=error") != std::string::npos);
  CHECK(log.find("store.db: it was deleted, moved or replaced while it was in use") !=
        std::string::npos);
  CHECK(log.find("put it back, or start again") != std::string::npos);
  fs::rename(directory / "away", path);
  CHECK(put() == 200);
  CHECK(server.Stop(SIGTERM).exit_code == 0);
}

TEST_CASE("a start over a log that has lost changes says so and serves what there is") {
  const test::TempDirectory directory;
  const std::string path = directory / "store.db";
  const base::SystemClock clock;
  {
    RunningServer server({"--store", path});
    for (const std::string job : {"a", "b", "c"}) {
      CHECK(ApiClient(server.Port(), clock)
                .Control("PUT", "accounts/1000000000000001/jobs/" + job, R"({"Status": "Created"})")
                .status == 200);
    }
    server.Signal(SIGKILL);
  }
  std::string ahead = test::ReadFile(path + "-wal");
  std::string expected_level = "level=warn";
  std::string expected = "has lost its last changes, of which there were 1: ";
  std::size_t damaged = ahead.size() - 100;  // in the last page of the last change
  SUBCASE("in a page before the last, which no kill leaves behind") {
    constexpr std::size_t kFrameBytes = 24 + 4096;
    damaged -= kFrameBytes;
  }
  SUBCASE("in the last page, which a kill may have left half written") {
    expected_level = "level=info";
    expected = "the last change of the store " + path + " is not whole, as when the program was";
  }
  ahead[damaged] ^= 1;
  directory.Write("store.db-wal", ahead);
  RunningServer server({"--store", path});
  const std::string log = server.ReadLog(1);
  CAPTURE(log);
  CHECK(log.find(expected_level) != std::string::npos);
  CHECK(log.find(expected) != std::string::npos);
  const auto status = [&](const std::string& job) {
    return ApiClient(server.Port(), clock)
        .Control("GET", "accounts/1000000000000001/jobs/" + job, "")
        .status;
  };
  CHECK(status("b") == 200);
  CHECK(status("c") == 404);
  CHECK(server.Stop(SIGTERM).exit_code == 0);
}
