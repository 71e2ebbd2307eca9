// Fixtures that change while a server runs. Nothing sleeps: each wait asks until it is so.
#include <doctest/doctest.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "cli/program.h"
#include "support/raw_client.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::RunningServer;

namespace fs = std::filesystem;

namespace {

std::string Ask(const RunningServer& server, const std::string& method, const std::string& target) {
  return test::RawClient(server.Port())
      .Ask(test::ToBytes(
          {.method = method, .target = target, .headers = {{"Host", server.Address()}}}))
      .body;
}

std::string Health(const RunningServer& server) {
  return Ask(server, "GET", "/_fake-ice/health");
}

std::string Jobs(const RunningServer& server) {
  return Ask(server, "GET", "/_fake-ice/accounts/1000000000000001/jobs");
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void Write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

void Await(const std::function<bool()>& is_so) {
  const auto end = std::chrono::steady_clock::now() + test::RawClient::kPatience;
  while (!is_so()) REQUIRE(std::chrono::steady_clock::now() < end);
}

void AwaitJob(const RunningServer& server, const std::string& id) {
  Await([&] { return Has(Jobs(server), '"' + id + '"'); });
}

std::string FixtureWith(const std::string& id, const std::string& more = {}) {
  return R"({"Jobs": [{"JobId": ")" + id + R"(", "Status": "Finished")" + more + "}]}";
}

/// As most editors write: a new file in the place of the old one.
void Replace(const std::string& path, const std::string& text) {
  Write(path + ".new", text);
  fs::rename(path + ".new", path);
}

std::string Submit(const RunningServer& server) {
  const std::string answer =
      Ask(server, "GET",
          "/?Action=SubmitYikeAIAppJob&Version=2020-11-09&AppId=a&AppParams={}&Format=JSON");
  const auto at = answer.find(R"("JobId":")");
  REQUIRE_MESSAGE(at != answer.npos, answer);
  return answer.substr(at + 9, answer.find('"', at + 9) - at - 9);
}

}  // namespace

TEST_CASE("an edit is there without a restart, and what clients did stays") {
  const test::TempDirectory directory;
  const std::string path = directory / "f.json";
  Write(path, FixtureWith("first"));
  RunningServer server({"--fixtures", path, "--watch", "--auth", "off"});
  const std::string submitted = Submit(server);
  Replace(path, FixtureWith("second"));
  AwaitJob(server, "second");
  CHECK_FALSE(Has(Jobs(server), "first"));
  CHECK(Has(Jobs(server), submitted));
  // In its own place.
  Write(path, FixtureWith("third"));
  AwaitJob(server, "third");
  CHECK(Has(Jobs(server), submitted));
  Ask(server, "POST", "/_fake-ice/reset");
  CHECK(Has(Jobs(server), "third"));
  CHECK_FALSE(Has(Jobs(server), submitted));
  CHECK_FALSE(Has(Jobs(server), "second"));
}

TEST_CASE("a mistake changes nothing and is told in health and log until it is mended") {
  const test::TempDirectory directory;
  const std::string path = directory / "f.json";
  Write(path, FixtureWith("first"));
  RunningServer server({"--fixtures", path}, {{"FAKE_ICE_WATCH", "true"}});
  const std::string mistake = path + ": /Jobs/0/Stauts: unknown key";
  for (int round = 0; round < 2; ++round) {
    Replace(path, R"({"Jobs": [{"JobId": "second", "Stauts": "Created"}]})");
    Await([&] { return Has(Health(server), mistake); });
    CHECK(Has(Jobs(server), "first"));
    // A web page of another origin, by DNS rebinding, learns nothing of it.
    const std::string of_page = "GET /_fake-ice/health HTTP/1.1\r\nHost: page.example\r\n\r\n";
    CHECK_FALSE(Has(test::RawClient(server.Port()).Ask(of_page).body, "FixturesMistake"));
    // Half of a file is a mistake as well.
    Write(path, R"({"Jobs": [)");
    Await([&] { return Has(Health(server), path + ": line 1"); });
    fs::remove(path);
    Await([&] { return Has(Health(server), "there is no such file"); });
    CHECK(Has(Jobs(server), "first"));
    Replace(path, FixtureWith("first"));
    Await([&] { return !Has(Health(server), "FixturesMistake"); });
  }
  const auto result = server.Stop(SIGTERM);
  CHECK(Has(result.err, "level=error fixtures stay as they were: " + mistake));
  CHECK(Has(result.err, "level=info fixtures read anew"));
}

TEST_CASE("files come to a directory, go from it, and links lead elsewhere") {
  const test::TempDirectory directory;
  fs::create_directory(directory / "all");
  for (const char* name : {"one", "two", "three"}) {
    Write(directory / (std::string(name) + ".json"), FixtureWith(name));
  }
  fs::create_symlink(directory / "one.json", directory / "all/link.json");
  RunningServer server({"--fixtures", directory / "all", "--watch"});
  fs::copy(directory / "two.json", directory / "all/two.json");
  AwaitJob(server, "two");
  CHECK(Has(Jobs(server), "one"));
  fs::remove(directory / "all/two.json");
  Await([&] { return !Has(Jobs(server), "two"); });
  // As Kubernetes does it with what it mounts.
  fs::create_symlink(directory / "three.json", directory / "next");
  fs::rename(directory / "next", directory / "all/link.json");
  AwaitJob(server, "three");
  CHECK_FALSE(Has(Jobs(server), "one"));
}

TEST_CASE("a file that an output downloads is read anew, also when it comes late") {
  const test::TempDirectory directory;
  const std::string picture = directory / "cat.png";
  Write(directory / "f.json", FixtureWith("first"));
  RunningServer server({"--fixtures", directory / "f.json", "--watch"});
  Replace(directory / "f.json",
          FixtureWith("second", R"(, "Result": {"ImageResult": [{"File": "cat.png"}]})"));
  Await([&] { return Has(Health(server), "cat.png"); });
  Write(picture, "a cat");
  AwaitJob(server, "second");
  const auto exported = [&] { return Ask(server, "GET", "/_fake-ice/fixtures"); };
  CHECK(Has(exported(), "YSBjYXQ="));
  Write(picture, "a dog");
  Await([&] { return Has(exported(), "YSBkb2c="); });
}

TEST_CASE("SIGHUP has fixtures read anew once, and stops nothing") {
  const test::TempDirectory directory;
  const std::string path = directory / "f.json";
  Write(path, FixtureWith("first"));
  RunningServer server({"--fixtures", path, "--auth", "off"});
  const std::string submitted = Submit(server);
  Write(path, FixtureWith("second"));
  server.Signal(SIGHUP);
  AwaitJob(server, "second");
  CHECK(Has(Jobs(server), submitted));
  Write(path, "{");
  server.Signal(SIGHUP);
  Await([&] { return Has(Health(server), path); });
  CHECK(server.Stop(SIGTERM).exit_code == 0);
}

TEST_CASE("a server ends with the terminal that it was started in") {
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  REQUIRE(child >= 0);
  if (child == 0) {
    const std::string program = test::ProgramPath();
    execl(program.c_str(), program.c_str(), "--listen", "127.0.0.1:0", nullptr);
    _exit(127);
  }
  std::string said;
  while (!Has(said, "listening on")) {
    char byte = 0;
    REQUIRE(read(terminal, &byte, 1) == 1);
    said += byte;
  }
  close(terminal);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
