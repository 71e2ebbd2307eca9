// Faults over the wire, and the control API that sets them.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "emulator/running_emulator.h"
#include "support/temp_directory.h"

using namespace fake_ice;
using test::JsonOf;
using test::kSmallFixture;
using test::RunningEmulator;
using Json = nlohmann::json;

namespace {

const std::string kFaultsOfOne = "/_fake-ice/accounts/1/faults";

Json Add(RunningEmulator& emulator, const std::string& fault) {
  const auto answer = emulator.Ask("POST", kFaultsOfOne, {.body = fault});
  CAPTURE(answer.body);
  REQUIRE(answer.status == 201);
  return JsonOf(answer).at("Faults");
}

/// Everything that the client of one signed call gets until the connection ends.
std::string GetToEnd(RunningEmulator& emulator) {
  test::RawClient client(emulator.Port());
  client.Send(test::ToBytes(emulator.Signed({"key"}, {{"JobId", "job"}})));
  return client.ReadToEnd();
}

std::string Code(RunningEmulator& emulator, const std::string& job_id = "job",
                 const std::string& action = "GetYikeAIAppJob") {
  return emulator.CodeOf(
      {.access_key_id = "key", .action = action},
      {{action == "GetYikeAIAppJob" ? "JobId" : "JobIds", job_id}, {"AppId", "app"}});
}

std::int64_t Polls(RunningEmulator& emulator) {
  return emulator.Read("/_fake-ice/accounts/1/jobs/job").at("Polls").at("Count");
}

}  // namespace

TEST_CASE("an error by name comes in the place of the operation, as the real one would") {
  RunningEmulator emulator(kSmallFixture);
  Add(emulator, R"({"Skip": 1, "Times": 1,
                    "Error": {"Code": "Throttling.User", "RetryAfterMs": 500}})");
  CHECK(Code(emulator).empty());
  const auto answer = emulator.Call({"key"});
  CHECK(answer.status == 400);
  CHECK(JsonOf(answer).at("Code") == "Throttling.User");
  CHECK(JsonOf(answer).at("Message") == "Request was denied due to user flow control.");
  CHECK(answer.Header("x-acs-retry-after") == "500");
  CHECK(Code(emulator).empty());
  CHECK(Polls(emulator) == 2);
  const Json faults = emulator.Read(kFaultsOfOne).at("Faults");
  CHECK(faults.at(0).at("Matched") == 3);
  CHECK(faults.at(0).at("Fired") == 1);
}

TEST_CASE("a signature's error by name has the server's string to sign, in the caller's scheme") {
  for (const auth::Scheme scheme : {auth::Scheme::kV1, auth::Scheme::kV3}) {
    RunningEmulator emulator(kSmallFixture);
    test::Signer signer{.access_key_id = "key", .scheme = scheme};
    signer.access_key_secret = "wrong";
    signer.nonce = "one nonce";
    const std::string wrong =
        JsonOf(emulator.Call(signer, {{"JobId", "job"}, {"Format", "JSON"}})).at("Message");
    signer.access_key_secret = "secret";
    Add(emulator, R"([{"Times": 1, "Error": {"Code": "SignatureDoesNotMatch"}},
                      {"Times": 1, "Error": {"Code": "IncompleteSignature"}}])");
    const std::string by_name =
        JsonOf(emulator.Call(signer, {{"JobId", "job"}, {"Format", "JSON"}})).at("Message");
    CHECK(by_name == wrong);
    CHECK(by_name.find("JobId") != std::string::npos);
    signer.nonce = "another nonce";
    const std::string incomplete =
        JsonOf(emulator.Call(signer, {{"JobId", "job"}, {"Format", "JSON"}})).at("Message");
    CHECK_FALSE(incomplete.ends_with("server string to sign is:"));
  }
}

TEST_CASE("faults are asked after the signature and before throttling") {
  RunningEmulator emulator(R"({"Accounts": [{"AccountId": "1",
      "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
      "Throttle": {"PerSecond": 0.001}, "Jobs": [{"JobId": "job", "Status": "Created"}],
      "Faults": [{"Times": 1, "Error": {"Code": "ServiceUnavailable"}}]}]})");
  CHECK(emulator.CodeOf({.access_key_id = "key", .access_key_secret = "wrong"}) ==
        "SignatureDoesNotMatch");
  CHECK(Code(emulator) == "ServiceUnavailable");
  CHECK(Code(emulator).empty());  // its token was not taken
  CHECK(Code(emulator) == "Throttling.User");
}

TEST_CASE("a fault finds its requests by action, job, key and app") {
  RunningEmulator emulator(R"({"Accounts": [{"AccountId": "1",
      "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"},
                     {"AccessKeyId": "second", "AccessKeySecret": "secret"}],
      "Jobs": [{"JobId": "job", "Status": "Created", "AppId": "app one"},
               {"JobId": "other", "Status": "Created"}]},
     {"AccountId": "2", "AccessKeys": [{"AccessKeyId": "foreign", "AccessKeySecret": "secret"}],
      "Jobs": [{"JobId": "job", "Status": "Created"}]}]})");
  const auto replace = [&](const std::string& match) {
    REQUIRE(emulator.Ask("DELETE", kFaultsOfOne).status == 200);
    Add(emulator, R"({"Match": )" + match + R"(, "Error": {"Code": "UnknownError"}})");
  };
  const std::string batch = "BatchGetYikeAIAppJob";
  replace(R"({"JobId": "job"})");
  CHECK(Code(emulator) == "UnknownError");
  CHECK(Code(emulator, "other").empty());
  CHECK(Code(emulator, "other, job", batch) == "UnknownError");
  CHECK(Code(emulator, "other", batch).empty());
  CHECK(emulator.CodeOf({"foreign"}).empty());
  replace(R"({"Action": "SubmitYikeAIAppJob"})");
  CHECK(Code(emulator).empty());
  CHECK(Code(emulator, "", "SubmitYikeAIAppJob") == "UnknownError");
  replace(R"({"AppId": "app one"})");
  CHECK(Code(emulator) == "UnknownError");
  CHECK(Code(emulator, "other,job", batch) == "UnknownError");
  CHECK(Code(emulator, "other").empty());
  CHECK(Code(emulator, "", "SubmitYikeAIAppJob").empty());
  replace(R"({"AppId": "app"})");
  CHECK(Code(emulator, "", "SubmitYikeAIAppJob") == "UnknownError");
  CHECK(Code(emulator, "", "PrecheckYikeAIAppJob") == "UnknownError");
  replace(R"({"AccessKeyId": "second"})");
  CHECK(Code(emulator).empty());
  CHECK(emulator.CodeOf({"second"}) == "UnknownError");
}

TEST_CASE("the connection fails as asked, after the operation has run") {
  RunningEmulator emulator(kSmallFixture);
  SUBCASE("Reset: not a byte") {
    Add(emulator, R"({"Times": 1, "Connection": "Reset"})");
    CHECK(GetToEnd(emulator).empty());
  }
  SUBCASE("Close: not a byte") {
    Add(emulator, R"({"Times": 1, "Connection": "Close"})");
    CHECK(GetToEnd(emulator).empty());
  }
  SUBCASE("Truncate: the head and half of the body that it announces") {
    Add(emulator, R"({"Times": 1, "Connection": "Truncate"})");
    const std::string half = GetToEnd(emulator);
    const std::size_t head = half.find("\r\n\r\n") + 4;
    const auto length = half.find("Content-Length: ");
    REQUIRE(length != std::string::npos);
    const std::size_t announced = std::stoul(half.substr(length + 16));
    CHECK(announced > 50);
    CHECK(half.size() - head == announced / 2);
    CHECK(half.starts_with("HTTP/1.1 200 OK\r\n"));
  }
  SUBCASE("Stall: the head, and nothing however often one asks") {
    Add(emulator, R"({"Times": 1, "Connection": "Stall"})");
    test::RawClient client(emulator.Port());
    client.Send(test::ToBytes(emulator.Signed({"key"}, {{"JobId", "job"}})));
    const auto head = client.ReadHeadOnly();
    CHECK(head.status == 200);
    CHECK(head.Header("Content-Length") != "0");
    client.Send("GET /_fake-ice/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    // Others are served meanwhile; then the client gives up, and got nothing more.
    CHECK(Code(emulator).empty());
    client.FinishSending();
    CHECK(client.ReadToEnd().empty());
  }
  CHECK(Code(emulator).empty());
  CHECK(Polls(emulator) >= 2);
}

TEST_CASE("a reset is a reset, and a close is none") {
  RunningEmulator emulator(kSmallFixture);
  Add(emulator, R"([{"Times": 1, "Connection": "Reset"}, {"Times": 1, "Connection": "Close"}])");
  const auto reset_seen = [&] {
    test::RawClient client(emulator.Port());
    client.Send(test::ToBytes(emulator.Signed({"key"}, {{"JobId", "job"}})));
    CHECK(client.ReadToEnd().empty());
    return client.WasReset();
  };
  CHECK(reset_seen());
  CHECK_FALSE(reset_seen());
}

TEST_CASE("Stop does not wait for stalled connections") {
  auto emulator = std::make_unique<RunningEmulator>(kSmallFixture);
  Add(*emulator, R"({"Connection": "Stall"})");
  test::RawClient client(emulator->Port());
  client.Send(test::ToBytes(emulator->Signed({"key"}, {{"JobId", "job"}})));
  CHECK(client.ReadHeadOnly().status == 200);
  emulator.reset();
  CHECK(client.ReadToEnd().empty());
}

TEST_CASE("a delay holds back the answer and nobody else") {
  RunningEmulator emulator(kSmallFixture);
  Add(emulator, R"({"Match": {"JobId": "job"}, "DelayMs": 150})");
  const auto start = std::chrono::steady_clock::now();
  test::RawClient slow(emulator.Port());
  slow.Send(test::ToBytes(emulator.Signed({"key"}, {{"JobId", "job"}})));
  CHECK(Code(emulator, "other").empty());
  const auto answer = slow.Read();
  CHECK(answer.status == 200);
  CHECK(JsonOf(answer).at("JobId") == "job");
  CHECK(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds{150});
  // The connection is as good as any other afterwards.
  CHECK(slow.Ask("GET /_fake-ice/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").status == 200);
}

TEST_CASE("a delay ends when its client gives up") {
  auto emulator = std::make_unique<RunningEmulator>(kSmallFixture);
  Add(*emulator, R"({"DelayMs": 600000})");
  test::RawClient client(emulator->Port());
  client.Send(test::ToBytes(emulator->Signed({"key"}, {{"JobId", "job"}})));
  client.FinishSending();
  // Were it held back to its end, reading would run out of patience.
  CHECK(client.Read().status == 200);
}

TEST_CASE("bodies are spoilt with the right length, so that only their content is wrong") {
  RunningEmulator emulator(kSmallFixture);
  Add(emulator, R"([{"Times": 1, "Body": "Html"}, {"Times": 1, "Body": "Empty"},
                    {"Times": 1, "Body": "Malformed"},
                    {"Times": 1, "Body": "Html", "Error": {"Code": "ServiceUnavailable"}}])");
  const auto html = emulator.Call({"key"});
  CHECK(html.status == 502);
  CHECK(html.Header("Content-Type") == "text/html");
  CHECK(html.Header("x-acs-request-id").empty());
  const auto empty = emulator.Call({"key"});
  CHECK(empty.status == 200);
  CHECK(empty.Header("Content-Length") == "0");
  const auto malformed = emulator.Call({"key"});
  CHECK(malformed.status == 200);
  CHECK(malformed.body.starts_with("{\"RequestId\":"));
  CHECK_FALSE(Json::accept(malformed.body));
  const auto unavailable = emulator.Call({"key"});
  CHECK(unavailable.status == 503);
  CHECK(unavailable.body.find("503 Service Unavailable") != std::string::npos);
  CHECK(Polls(emulator) == 3);
}

TEST_CASE("the journal says what a fault did") {
  RunningEmulator emulator(kSmallFixture);
  Add(emulator, R"({"Times": 1, "DelayMs": 1, "Connection": "Close"})");
  GetToEnd(emulator);
  CHECK(Code(emulator).empty());
  const Json entries = emulator.Read("/_fake-ice/requests").at("Requests");
  CHECK_FALSE(entries.at(0).contains("Fault"));
  CHECK(entries.at(1).at("Fault") == "DelayMs 1, Connection Close");
  CHECK(entries.at(1).at("Step") == "Operation");
}

TEST_CASE("of parallel requests a fault acts on exactly as many as it says") {
  RunningEmulator emulator(kSmallFixture);
  Add(emulator, R"({"Skip": 5, "Times": 7, "Error": {"Code": "InternalError"}})");
  std::vector<base::HttpRequest> requests;
  for (int i = 0; i < 32; ++i) requests.push_back(emulator.Signed({"key"}, {{"JobId", "job"}}));
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int worker = 0; worker < 8; ++worker) {
    threads.emplace_back([&, worker] {
      for (int i = worker; i < 32; i += 8) {
        if (emulator.Send(requests[static_cast<std::size_t>(i)]).status == 500) ++failed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(failed == 7);
  const Json fault = emulator.Read(kFaultsOfOne).at("Faults").at(0);
  CHECK(fault.at("Matched") == 32);
  CHECK(fault.at("Fired") == 7);
}
