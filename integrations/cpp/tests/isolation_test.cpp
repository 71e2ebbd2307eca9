// Servers and accounts side by side, and their ends.
#include <doctest/doctest.h>
#include <fake_ice/testing.h>

#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "calls.h"

using calls::Get;
using calls::Submit;
using fake_ice::testing::Account;
using fake_ice::testing::ControlError;
using fake_ice::testing::Server;

TEST_CASE("threads share a server, each with an account of its own") {
  constexpr std::size_t kThreads = 8;
  constexpr std::size_t kCalls = 20;
  Server server;
  std::vector<std::size_t> counts(kThreads);
  std::vector<std::string> ids(kThreads);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      const Account account = server.NewAccount();
      for (std::size_t call = 0; call < kCalls; ++call) Submit(account.SdkConfig());
      counts[i] = account.Requests().size();
      ids[i] = account.AccountId();
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(counts == std::vector<std::size_t>(kThreads, kCalls));
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == kThreads);
}

TEST_CASE("servers of one process know nothing of each other") {
  Server one;
  Server other;
  CHECK(one.Port() != other.Port());
  const Account account = one.NewAccount();
  auto config = account.SdkConfig();
  config["endpoint"] = other.Endpoint();
  CHECK(Submit(config).status == 404);
  CHECK(account.Requests().empty());
}

TEST_CASE("an account is given back at its end, or by the test before") {
  Server server;
  std::string id;
  {
    const Account account = server.NewAccount();
    id = account.AccountId();
    CHECK_NOTHROW(server.Control("GET", "accounts/" + id + "/clock"));
    const Account given_back = server.NewAccount();
    server.Control("DELETE", "accounts/" + given_back.AccountId());
  }
  CHECK_THROWS_AS(server.Control("GET", "accounts/" + id + "/clock"), ControlError);
}

TEST_CASE("a moved account is the same, and only the last holder gives it back") {
  Server server;
  std::optional<Account> kept;
  {
    Account account = server.NewAccount();
    kept.emplace(std::move(account));
  }
  CHECK(Submit(kept->SdkConfig()).status == 200);
  const std::string first = kept->AccountId();
  *kept = server.NewAccount();
  CHECK_THROWS_AS(server.Control("GET", "accounts/" + first + "/clock"), ControlError);
}

TEST_CASE("an account that outlives its server still has its journal") {
  std::optional<Server> server(std::in_place);
  const Account account = server->NewAccount();
  Submit(account.SdkConfig());
  server.reset();
  CHECK(account.Requests().size() == 1);
  CHECK(account.Journal().find("SubmitYikeAIAppJob  200") != std::string::npos);
  CHECK_THROWS_AS(Submit(account.SdkConfig()), fake_ice::testing::Error);
}
