// GET /_fake-ice/requests?Wait=: an answer that comes when there is something to tell.
#include <doctest/doctest.h>

#include <future>
#include <thread>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::ControlCode;
using test::ControlMessage;
using test::JsonOf;
using test::RawClient;
using test::RawResponse;
using test::RunningEmulator;

namespace {

constexpr const char* kFixture = R"({"Accounts": [
  {"AccountId": "1", "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
   "Jobs": [{"JobId": "job", "Status": "Created"}]}]})";

std::string Head(const std::string& query) {
  return "GET /_fake-ice/requests?" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

std::string IdOf(const RawResponse& answer) {
  return JsonOf(answer).at("RequestId");
}

}  // namespace

TEST_CASE("who waits for the journal is answered when there is something to tell, and not before") {
  RunningEmulator emulator(kFixture);
  const std::string first = IdOf(emulator.Call({"key"}));
  RawClient client(emulator.Port());
  client.Send(Head("After=" + first + "&AccountId=1&Wait=60s"));
  auto answer = std::async(std::launch::async, [&] { return JsonOf(client.Read()); });
  // It waits: what came before, or is another account's, is nothing to tell.
  emulator.Call({"nobody"});
  CHECK(answer.wait_for(std::chrono::milliseconds{0}) == std::future_status::timeout);
  const std::string second = IdOf(emulator.Call({"key"}));
  const auto requests = answer.get().at("Requests");
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].at("RequestId") == second);
  // The connection goes on, and what is there already is told at once.
  client.Send(Head("After=" + first + "&Wait=60s"));
  CHECK(JsonOf(client.Read()).at("Requests").size() == 2);
}

TEST_CASE("who waits in vain gets an empty list when the time is up") {
  RunningEmulator emulator(kFixture);
  CHECK(emulator.Read("/_fake-ice/requests?Wait=1ms").at("Requests").empty());
  CHECK(emulator.Read("/_fake-ice/requests?Wait=0s").at("Requests").empty());
  const std::string first = IdOf(emulator.Call({"key"}));
  CHECK(emulator.Read("/_fake-ice/requests?Wait=150ms&After=" + first).at("Requests").empty());
}

TEST_CASE("who asks for older requests cannot wait for them, and is told so at once") {
  RunningEmulator emulator(kFixture);
  const std::string first = IdOf(emulator.Call({"key"}));
  const std::string second = IdOf(emulator.Call({"key"}));
  for (const std::string& query : {"Wait=60s&Before=" + second, "Wait=0s&Before=" + first,
                                   "Wait=60s&Before=" + second + "&After=" + first}) {
    CAPTURE(query);
    const RawResponse answer = emulator.Ask("GET", "/_fake-ice/requests?" + query);
    CHECK(answer.status == 400);
    CHECK(ControlCode(answer) == "InvalidWait");
    CHECK(ControlMessage(answer) ==
          "Wait waits for requests that are still to come, and Before asks for older ones: leave "
          "one of them out.");
  }
  const auto older = emulator.Read("/_fake-ice/requests?Before=" + second).at("Requests");
  CHECK(older.size() == 1);
  // An empty place is none: the pages of a client that starts there may wait.
  CHECK(emulator.Read("/_fake-ice/requests?Wait=60s&Before=").at("Requests").size() == 2);
}

TEST_CASE("many who wait hold up nobody, and a stop waits for none of them") {
  RunningEmulator emulator(kFixture);
  std::vector<RawClient> waiting;
  for (int i = 0; i < 200; ++i) {
    waiting.emplace_back(emulator.Port());
    waiting.back().Send(Head("AccountId=1&Wait=60s"));
  }
  CHECK(emulator.Read("/_fake-ice/health").at("Status") == "ok");
  // A client that has nothing more to say gets what there is.
  waiting[0].FinishSending();
  const RawResponse early = waiting[0].Read();
  CHECK(JsonOf(early).at("Requests").empty());
  CHECK_FALSE(early.Header("Date").empty());
  const std::string id = IdOf(emulator.Call({"key"}));
  for (int i = 1; i < 100; ++i) {
    CHECK(JsonOf(waiting[static_cast<std::size_t>(i)].Read()).at("Requests").size() == 1);
  }
  waiting.emplace_back(emulator.Port());
  waiting.back().Send(Head("After=" + id + "&Wait=60s"));
}

TEST_CASE("a time to wait is a duration with a bound") {
  RunningEmulator emulator(kFixture);
  for (const std::string wait : {"20", "61s", "-1s", "forever", "1h", ""}) {
    CAPTURE(wait);
    const RawResponse refused = emulator.Ask("GET", "/_fake-ice/requests?Wait=" + wait);
    CHECK(refused.status == 400);
    CHECK(ControlCode(refused) == "InvalidWait");
    if (!wait.empty()) {
      CHECK(ControlMessage(refused) == "Wait must be a duration such as 20s, 60s at the most.");
    }
  }
  const RawResponse forgotten = emulator.Ask("GET", "/_fake-ice/requests?After=gone&Wait=20s");
  CHECK(forgotten.status == 404);
}
