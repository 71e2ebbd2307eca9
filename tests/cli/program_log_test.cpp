#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <string>

#include "auth/signer.h"
#include "base/text.h"
#include "cli/program.h"
#include "cli/signed_calls.h"
#include "support/raw_client.h"

using namespace fake_ice;
using test::CallTo;
using test::Contains;
using test::CountLines;
using test::RunningServer;
using test::Send;
using test::Sign;

namespace {

/// A line of the log with what differs from run to run replaced: digits of the time by 0, hex
/// digits of the request id by X, the microseconds by 0.
std::string WithoutChance(std::string_view line) {
  std::string text;
  for (const std::string_view word : base::Split(line, ' ')) {
    std::string same(word);
    if (word.starts_with("time=")) {
      std::replace_if(
          same.begin(), same.end(), [](char c) { return c >= '0' && c <= '9'; }, '0');
    } else if (word.starts_with("request_id=")) {
      std::replace_if(
          same.begin() + 11, same.end(), [](char c) { return c != '-'; }, 'X');
    } else if (word.starts_with("microseconds=")) {
      const auto digits = word.substr(13);
      if (digits.find_first_not_of("0123456789") == std::string_view::npos) same = "microseconds=0";
    }
    text += (text.empty() ? "" : " ") + same;
  }
  return text;
}

}  // namespace

TEST_CASE("each call is one line with the time, who, what, the outcome and how long it took") {
  RunningServer server;
  CHECK(Send(server, Sign(CallTo(server, auth::Scheme::kV3))) == 200);
  auth::CallToSign unknown_job = CallTo(server, auth::Scheme::kV1);
  unknown_job.parameters = {{"JobId", "unknown"}};
  CHECK(Send(server, Sign(unknown_job)) == 404);
  const std::string log = server.ReadLog(2);
  const auto lines = base::Split(log, '\n');
  CAPTURE(log);
  REQUIRE(lines.size() >= 2);
  const std::string who_and_what =
      " level=info request_id=XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX"
      " access_key_id=fake-ice-access-key-id action=GetYikeAIAppJob";
  CHECK(WithoutChance(lines[0]) ==
        "time=0000-00-00T00:00:00.000Z" + who_and_what + " status=200 code=- microseconds=0");
  CHECK(WithoutChance(lines[1]) == "time=0000-00-00T00:00:00.000Z" + who_and_what +
                                       " status=404 code=JobNotFound microseconds=0");
}

TEST_CASE("a call that names neither key nor action has a dash for each") {
  RunningServer server;
  CHECK(Send(server, {.method = "GET", .target = "/", .headers = {}, .body = {}}) == 404);
  const std::string log = server.ReadLog(1);
  CAPTURE(log);
  CHECK(Contains(log, " access_key_id=- action=- status=404 code="));
}

TEST_CASE("line breaks and controls from a client cannot forge a line of the log") {
  RunningServer server;
  const std::string forged = "x\nlevel=info request_id=forged\r\n\x1B[2J\x7F\xC2\x85\" \\";
  std::size_t requests = 0;
  for (const std::string method : {"GET", "POST"}) {
    auth::CallToSign action = CallTo(server, auth::Scheme::kV1);
    action.method = method;
    auth::CallToSign key = action;
    action.action = forged;
    key.access_key_id = forged;
    for (const auto& call : {action, key}) {
      CHECK(Send(server, Sign(call)) >= 400);
      ++requests;
    }
  }
  const std::string log = server.Stop(SIGTERM).err;
  CAPTURE(log);
  CHECK(CountLines(log) == requests + 1);  // and the line about the signal
  for (const std::string_view line : base::Split(log, '\n')) {
    CHECK((line.empty() || line.starts_with("time=")));
  }
  CHECK(std::all_of(log.begin(), log.end(), [](char c) {
    return c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c < 0x7F);
  }));
}

TEST_CASE("a client that speaks TLS to the plain port is one warning that names the cure") {
  RunningServer server({"--log-level", "warning"});
  const auto answer = test::RawClient(server.Port()).Ask("\x16\x03\x01\x02");
  CHECK(answer.status == 400);
  CHECK(answer.Header("Content-Type") == "text/plain");
  CHECK(Contains(answer.body, "config.protocol = 'HTTP'"));
  const std::string log = server.Stop(SIGTERM).err;
  CAPTURE(log);
  CHECK(CountLines(log) == 1);
  CHECK(Contains(log, " level=warning tls client=127.0.0.1 "));
  CHECK(Contains(log, "port " + std::to_string(server.Port()) + " is plain HTTP"));
  CHECK(Contains(log, "config.protocol = 'HTTP'"));
}

TEST_CASE("where TLS is served as well, that warning names its port") {
  RunningServer server({"--log-level", "warning", "--tls-listen", "127.0.0.1:0"});
  const auto answer = test::RawClient(server.Port()).Ask("\x16\x03\x01\x02");
  CHECK(Contains(answer.body, "call port " + std::to_string(server.TlsPort())));
  CHECK(CountLines(server.Stop(SIGTERM).err) == 1);
}

TEST_CASE("a very long action is logged in part only") {
  RunningServer server;
  auth::CallToSign call = CallTo(server, auth::Scheme::kV1);
  call.action = std::string(100'000, 'x');
  CHECK(Send(server, Sign(call)) == 404);
  CHECK(server.ReadLog(1).size() < 1'000);
}

TEST_CASE("what changes something through the control API is in the log, and what reads is not") {
  RunningServer server;
  const auto ask = [&](const std::string& method, const std::string& path,
                       const std::string& body = "") {
    return Send(server,
                {.method = method, .target = "/_fake-ice/" + path, .headers = {}, .body = body});
  };
  CHECK(ask("POST", "accounts", R"({"AccountId": "logged"})") == 201);
  CHECK(ask("PUT", "accounts/logged/jobs/j", R"({"Status": "Created"})") == 200);
  CHECK(ask("POST", "accounts/logged/jobs/j/verify", R"({"MaxPolls": 1})") == 200);
  CHECK(ask("GET", "accounts/logged/jobs") == 200);
  CHECK(ask("POST", "reset?AccountID=logged") == 400);
  const std::string log = server.Stop(SIGTERM).err;
  CAPTURE(log);
  CHECK(log.find("control method=POST target=/_fake-ice/accounts status=201") != log.npos);
  CHECK(log.find("control method=PUT target=/_fake-ice/accounts/logged/jobs/j status=200") !=
        log.npos);
  CHECK(log.find("control method=POST target=/_fake-ice/reset status=400") != log.npos);
  CHECK(log.find("verify") == log.npos);
  CHECK(log.find("method=GET") == log.npos);
}
