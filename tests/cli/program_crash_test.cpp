// The program with --store, killed at any moment: what it has answered is there ever after.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <signal.h>

#include <cstdlib>
#include <deque>
#include <random>
#include <string>

#include "cli/crash_client.h"
#include "cli/program.h"
#include "support/parallel.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::CrashClient;
using test::RunningServer;
using Json = nlohmann::json;

namespace {

constexpr int kRounds = 50;
constexpr int kClients = 4;
constexpr unsigned kMostAnswers = 30;
constexpr unsigned kMostLater = 12;

/// Another one each time, and that of CRASH_TEST_SEED to see a failure again.
unsigned Seed() {
  const char* given = std::getenv("CRASH_TEST_SEED");
  return given == nullptr ? std::random_device()()
                          : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
}

/// Lets every client work and kills the server when they have read so many answers, or a little
/// later: so long as some requests take that need not wait for the store.
void KillAtWork(RunningServer& server, std::deque<CrashClient>& clients, int answers, int later) {
  test::Countdown countdown(answers);
  const auto kill = [&] {
    const base::SystemClock clock;
    test::ApiClient client(server.Port(), clock);
    countdown.Wait();
    for (int i = 0; i < later; ++i) client.Control("GET", "health");
    countdown.AllowEnd();
    server.Signal(SIGKILL);
  };
  const auto failures = test::InParallel(kClients + 1, [&](int i) {
    i == kClients ? kill() : clients[static_cast<std::size_t>(i)].Work(server.Port(), countdown);
  });
  CHECK_MESSAGE(failures.empty(), test::Lines(failures));
  const auto end = server.Stop(SIGKILL);
  CHECK(end.exit_code == 128 + SIGKILL);
  CHECK(end.err == "");
}

}  // namespace

TEST_CASE("what was acknowledged before a kill is in the store, once and whole") {
  const unsigned seed = Seed();
  MESSAGE("CRASH_TEST_SEED=" << seed);
  std::mt19937 random(seed);
  std::deque<CrashClient> clients;
  Json accounts = Json::array();
  for (int i = 0; i < kClients; ++i) accounts.push_back(clients.emplace_back(i, seed).Account());
  const test::TempDirectory directory;
  const std::string store = directory / "store.db";
  const auto fixture = directory.Write("fixture.json", Json{{"Accounts", accounts}}.dump());
  const test::Program::Arguments arguments{"--store", store,         "--fixtures",
                                           fixture,   "--log-level", "warning"};
  for (int round = 0; round <= kRounds; ++round) {
    CAPTURE(seed);
    CAPTURE(round);
    RunningServer server(arguments);
    const auto failures = test::InParallel(kClients, [&](int i) {
      CrashClient& client = clients[static_cast<std::size_t>(i)];
      round == 0 ? client.SetUp(server.Port()) : client.Check(server.Port());
    });
    REQUIRE_MESSAGE(failures.empty(), test::Lines(failures));
    if (round < kRounds) {
      const int answers = static_cast<int>(random() % (kMostAnswers + 1));
      KillAtWork(server, clients, answers, static_cast<int>(random() % kMostLater));
    } else {
      CHECK(server.Stop(SIGTERM).exit_code == 0);
    }
  }

  std::size_t jobs = 0;
  int unanswered = 0;
  for (const CrashClient& client : clients) {
    jobs += client.Jobs();
    unanswered += client.Unanswered();
  }
  MESSAGE(jobs << " jobs, " << unanswered << " of them never answered");
  CHECK(jobs > kRounds);
  SQLite::Database database(store);
  CHECK(database.execAndGet("PRAGMA integrity_check").getString() == "ok");
  CHECK(database.execAndGet("SELECT count(*) FROM pragma_foreign_key_check").getInt() == 0);
}
