// Web pages of other origins must not drive the control API; the emulated API answers anybody.
#include <doctest/doctest.h>

#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::ControlCode;
using test::ControlMessage;
using test::Extras;
using test::RawResponse;
using test::RunningEmulator;

namespace {

constexpr const char* kFixtureToAdd = R"({"Accounts": [{"AccountId": "evil"}]})";

bool HasEvilAccount(RunningEmulator& emulator) {
  return emulator.Ask("GET", "/_fake-ice/fixtures").body.find("evil") != std::string::npos;
}

void CheckForbidden(const RawResponse& response) {
  CHECK(response.status == 403);
  CHECK(ControlCode(response) == "Forbidden");
  CHECK(response.CountHeader("Access-Control-Allow-Origin") == 0);
}

}  // namespace

TEST_CASE("a foreign Host gets 403 on every path, known or not") {
  RunningEmulator emulator;
  const std::string port = std::to_string(emulator.Port());
  for (const std::string& host :
       {"evil.example:" + port, std::string("evil.example"), "127.0.0.1.evil.example:" + port,
        "localhost.evil.example:" + port, std::string("127.1"),
        std::string("127.0.0.1,evil.example")}) {
    CAPTURE(host);
    for (const std::string path : {"/_fake-ice/metrics", "/_fake-ice/fixtures?Secrets=true",
                                   "/_fake-ice/nothing", "/_fake-ice/"}) {
      CheckForbidden(emulator.Ask("GET", path, {.headers = {"Host: " + host}}));
    }
  }
}

TEST_CASE("a Host that is no host gets 400 before it is asked whose it is") {
  RunningEmulator emulator;
  for (const std::string host :
       {"[::1", "127.0.0.1@evil.example", "evil.example#127.0.0.1", "127.0.0.1 evil.example",
        "127.0.0.1:80,evil.example", "127.0.0.1/evil.example", ""}) {
    CAPTURE(host);
    const RawResponse response =
        emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true", {.headers = {"Host: " + host}});
    CHECK(response.status == 400);
    CHECK(ControlCode(response) == "InvalidRequest");
  }
}

TEST_CASE("this machine's own names and addresses are allowed, with any port and in any case") {
  RunningEmulator emulator;
  for (const std::string host :
       {"localhost", "LOCALHOST:1", "localhost.", "x.localhost", "127.0.0.1", "127.8.9.10:80",
        "172.17.0.1:49153", "0.0.0.0", "[::1]", "[0:0:0:0:0:0:0:1]:20201"}) {
    CAPTURE(host);
    const RawResponse response =
        emulator.Ask("GET", "/_fake-ice/metrics", {.headers = {std::string("Host: ") + host}});
    CHECK(response.status == 200);
    CHECK(response.CountHeader("Access-Control-Allow-Origin") == 0);
  }
}

TEST_CASE("names of --control-host are allowed besides") {
  RunningEmulator emulator("{}", {.control_hosts = {"ci.internal", "10.1.2.3"}});
  struct Case {
    std::string host;
    int status;
  };
  for (const Case& c : std::vector<Case>{{"ci.internal", 200},
                                         {"CI.internal:8080", 200},
                                         {"10.1.2.3:20201", 200},
                                         {"x.ci.internal", 403},
                                         {"ci.internal.evil.example", 403},
                                         {"10.1.2.4", 200},
                                         {"localhost", 200}}) {
    CAPTURE(c.host);
    const RawResponse response =
        emulator.Ask("GET", "/_fake-ice/metrics", {.headers = {std::string("Host: ") + c.host}});
    CHECK(response.status == c.status);
  }
}

TEST_CASE("whoever waits for a container is answered under any name") {
  RunningEmulator emulator;
  for (const std::string host : {"docker:49153", "host.docker.internal", "fake_ice", "evil"}) {
    CHECK(emulator.Ask("GET", "/_fake-ice/health", {.headers = {"Host: " + host}}).status == 200);
  }
}

TEST_CASE("the authority of the target counts, not Host beside it") {
  RunningEmulator emulator;
  CheckForbidden(emulator.Ask("GET", "http://evil.example/_fake-ice/metrics"));
  CHECK(emulator.Ask("GET", "http://localhost/_fake-ice/metrics").status == 200);
}

TEST_CASE("answers of the control API are kept by no cache") {
  RunningEmulator emulator;
  for (const std::string path : {"fixtures?Secrets=true", "fixtures", "metrics", "nothing"}) {
    CHECK(emulator.Ask("GET", "/_fake-ice/" + path).Header("Cache-Control") == "no-store");
  }
}

TEST_CASE("a refusal tells a person what to do") {
  RunningEmulator emulator;
  const RawResponse response =
      emulator.Ask("GET", "/_fake-ice/metrics", {.headers = {"Host: ci.internal:8080"}});
  CHECK(ControlMessage(response).find("--control-host ci.internal") != std::string::npos);
}

TEST_CASE("no Host and two Hosts get 403 or 400, and nothing is done") {
  RunningEmulator emulator;
  const std::string body = kFixtureToAdd;
  const std::string length = "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  const std::string local = "Host: " + emulator.Authority() + "\r\n";
  const std::string post = "POST /_fake-ice/fixtures HTTP/";
  CheckForbidden(emulator.AskRaw(post + "1.0\r\n" + length + body));
  for (const std::string& head :
       {post + "1.1\r\n", post + "1.1\r\n" + local + local, post + "1.1\r\nHost: evil\r\n" + local,
        post + "1.1\r\n" + local + "Host: evil\r\n", post + "1.0\r\n" + local + "Host: evil\r\n"}) {
    CAPTURE(head);
    const RawResponse response = emulator.AskRaw(head + length + body);
    CHECK((response.status == 403 || response.status == 400));
    CHECK(!ControlCode(response).empty());
  }
  CHECK(!HasEvilAccount(emulator));
}

TEST_CASE("HTTP/1.0 with a local Host is served") {
  RunningEmulator emulator;
  CHECK(emulator.AskRaw("GET /_fake-ice/health HTTP/1.0\r\nHost: localhost\r\n\r\n").status == 200);
}

TEST_CASE("a foreign Origin gets 403, the server's own is allowed") {
  RunningEmulator emulator;
  const std::string port = std::to_string(emulator.Port());
  struct Case {
    std::string origin;
    int status;
  };
  for (const Case& c : std::vector<Case>{{"null", 403},
                                         {"http://evil.example", 403},
                                         {"http://evil.example:" + port, 403},
                                         {"http://127.0.0.1:1", 403},
                                         {"http://127.0.0.1", 403},
                                         {"http://localhost:" + port, 403},
                                         {"http://127.0.0.1:" + port + ".evil.example", 403},
                                         {"http://127.0.0.1:" + port + "@evil.example", 403},
                                         {"file://", 403},
                                         {"", 403},
                                         {"chrome-extension://abc", 403},
                                         {"127.0.0.1:" + port, 403},
                                         {"http://127.0.0.1:" + port, 200}}) {
    CAPTURE(c.origin);
    const RawResponse response =
        emulator.Ask("GET", "/_fake-ice/health", {.headers = {"Origin: " + c.origin}});
    CHECK(response.status == c.status);
    CHECK(response.CountHeader("Access-Control-Allow-Origin") == 0);
  }
}

TEST_CASE("Sec-Fetch-Site counts where Origin is missing") {
  RunningEmulator emulator;
  struct Case {
    std::string site;
    int status;
  };
  for (const Case& c : std::vector<Case>{{"cross-site", 403},
                                         {"same-site", 403},
                                         {"nonsense", 403},
                                         {"same-origin", 200},
                                         {"none", 200}}) {
    CAPTURE(c.site);
    const RawResponse response =
        emulator.Ask("GET", "/_fake-ice/fixtures?Secrets=true",
                     {.headers = {std::string("Sec-Fetch-Site: ") + c.site}});
    CHECK(response.status == c.status);
  }
}

TEST_CASE("a page's requests that need no preflight change nothing") {
  RunningEmulator emulator(test::kSmallFixture);
  const std::string text = "Content-Type: text/plain";
  for (const Extras& extras : std::vector<Extras>{
           {kFixtureToAdd, {"Origin: http://evil.example", text}},
           {kFixtureToAdd, {"Origin: null", text, "Sec-Fetch-Site: cross-site"}},
           {kFixtureToAdd, {"Sec-Fetch-Site: cross-site", text}},
           {kFixtureToAdd, {"Host: evil.example", "Origin: http://evil.example", text}},
           {kFixtureToAdd,
            {"Origin: http://evil.example", "Content-Type: application/x-www-form-urlencoded"}},
           {kFixtureToAdd,
            {"Origin: http://evil.example", "Origin: http://" + emulator.Authority(), text}}}) {
    CheckForbidden(emulator.Ask("POST", "/_fake-ice/fixtures", extras));
    CheckForbidden(emulator.Ask("POST", "/_fake-ice/accounts", extras));
    CheckForbidden(emulator.Ask("POST", "/_fake-ice/reset", extras));
    CheckForbidden(emulator.Ask("DELETE", "/_fake-ice/accounts/1", extras));
  }
  CHECK(!HasEvilAccount(emulator));
  CHECK(emulator.CodeOf({"key"}).empty());
}

TEST_CASE("a preflight gives no permission") {
  RunningEmulator emulator;
  for (const std::string& origin :
       {std::string("http://evil.example"), "http://" + emulator.Authority()}) {
    const RawResponse response =
        emulator.Ask("OPTIONS", "/_fake-ice/fixtures",
                     {.headers = {"Origin: " + origin, "Access-Control-Request-Method: POST",
                                  "Access-Control-Request-Headers: content-type"}});
    CAPTURE(response.head);
    CHECK(response.status >= 400);
    CHECK(response.head.find("Access-Control-") == std::string::npos);
    CHECK(response.head.find("access-control-") == std::string::npos);
  }
}

TEST_CASE("a proxy's headers neither open nor close the control API") {
  RunningEmulator emulator;
  CheckForbidden(emulator.Ask("GET", "/_fake-ice/metrics",
                              {.headers = {"Host: evil.example", "X-Forwarded-Host: localhost",
                                           "Forwarded: host=localhost"}}));
  CHECK(emulator.Ask("GET", "/_fake-ice/health", {.headers = {"X-Forwarded-Host: evil.example"}})
            .status == 200);
}

TEST_CASE("the emulated API answers whatever Host and Origin say") {
  RunningEmulator emulator(test::kSmallFixture);
  for (const std::string host : {"ice.cn-shanghai.aliyuncs.com", "evil.example", "10.0.0.1:1"}) {
    CAPTURE(host);
    base::HttpRequest request =
        emulator.Signed({"key", "secret", "", auth::Scheme::kV1}, {{"JobId", "nowhere"}});
    request.headers.ChangeValues([&](const base::HttpHeader& header) {
      return header.name == "Host" ? std::string_view(host) : header.value;
    });
    request.headers.push_back({"Origin", "http://evil.example"});
    const RawResponse response = emulator.Send(request);
    CHECK(test::JsonOf(response).at("Code") == "JobNotFound");
    CHECK(test::JsonOf(response).at("HostId") == host);
    CHECK(response.Header("Access-Control-Allow-Origin") == "*");
  }
}
