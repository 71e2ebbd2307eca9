// call as an HTTP client: what --verbose shows and how --poll goes on.

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <set>
#include <string>

#include "base/text.h"
#include "cli/program.h"
#include "cli/signed_calls.h"
#include "support/temp_directory.h"
#include "support/text.h"

using namespace fake_ice;
using test::Contains;
using test::Program;
using test::Run;
using test::RunningServer;

namespace {

constexpr const char* kFixture = R"({"Jobs": [
  {"JobId": "counts", "Timeline": [{"Status": "Created"}, {"Status": "Executing", "AfterPolls": 2},
                                   {"Status": "Finished", "AfterPolls": 4}]},
  {"JobId": "fails", "Timeline": [{"Status": "Created"}, {"Status": "Failed", "AfterPolls": 1}]},
  {"JobId": "stays", "Status": "Executing"}
]})";

Program::Result Get(const RunningServer& server, const std::string& job,
                    const Program::Arguments& more) {
  Program::Arguments arguments{"call", "GetYikeAIAppJob", "JobId=" + job, "--endpoint",
                               server.Endpoint()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Run(arguments);
}

/// The statuses in the lines of stdout, which hold an answer each.
std::string StatusesIn(const std::string& out) {
  std::string statuses;
  for (const std::string_view line : base::Split(out, '\n')) {
    if (!line.empty()) statuses += nlohmann::json::parse(line)["Status"].get<std::string>() + ' ';
  }
  return statuses;
}

class PolledServer {
 public:
  const RunningServer& operator*() const { return server_; }

 private:
  test::TempDirectory directory_;
  RunningServer server_{{"--fixtures", directory_.Write("a.json", kFixture)}};
};

}  // namespace

TEST_CASE("call --poll prints each change once and ends with code 0 at the value") {
  const PolledServer server;
  const auto result = Get(*server, "counts", {"--poll", "Status=Finished", "--every", "0ms"});
  CHECK(result.exit_code == 0);
  CHECK(StatusesIn(result.out) == "Created Executing Finished ");
  CHECK(result.err == "");
}

TEST_CASE("call --poll signs each repetition anew") {
  const PolledServer server;
  const auto result = Get(*server, "counts", {"--poll=Status=Finished", "--every=0ms", "-v"});
  CHECK(result.exit_code == 0);
  std::set<std::string> nonces;
  std::size_t calls = 0;
  for (const std::string_view line : base::Split(result.err, '\n')) {
    if (!line.starts_with("> x-acs-signature-nonce: ")) continue;
    ++calls;
    nonces.emplace(line);
  }
  CHECK(calls >= 4);
  CHECK(nonces.size() == calls);
}

TEST_CASE("call --poll ends with code 1 at another final status") {
  const PolledServer server;
  const auto result = Get(*server, "fails", {"--poll", "Status=Finished", "--every", "0ms"});
  CHECK(result.exit_code == 1);
  CHECK(StatusesIn(result.out).ends_with("Failed "));
  CHECK(result.err == "fake-ice: Status is 'Failed' and stays so\n");
}

TEST_CASE("call --poll ends with code 1 at an error, which it prints once") {
  const PolledServer server;
  const auto result = Get(*server, "none", {"--poll", "Status=Finished", "--every", "0ms"});
  CHECK(result.exit_code == 1);
  CHECK(Contains(result.out, "JobNotFound"));
  CHECK(test::CountLines(result.out) == 1);
}

TEST_CASE("call --poll gives up after --within, and says of a field that is not there what is") {
  const PolledServer server;
  const auto stays =
      Get(*server, "stays", {"--poll", "Status=Finished", "--every", "2s", "--within", "1s"});
  CHECK(stays.exit_code == 1);
  CHECK(StatusesIn(stays.out) == "Executing ");
  CHECK(stays.err == "fake-ice: not Status=Finished within 1s: Status is 'Executing'\n");
  const auto slip =
      Get(*server, "stays", {"--poll", "Statsu=Finished", "--every", "2s", "--within", "1s"});
  CHECK(slip.exit_code == 1);
  CHECK(slip.err.starts_with("fake-ice: the answer has no Statsu; it has RequestId, "));
}

TEST_CASE("SIGINT ends call --poll at once") {
  const PolledServer server;
  Program polling({"call", "GetYikeAIAppJob", "JobId=stays", "--poll", "Status=Finished", "--every",
                   "1h", "--within", "24h", "--endpoint", (*server).Endpoint()});
  CHECK(Contains(polling.ReadFirstLine(), "Executing"));
  polling.Signal(SIGINT);
  CHECK(polling.Finish().exit_code == 128 + SIGINT);
}

TEST_CASE("call --verbose shows what was signed, sent and answered, and no secret") {
  const PolledServer server;
  for (const std::string scheme : {"v1", "v3"}) {
    CAPTURE(scheme);
    const auto result = Get(
        *server, "stays", {"--verbose", "--signature", scheme, "--security-token", "TheToken+/="});
    CHECK(Contains(result.err, "* string to sign:\n"));
    CHECK(Contains(result.err, "* canonical request:\n") == (scheme == "v3"));
    CHECK(Contains(result.err, "> POST /"));
    CHECK(Contains(result.err, "> Host: " + (*server).Address() + '\n'));
    CHECK(Contains(result.err, "> JobId=stays\n"));
    CHECK(Contains(result.err, "< HTTP/1.1 "));
    CHECK(Contains(result.err, "< Content-Type: application/json"));
    for (const char* secret : {test::kSecret.data(), "TheToken"}) {
      CHECK_FALSE(Contains(result.err, secret));
    }
  }
}

TEST_CASE("a poll that says nothing to poll is a mistake in the arguments") {
  for (const Program::Arguments& more :
       {Program::Arguments{"--poll", "Finished"}, Program::Arguments{"--poll", "=Finished"},
        Program::Arguments{"--every", "2s"}, Program::Arguments{"--within", "2s"},
        Program::Arguments{"--poll", "Status=Finished", "--every", "soon"},
        Program::Arguments{"--poll", "Status=Finished", "--format", "XML"}}) {
    CAPTURE(more.back());
    Program::Arguments arguments{"call", "GetYikeAIAppJob"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto result = Run(arguments);
    CHECK(result.exit_code == 2);
    CHECK(Contains(result.err, "fake-ice: --"));
    CHECK(test::CountLines(result.err) == 1);
  }
}
