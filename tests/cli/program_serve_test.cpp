#include <doctest/doctest.h>
#include <signal.h>

#include <filesystem>
#include <future>
#include <string>
#include <thread>

#include "base/http_message.h"
#include "cli/program.h"
#include "cli/sockets.h"
#include "http/client.h"
#include "support/raw_client.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::RunningServer;

namespace {

int Health(const std::string& endpoint) {
  const auto response = http::Send(
      endpoint, {.method = "GET", .target = "/_fake-ice/health", .headers = {}, .body = {}});
  return response ? response->status : 0;
}

std::string OneJob(const std::string& id) {
  return R"({"Jobs": [{"JobId": ")" + id + R"(", "Status": "Created"}]})";
}

/// The exit code of a call that asks for the job.
int CallFor(const RunningServer& server, const std::string& id) {
  return test::Run({"call", "GetYikeAIAppJob", "JobId=" + id, "--endpoint", server.Endpoint()})
      .exit_code;
}

}  // namespace

TEST_CASE("the ready line names the version and the real port, and the server answers there") {
  const RunningServer server;
  CHECK(server.Port() != 0);
  CHECK(server.ReadyLine() ==
        std::string("fake-ice ") + FAKE_ICE_VERSION +
            " listening on http://127.0.0.1:" + std::to_string(server.Port()));
  CHECK(Health(server.Endpoint()) == 200);
}

TEST_CASE("with TLS the ready line names both addresses, and the server answers at both") {
  const RunningServer server({"--tls-listen", "127.0.0.1:0"});
  CHECK(server.TlsPort() != 0);
  CHECK(server.ReadyLine() ==
        std::string("fake-ice ") + FAKE_ICE_VERSION +
            " listening on http://127.0.0.1:" + std::to_string(server.Port()) +
            " and https://127.0.0.1:" + std::to_string(server.TlsPort()));
  CHECK(Health(server.Endpoint()) == 200);
  test::RawClient client(server.TlsPort(), {.tls = true});
  CHECK(client.Ask("GET /_fake-ice/health HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200);
}

TEST_CASE("the ready line is all that ever comes on stdout") {
  RunningServer server({"--log-level", "trace"});
  CHECK(Health(server.Endpoint()) == 200);
  CHECK(CallFor(server, "00000000000000000000000000000004") == 0);
  CHECK(CallFor(server, "unknown") == 1);
  CHECK(server.Stop(SIGTERM).out == server.ReadyLine() + '\n');
}

TEST_CASE("both stop signals end the server with code 0") {
  for (const int signal : {SIGTERM, SIGINT}) {
    CAPTURE(signal);
    RunningServer server;
    CHECK(Health(server.Endpoint()) == 200);
    CHECK(server.Stop(signal).exit_code == 0);
    CHECK(Health(server.Endpoint()) == 0);
  }
}

TEST_CASE("a stop signal in the middle of a rush of new connections ends the server with code 0") {
  constexpr int kRounds = 30;
  for (int round = 0; round < kRounds; ++round) {
    CAPTURE(round);
    RunningServer server({"--log-level", "off"});
    std::promise<void> rushing;
    std::jthread client([&rushing, port = server.Port()] {
      for (int i = 0; i < 20; ++i) test::Connect(port);
      rushing.set_value();
      for (int i = 0; i < 10'000 && test::Connect(port); ++i) {
      }
    });
    rushing.get_future().wait();
    const auto result = server.Stop(SIGTERM);
    client.join();
    CHECK(result.exit_code == 0);
    CHECK(result.err == "");
  }
}

TEST_CASE("two servers that ask for any port get two") {
  const RunningServer one;
  const RunningServer two;
  CHECK(one.Port() != two.Port());
  CHECK(Health(one.Endpoint()) == 200);
  CHECK(Health(two.Endpoint()) == 200);
}

TEST_CASE("the word serve may stand before the flags") {
  const RunningServer server({"serve", "--log-level", "off"});
  CHECK(Health(server.Endpoint()) == 200);
}

TEST_CASE("an IPv6 host stands in brackets in the ready line") {
  test::Program program({"--listen", "[::1]:0"});
  std::string line;
  try {
    line = program.ReadFirstLine();
  } catch (const std::exception&) {
    MESSAGE("this machine has no IPv6");
    return;
  }
  CHECK(line.find(" listening on http://[::1]:") != std::string::npos);
}

TEST_CASE("a log level of off leaves stderr empty") {
  RunningServer server({"--log-level", "off"});
  CHECK(CallFor(server, "unknown") == 1);
  CHECK(server.Stop(SIGTERM).err == "");
}

TEST_CASE("fixtures are served instead of the bundled one, the default key still works") {
  const test::TempDirectory directory;
  const auto path = directory.Write("a.json", OneJob("mine"));
  const RunningServer server({"--fixtures", path});
  CHECK(CallFor(server, "mine") == 0);
  CHECK(CallFor(server, "00000000000000000000000000000004") == 1);
}

TEST_CASE("variables configure the server like flags") {
  const test::TempDirectory directory;
  const auto path = directory.Write("a.json", OneJob("mine"));
  RunningServer server({}, {{"FAKE_ICE_FIXTURES", path},
                            {"FAKE_ICE_AUTH", "off"},
                            {"FAKE_ICE_LOG_LEVEL", "off"},
                            {"FAKE_ICE_STORE", directory / "store.db"}});
  CHECK(test::Run({"call", "GetYikeAIAppJob", "JobId=mine", "--access-key-secret", "wrong"},
                  {{"FAKE_ICE_ENDPOINT", server.Endpoint()}})
            .exit_code == 0);
  CHECK(std::filesystem::exists(directory / "store.db"));
  CHECK(server.Stop(SIGTERM).err == "");
}

TEST_CASE("a store keeps jobs over a restart, and fixtures are added to it") {
  const test::TempDirectory directory;
  const auto one = directory.Write("one.json", OneJob("1"));
  const auto two = directory.Write("two.json", OneJob("2"));
  RunningServer first({"--store", directory / "store.db", "--fixtures", one});
  CHECK(CallFor(first, "1") == 0);
  CHECK(first.Stop(SIGTERM).exit_code == 0);
  const RunningServer second({"--store", directory / "store.db", "--fixtures", two});
  CHECK(CallFor(second, "1") == 0);
  CHECK(CallFor(second, "2") == 0);
}

TEST_CASE("a server that was killed leaves a store that the next one opens") {
  const test::TempDirectory directory;
  const auto one = directory.Write("one.json", OneJob("1"));
  RunningServer first({"--store", directory / "store.db", "--fixtures", one});
  CHECK(first.Stop(SIGKILL).exit_code == 128 + SIGKILL);
  const RunningServer second({"--store", directory / "store.db"});
  CHECK(CallFor(second, "1") == 0);
}
