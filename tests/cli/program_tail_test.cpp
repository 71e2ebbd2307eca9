// tail as a person sees it who follows a server.

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/program.h"
#include "cli/signed_calls.h"
#include "cli/sockets.h"
#include "http/client.h"
#include "support/text.h"

using namespace fake_ice;
using test::Contains;
using test::Program;
using test::Run;
using test::RunningServer;

namespace {

Program::Arguments TailOf(const std::string& endpoint, Program::Arguments more = {}) {
  more.insert(more.begin(), {"tail", "--endpoint", endpoint});
  return more;
}

void GetJob(const std::string& endpoint, const std::string& job) {
  Run({"call", "GetYikeAIAppJob", "JobId=" + job, "--endpoint", endpoint});
}

const std::string kGoodJob = "00000000000000000000000000000004";

/// The words of a line.
std::vector<std::string> Words(std::string_view line) {
  std::vector<std::string> words;
  for (const std::string_view word : base::Split(line, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

}  // namespace

TEST_CASE("tail shows a request on a line, and below one that was refused why") {
  const RunningServer server;
  GetJob(server.Endpoint(), kGoodJob);
  GetJob(server.Endpoint(), "none");
  Program tail(TailOf(server.Endpoint(), {"--lines", "2"}));
  tail.ReadOut(3);
  tail.Signal(SIGINT);
  const auto result = tail.Finish();
  CHECK(result.exit_code == 0);
  CHECK(result.err == "");
  CHECK_FALSE(Contains(result.out, "\033"));
  const auto lines = base::Split(result.out, '\n');
  REQUIRE(lines.size() == 4);
  const auto good = Words(lines[0]);
  REQUIRE(good.size() == 5);
  CHECK(good[0].size() == std::string("10:53:34.001").size());
  CHECK(good[1] == "1000000000000001");
  CHECK(good[2] == "GetYikeAIAppJob");
  CHECK(good[3] == kGoodJob);
  CHECK(good[4] == "200");
  CHECK(lines[1].ends_with("none                              404 JobNotFound"));
  CHECK(lines[2].starts_with("    account '1000000000000001' has no job 'none'; it has "));
}

TEST_CASE("tail begins with the last entries and shows what comes, each once and in order") {
  const RunningServer server;
  for (const std::string job : {"a", "b", "c"}) GetJob(server.Endpoint(), job);
  Program tail(TailOf(server.Endpoint(), {"--lines", "2", "--json"}));
  tail.ReadOut(2);
  for (const std::string job : {"d", "e"}) GetJob(server.Endpoint(), job);
  tail.ReadOut(4);
  tail.Signal(SIGTERM);
  const auto result = tail.Finish();
  CHECK(result.exit_code == 0);
  std::string jobs;
  for (const std::string_view line : base::Split(result.out, '\n')) {
    if (!line.empty()) jobs += nlohmann::json::parse(line)["JobId"].get<std::string>();
  }
  CHECK(jobs == "bcde");
}

TEST_CASE("tail shows what its filters let through") {
  const RunningServer server;
  for (const std::string job : {"other", "wanted"}) GetJob(server.Endpoint(), job);
  GetJob(server.Endpoint(), kGoodJob);
  for (const auto& [filter, job] :
       {std::pair<Program::Arguments, std::string>{{"--job-id", "wanted"}, "wanted"},
        {{"--code", "JobNotFound", "--lines", "1"}, "wanted"},
        {{"--action", "GetYikeAIAppJob", "--lines", "1"}, kGoodJob},
        {{"--account-id", "1000000000000001", "--job-id", "other"}, "other"}}) {
    CAPTURE(job);
    Program tail(TailOf(server.Endpoint(), filter));
    tail.ReadOut(1);
    tail.Signal(SIGTERM);
    const auto result = tail.Finish();
    CHECK(result.exit_code == 0);
    CHECK(Contains(result.out, "  " + job + "  "));
    for (const std::string other : {"other", "wanted"}) {
      CHECK(Contains(result.out, "  " + other + "  ") == (other == job));
    }
  }
}

TEST_CASE("tail --lines 0 shows only what comes") {
  RunningServer server({"--log-level", "debug"});
  GetJob(server.Endpoint(), "earlier");
  Program tail(TailOf(server.Endpoint(), {"--lines", "0", "--json"}));
  // Its first look at the journal.
  for (std::size_t lines = 1; !Contains(server.ReadLog(lines), "_fake-ice/requests"); ++lines) {
  }
  GetJob(server.Endpoint(), "later");
  tail.ReadOut(1);
  tail.Signal(SIGTERM);
  const auto result = tail.Finish();
  CHECK(Contains(result.out, R"("JobId":"later")"));
  CHECK_FALSE(Contains(result.out, "earlier"));
}

TEST_CASE("tail survives a restart of the server and says so") {
  auto first = std::make_unique<RunningServer>();
  const std::string endpoint = first->Endpoint();
  const std::string address = first->Address();
  GetJob(endpoint, "before");
  Program tail(TailOf(endpoint, {"--json"}));
  tail.ReadOut(1);
  CHECK(first->Stop(SIGTERM).exit_code == 0);
  CHECK(Contains(tail.ReadLog(1), "; asking again\n"));
  Program second({"--listen", address});
  second.ReadFirstLine();
  GetJob(endpoint, "after");
  tail.ReadOut(2);
  tail.Signal(SIGTERM);
  const auto result = tail.Finish();
  CHECK(result.exit_code == 0);
  CHECK(Contains(result.err, "the server was started anew; going on\n"));
  CHECK(Contains(result.out, R"("JobId":"before")"));
  CHECK(Contains(result.out, R"("JobId":"after")"));
}

TEST_CASE("tail goes on after the journal was cleared") {
  const RunningServer server;
  GetJob(server.Endpoint(), "before");
  Program tail(TailOf(server.Endpoint(), {"--json"}));
  tail.ReadOut(1);
  const auto cleared =
      http::Send(server.Endpoint(),
                 {.method = "DELETE", .target = "/_fake-ice/requests", .headers = {}, .body = {}});
  REQUIRE(cleared);
  CHECK(cleared->status == 200);
  GetJob(server.Endpoint(), "after");
  tail.ReadOut(2);
  tail.Signal(SIGTERM);
  const auto result = tail.Finish();
  CHECK(Contains(result.out, R"("JobId":"after")"));
  CHECK(test::CountLines(result.out) == 2);
}

TEST_CASE("tail ends with code 0 when nobody reads it any more") {
  const RunningServer server;
  GetJob(server.Endpoint(), kGoodJob);
  Program tail(TailOf(server.Endpoint()));
  tail.ReadFirstLine();
  tail.CloseOut();
  CHECK(tail.FinishUnread() == 0);
}

TEST_CASE("tail with nobody listening at the start ends with code 1 and one line") {
  const test::TakenPort nobody;
  const auto result = Run({"tail"}, {{"FAKE_ICE_ENDPOINT", nobody.Endpoint()}});
  CHECK(result.exit_code == 1);
  CHECK(result.out == "");
  CHECK(result.err.starts_with("fake-ice: FAKE_ICE_ENDPOINT: no answer from "));
  CHECK(test::CountLines(result.err) == 1);
}

TEST_CASE("a number of lines that is none is a mistake") {
  for (const std::string lines : {"-1", "ten", "1001", ""}) {
    CAPTURE(lines);
    const auto result = Run({"tail", "--lines=" + lines});
    CHECK(result.exit_code == 2);
    CHECK(Contains(result.err, "expected a number from 0 to 1000"));
  }
}
