// What comes for an account while it is being deleted.
#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

#include "emulator/running_emulator.h"
#include "support/api_client.h"
#include "support/parallel.h"
#include "support/sanitized.h"

using namespace fake_ice;
using test::Answer;
using test::ApiClient;

namespace {

constexpr int kRounds = test::kSanitized ? 20 : 60;
constexpr int kSenders = 3;
constexpr int kMostRequests = 20'000;  ///< of each sender, should the account never be gone
constexpr const char* kAccount = R"({"AccountId": "passing", "AccessKeys": [
    {"AccessKeyId": "key", "AccessKeySecret": "secret"}]})";

using Request = Answer (*)(ApiClient& client);

Answer Submit(ApiClient& client) {
  return client.Call({"key", "secret"}, "SubmitYikeAIAppJob", {{"AppId", "app"}});
}

Answer ChangeClock(ApiClient& client) {
  return client.Control("POST", "accounts/passing/clock", R"({"Advance": "1h"})");
}

Answer Reset(ApiClient& client) {
  return client.Control("POST", "reset?AccountId=passing");
}

Answer PutJob(ApiClient& client) {
  return client.Control("PUT", "accounts/passing/jobs/j", R"({"Status": "Created"})");
}

/// Sends requests until one answers that there is no such account.
void SendUntilGone(ApiClient& client, Request request) {
  for (int i = 0; i < kMostRequests; ++i) {
    const Answer answer = request(client);
    if (answer.status == 404) return;
    if (answer.status != 200) throw std::runtime_error(answer.json.dump());
  }
  throw std::runtime_error("the account is not gone");
}

/// Deletes an account that gets such requests from several sides, again and again: it is gone.
void CheckStaysDeleted(Request request) {
  test::RunningEmulator emulator;
  std::vector<ApiClient> clients;
  for (int i = 0; i <= kSenders; ++i) clients.emplace_back(emulator.Port(), emulator.Clock());
  ApiClient& owner = clients.back();
  for (int round = 0; round < kRounds; ++round) {
    CAPTURE(round);
    REQUIRE(owner.Control("POST", "accounts", kAccount).status == 201);
    const auto failures = test::InParallel(kSenders + 1, [&](int worker) {
      if (worker < kSenders) {
        return SendUntilGone(clients[static_cast<std::size_t>(worker)], request);
      }
      for (int i = 0; i < round % 12; ++i) owner.Control("GET", "health");  // a little later
      const Answer deleted = owner.Control("DELETE", "accounts/passing");
      if (deleted.status != 200) throw std::runtime_error(deleted.json.dump());
    });
    REQUIRE_MESSAGE(failures.empty(), test::Lines(failures));
    REQUIRE(owner.Control("GET", "accounts/passing/jobs").status == 404);
  }
}

}  // namespace

TEST_CASE("an account that is deleted during a submit stays deleted") {
  CheckStaysDeleted(&Submit);
}

TEST_CASE("an account that is deleted while its clock is moved stays deleted") {
  CheckStaysDeleted(&ChangeClock);
}

TEST_CASE("an account that is deleted while it is reset stays deleted") {
  CheckStaysDeleted(&Reset);
}

TEST_CASE("an account that is deleted while a job is put into it stays deleted") {
  CheckStaysDeleted(&PutJob);
}
