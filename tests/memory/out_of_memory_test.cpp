// Memory runs out anywhere in a request: at one allocation, or at all from one on. Whatever is
// answered is true, and afterwards all is as before.
#include <doctest/doctest.h>

#include <spdlog/spdlog.h>

#include <functional>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "emulator/running_emulator.h"
#include "memory/failing_memory.h"
#include "support/sanitized.h"

using namespace fake_ice;
namespace memory = test::failing_memory;
using test::RawClient;
using test::RawResponse;
using test::RunningEmulator;

namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
/// Between one allocation that fails and the next that does, where there are many.
constexpr std::size_t kStep = test::kSanitized ? 49 : 7;

constexpr const char* kMemoryFixture = R"({"Accounts": [{"AccountId": "1",
    "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
    "Jobs": [{"JobId": "job", "Status": "Created"},
             {"JobId": "done", "Status": "Finished", "Result": {"ImageResult": [
               {"File": "p.png", "Content": "iVBORw0KGgo="}]}}]},
  {"AccountId": "3", "Jobs": [{"JobId": "j", "Status": "Created"}]}]})";

/// A request that is tried until memory lasts for it.
struct Trial {
  std::string name;
  std::function<std::string(RunningEmulator&)> request;  ///< with `Connection: close`
  std::function<void(const RawResponse&)> succeeded{};
  std::size_t step = test::kSanitized ? 7 : 1;  ///< between allocations that fail
};

std::string Plain(const std::string& method, const std::string& target,
                  const std::string& body = {}) {
  return method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::function<std::string(RunningEmulator&)> Always(std::string bytes) {
  return [bytes = std::move(bytes)](RunningEmulator&) { return bytes; };
}

std::function<std::string(RunningEmulator&)> Signed(std::string action,
                                                    base::Parameters parameters) {
  return [=](RunningEmulator& emulator) {
    auto request =
        emulator.Signed({.access_key_id = "key", .method = "POST", .action = action}, parameters);
    request.headers.push_back({"Connection", "close"});
    return test::ToBytes(request);
  };
}

/// The whole answer; status 0 when the connection ended before it was there.
RawResponse ReadWhole(RawClient& client) {
  try {
    return client.Read();
  } catch (const std::runtime_error&) {
    return {};
  }
}

/// Whether it is a request's success, a failure that says so, or no answer at all.
void CheckHonest(const RawResponse& response) {
  CAPTURE(response.head);
  CAPTURE(response.body);
  CHECK((response.status == 0 || response.status / 100 == 2 || response.status >= 500));
}

void CheckAsBefore(RunningEmulator& emulator) {
  CHECK(emulator.Read("/_fake-ice/health").at("Status") == "ok");
  CHECK(emulator.CodeOf({"key"}).empty());
  // Of the account that a fixture brings there is all or nothing.
  const RawResponse brought = emulator.Ask("GET", "/_fake-ice/accounts/2/jobs/j");
  const bool is_known = emulator.Ask("GET", "/_fake-ice/accounts/2/jobs").status == 200;
  CHECK(brought.status == (is_known ? 200 : 404));
}

/// Sends the request over and over, with memory failing `times` from each of its allocations on.
void Exhaust(RunningEmulator& emulator, const Trial& trial, std::size_t times,
             bool while_accepted) {
  CAPTURE(trial.name);
  CAPTURE(times);
  CAPTURE(while_accepted);
  for (std::size_t first = 0;; first += trial.step) {
    CAPTURE(first);
    const std::string request = trial.request(emulator);
    if (while_accepted) memory::Fail(first, times);
    RawClient client(emulator.Port());
    if (!while_accepted) {
      client.Ask("GET /_fake-ice/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
      memory::Fail(first, times);
    }
    static_cast<void>(client.TrySend(request));
    const RawResponse response = ReadWhole(client);
    const std::size_t failed = memory::Heal();
    CheckHonest(response);
    if (response.status / 100 == 2 && trial.succeeded) trial.succeeded(response);
    CheckAsBefore(emulator);
    if (failed == 0) {
      CAPTURE(response.head);
      CAPTURE(response.body);
      REQUIRE(response.status / 100 == 2);
      return;
    }
    REQUIRE(first < 100'000);
  }
}

struct AllMemory {
  AllMemory() {
    memory::TakeSqlite();
    memory::SpareThisThread();
  }
};

/// Before any test's first use of SQLite.
void Prepare() {
  static const AllMemory all;
}

}  // namespace

TEST_CASE("memory that runs out in a request fails that request alone") {
  Prepare();
  RunningEmulator emulator(kMemoryFixture);
  spdlog::set_level(spdlog::level::err);
  std::set<std::string> submitted;
  std::set<std::string> created;
  const auto done = test::JsonOf(emulator.Call({"key"}, {{"JobId", "done"}}));
  const std::string url = done.at("Result").at("ImageResult").at(0).at("OutputUrl");
  const std::string picture = url.substr(url.find('/', std::string("http://").size()));
  const std::vector<Trial> trials{
      {"poll", Signed("GetYikeAIAppJob", {{"JobId", "job"}})},
      {"batch", Signed("BatchGetYikeAIAppJob", {{"JobIds", "job,done"}})},
      {"submit", Signed("SubmitYikeAIAppJob", {{"AppId", "app"}, {"AppParams", "{\"a\": [1, 2]}"}}),
       [&](const RawResponse& response) { submitted.insert(test::JsonOf(response).at("JobId")); }},
      {"download", Always(Plain("GET", picture))},
      {"new account",
       Always(Plain("POST", "/_fake-ice/accounts",
                    R"({"Jobs": [{"JobId": "own", "Status": "Created"}]})")),
       [&](const RawResponse& response) {
         created.insert(test::JsonOf(response).at("AccountId"));
       }},
      {"fixture", Always(Plain("POST", "/_fake-ice/fixtures",
                               R"({"Accounts": [{"AccountId": "2",
                          "Jobs": [{"JobId": "j", "Status": "Created"}]}]})"))},
      {"export", Always(Plain("GET", "/_fake-ice/fixtures")), {}, kStep},
      {"journal", Always(Plain("GET", "/_fake-ice/requests?AccountId=1&Limit=3"))},
      {"clock", Always(Plain("POST", "/_fake-ice/accounts/3/clock", R"({"Advance": "1s"})"))},
      {"reset", Always(Plain("POST", "/_fake-ice/reset?AccountId=3")), {}, kStep},
      {"health", Always(Plain("GET", "/_fake-ice/health"))},
  };
  for (const Trial& trial : trials) {
    Exhaust(emulator, trial, 1, false);
    Exhaust(emulator, trial, kAll, false);
  }
  Exhaust(emulator, trials.front(), 1, true);

  const std::string held = emulator.Export();
  for (const std::string& id : submitted) CHECK(held.find(id) != std::string::npos);
  for (const std::string& id : created) CHECK(held.find(id) != std::string::npos);
  CHECK(!submitted.empty());
}
