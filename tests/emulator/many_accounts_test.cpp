// A thousand accounts made and deleted in parallel.
#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

#include "emulator/running_emulator.h"
#include "support/api_client.h"
#include "support/parallel.h"
#include "support/sanitized.h"

using namespace fake_ice;
using test::Answer;
using test::ApiClient;
using test::RunningEmulator;
using Json = nlohmann::json;

namespace {

constexpr int kThreads = 16;
constexpr int kAccounts = test::kSanitized ? 250 : 1000;

struct Account {
  std::string id;
  test::Key key;
  std::string job_id;
};

void Expect(bool holds, const std::string& what, const Answer& answer) {
  if (holds) return;
  throw std::runtime_error(what + ": status " + std::to_string(answer.status) + ", " +
                           answer.json.dump());
}

/// The numbers of the accounts that belong to one thread.
template <typename Do>
void ForOwn(int thread, Do what_to_do) {
  for (int i = thread; i < kAccounts; i += kThreads) {
    try {
      what_to_do(static_cast<std::size_t>(i));
    } catch (const std::exception& failure) {
      throw std::runtime_error("account " + std::to_string(i) + ": " + failure.what());
    }
  }
}

/// Every other account has an app with a life of its own.
std::string FixtureOf(std::size_t i) {
  if (i % 2 == 0) return "";
  return R"({"Apps": [{"AppId": "app", "Timeline": [{"Status": "Queuing"}]}]})";
}

Account Create(ApiClient& client, std::size_t i) {
  const Answer created = client.Control("POST", "accounts", FixtureOf(i));
  Expect(created.status == 201, "creation", created);
  Account account{created.json.at("AccountId"),
                  {created.json.at("AccessKeyId"), created.json.at("AccessKeySecret")},
                  {}};
  const Answer empty = client.Control("GET", "accounts/" + account.id + "/jobs");
  Expect(empty.json == Json{{"Jobs", Json::array()}}, "jobs of a new account", empty);
  const Answer submitted =
      client.Call(account.key, "SubmitYikeAIAppJob",
                  {{"AppId", "app"}, {"AppParams", R"({"Number":)" + std::to_string(i) + '}'}});
  Expect(submitted.status == 200, "submit", submitted);
  account.job_id = submitted.json.at("JobId");
  return account;
}

/// The account sees its own job, the `i`-th, and nothing of `other`.
void LookAround(ApiClient& client, const Account& account, std::size_t i, const Account& other) {
  const Answer own = client.Call(account.key, "GetYikeAIAppJob", {{"JobId", account.job_id}});
  Expect(own.json.value("AppParams", "") == R"({"Number":)" + std::to_string(i) + '}', "own job",
         own);
  Expect(own.json.at("Status") == (i % 2 == 0 ? "Created" : "Queuing"), "own job", own);
  const Answer foreign = client.Call(account.key, "GetYikeAIAppJob", {{"JobId", other.job_id}});
  Expect(foreign.status == 404 && foreign.json.value("Code", "") == "JobNotFound", "foreign job",
         foreign);
  const Answer batch = client.Call(account.key, "BatchGetYikeAIAppJob",
                                   {{"JobIds", other.job_id + ',' + account.job_id}});
  Expect(batch.json.at("JobList").size() == 1 &&
             batch.json.at("JobList").at(0).at("JobId") == account.job_id,
         "batch", batch);
  const Answer list = client.Control("GET", "accounts/" + account.id + "/jobs");
  Expect(
      list.json.at("Jobs").size() == 1 && list.json.at("Jobs").at(0).at("Polls").at("Count") == 2,
      "jobs in the control API", list);
}

void Delete(ApiClient& client, const Account& account) {
  const Answer deleted = client.Control("DELETE", "accounts/" + account.id);
  Expect(deleted.status == 200, "deletion", deleted);
  const Answer gone = client.Call(account.key, "GetYikeAIAppJob", {{"JobId", account.job_id}});
  Expect(gone.json.value("Code", "") == "InvalidAccessKeyId.NotFound", "deleted account", gone);
}

}  // namespace

TEST_CASE("a thousand accounts made at once are distinct, alone, and gone when deleted") {
  base::RandomIds ids;
  RunningEmulator emulator(test::kSmallFixture, {}, &ids);
  const auto everything = [&] { return emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true"); };
  const std::string before = everything().body;
  std::vector<Account> accounts(kAccounts);

  const auto in_parallel = [&](const auto& what_to_do) {
    const auto failures = test::InParallel(kThreads, [&](int thread) {
      ApiClient client(emulator.Port(), emulator.Clock());
      ForOwn(thread, [&](std::size_t i) { what_to_do(client, i); });
    });
    REQUIRE_MESSAGE(failures.empty(), test::Lines(failures));
  };
  in_parallel([&](ApiClient& client, std::size_t i) { accounts[i] = Create(client, i); });
  in_parallel([&](ApiClient& client, std::size_t i) {
    LookAround(client, accounts[i], i, accounts[(i + 1) % accounts.size()]);
  });

  std::set<std::string> account_ids;
  std::set<std::string> access_key_ids;
  std::set<std::string> secrets;
  std::set<std::string> job_ids;
  for (const Account& account : accounts) {
    account_ids.insert(account.id);
    access_key_ids.insert(account.key.access_key_id);
    secrets.insert(account.key.access_key_secret);
    job_ids.insert(account.job_id);
  }
  CHECK(account_ids.size() == kAccounts);
  CHECK(access_key_ids.size() == kAccounts);
  CHECK(secrets.size() == kAccounts);
  CHECK(job_ids.size() == kAccounts);
  CHECK(Json::parse(everything().body).at("Accounts").size() == kAccounts + 1);

  in_parallel([&](ApiClient& client, std::size_t i) { Delete(client, accounts[i]); });
  CHECK(everything().body == before);
}
