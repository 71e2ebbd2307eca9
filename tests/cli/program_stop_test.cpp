#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "cli/program.h"
#include "support/raw_client.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::RunningServer;

namespace {

/// More lines than a pipe and the buffer of the log take.
constexpr std::size_t kTooManyRequests = 8000;

/// Asks for an operation with a long name and returns how many answers came.
std::size_t FillLog(const RunningServer& server) {
  test::RawClient client(server.Port());
  const std::string request =
      test::ToBytes({.method = "GET",
                     .target = "/?Version=2020-11-09&Action=" + std::string(200, 'x'),
                     .headers = {{"Host", server.Address()}},
                     .body = {}});
  std::size_t answered = 0;
  for (std::size_t i = 0; i < kTooManyRequests; ++i) answered += client.Ask(request).status == 404;
  return answered;
}

std::size_t NumberBehind(const std::string& text, std::string_view words) {
  std::size_t sum = 0;
  for (auto at = text.find(words); at != text.npos; at = text.find(words, at + 1)) {
    sum += std::strtoul(text.c_str() + at + words.size(), nullptr, 10);
  }
  return sum;
}

/// Begins a request that does not come to its end, and then a stop, which waits for it a little.
void BeginStopThatWaits(RunningServer& server, test::RawClient& client) {
  client.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
  CHECK(test::RawClient(server.Port())
            .Ask("GET /_fake-ice/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .status == 200);
  server.Signal(SIGTERM);
  server.ReadLog(1);
}

std::ptrdiff_t CountThreads(pid_t process) {
  const std::filesystem::directory_iterator threads("/proc/" + std::to_string(process) + "/task");
  return std::distance(begin(threads), end(threads));
}

/// Has the server load so many jobs that a stop which comes meanwhile has to wait for long. False
/// when it does not begin to.
bool BeginLongRequest(const RunningServer& server, test::RawClient& client) {
  constexpr int kManyJobs = 200'000;
  std::string jobs;
  for (int i = 0; i < kManyJobs; ++i) jobs += R"({"JobId":")" + std::to_string(i) + "\"},";
  jobs.back() = ']';
  const auto threads = CountThreads(server.Id());
  client.Send(test::ToBytes({.method = "POST",
                             .target = "/_fake-ice/fixtures",
                             .headers = {{"Host", "localhost"}},
                             .body = R"({"Accounts":[{"AccountId":"1","Jobs":[)" + jobs + "}]}"}));
  // Another thread stands in for the one that loads them.
  const auto deadline = std::chrono::steady_clock::now() + test::RawClient::kPatience;
  while (std::chrono::steady_clock::now() < deadline) {
    if (CountThreads(server.Id()) > threads) return true;
    std::this_thread::yield();
  }
  return false;
}

}  // namespace

TEST_CASE("a log that nobody reads holds up neither requests nor the stop") {
  RunningServer server;
  CHECK(FillLog(server) == kTooManyRequests);
  CHECK(server.StopUnread(SIGTERM) == 0);
}

TEST_CASE("lines that a full log could not take are counted in the log") {
  RunningServer server;
  CHECK(FillLog(server) == kTooManyRequests);
  const std::string log = server.Stop(SIGTERM).err;
  const auto lines = static_cast<std::size_t>(std::count(log.begin(), log.end(), '\n'));
  const std::size_t dropped = NumberBehind(log, " level=warning log dropped=");
  CHECK(dropped > 0);
  // One line that says so, or more; each request has its own, and the stop has one.
  CHECK(lines + dropped > kTooManyRequests + 1);
  CHECK(log.back() == '\n');
}

TEST_CASE("a log whose reader has gone is no reason to end") {
  RunningServer server;
  server.CloseLog();
  CHECK(FillLog(server) == kTooManyRequests);
  CHECK(server.StopUnread(SIGTERM) == 0);
}

TEST_CASE("the log says what stopped the server") {
  for (const auto& [signal, name] : {std::pair(SIGTERM, "SIGTERM"), std::pair(SIGINT, "SIGINT")}) {
    RunningServer server;
    const auto result = server.Stop(signal);
    CHECK(result.exit_code == 0);
    CHECK(result.err.find(std::string("level=info stopping on ") + name + '\n') !=
          std::string::npos);
  }
}

TEST_CASE("a further signal ends a stop that waits for a long request at once") {
  RunningServer server;
  test::RawClient client(server.Port());
  REQUIRE(BeginLongRequest(server, client));
  server.Signal(SIGTERM);
  server.ReadLog(1);
  {
    // The first ones may come together with the one that began the stop.
    const std::jthread insists([&](const std::stop_token& enough) {
      while (!enough.stop_requested()) server.Signal(SIGINT);
    });
    server.ReadLog(2);
  }
  const auto result = server.Stop(SIGINT);
  CAPTURE(result.err);
  CHECK(result.exit_code == 1);
  CHECK(result.err.find("a further signal came") != std::string::npos);
}

TEST_CASE("a signal that is sent twice at once, as timeout(1) does, cuts nothing short") {
  RunningServer server;
  server.Signal(SIGTERM);
  const auto result = server.Stop(SIGTERM);
  CHECK(result.exit_code == 0);
  CHECK(result.err.find("ending with requests in flight") == std::string::npos);
}

TEST_CASE("a stop that is suspended and continued is waited for like any other") {
  constexpr int kTries = 20;  // it may have ended before
  bool was_suspended = false;
  for (int i = 0; i < kTries && !was_suspended; ++i) {
    RunningServer server;
    test::RawClient client(server.Port());
    BeginStopThatWaits(server, client);
    was_suspended = server.SuspendAndContinue();
    const auto result = server.Stop(SIGCONT);
    CHECK(result.exit_code == 0);
    CHECK(result.err.find("ending with requests in flight") == std::string::npos);
  }
  CHECK(was_suspended);
}

TEST_CASE("a signal that comes while fixtures are loaded ends the program") {
  const test::TempDirectory directory;
  REQUIRE(mkfifo((directory / "slow.json").c_str(), 0600) == 0);
  test::Program program({"--fixtures", directory / "slow.json", "--listen", "127.0.0.1:0"});
  // Opening it to write waits until the program has opened it to read.
  const int end = open((directory / "slow.json").c_str(), O_WRONLY | O_CLOEXEC);
  program.Signal(SIGTERM);
  const auto result = program.Finish();
  close(end);
  CHECK(result.exit_code == 0);
  CHECK(result.err.find("stopping on SIGTERM before it served") != std::string::npos);
}

TEST_CASE("standard streams that are closed are not taken by files and connections") {
  const std::string command =
      "echo $$; exec '" + test::ProgramPath() + "' --listen 127.0.0.1:0 0<&- 2>&-";
  FILE* const out = popen(command.c_str(), "r");
  REQUIRE(out != nullptr);
  std::array<char, 100> line{};
  REQUIRE(fgets(line.data(), line.size(), out) != nullptr);
  const std::string process = std::to_string(std::atoi(line.data()));
  REQUIRE(fgets(line.data(), line.size(), out) != nullptr);
  for (const std::string stream : {"0", "2"}) {
    CHECK(std::filesystem::read_symlink("/proc/" + process + "/fd/" + stream) == "/dev/null");
  }
  kill(std::stoi(process), SIGTERM);
  CHECK(pclose(out) == 0);
}
