// Paths and methods of the control API over a real socket, and the document that describes them.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "base/text.h"
#include "emulator/running_emulator.h"

using namespace fake_ice;
using test::ControlCode;
using test::JsonOf;
using test::RawResponse;
using test::RunningEmulator;

namespace {

using Methods = std::set<std::string>;

/// `/_fake-ice/accounts/{AccountId}` with something for each name in braces.
std::string Filled(std::string path) {
  for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
    path.replace(open, path.find('}') - open + 1, "x");
  }
  return path;
}

Methods AllowedAt(RunningEmulator& emulator, const std::string& path) {
  const RawResponse response = emulator.Ask("PROPFIND", path);
  CAPTURE(path);
  CHECK(response.status == 405);
  CHECK(ControlCode(response) == "MethodNotAllowed");
  CHECK(response.CountHeader("Allow") == 1);
  Methods methods;
  const std::string allow = response.Header("Allow");
  for (const std::string_view method : base::Split(allow, ',')) {
    CHECK(methods.emplace(base::Trim(method)).second);
  }
  return methods;
}

std::map<std::string, Methods> DocumentedRoutes(RunningEmulator& emulator) {
  std::map<std::string, Methods> routes;
  const auto document = emulator.Read("/_fake-ice/openapi.json");
  for (const auto& [path, item] : document.at("paths").items()) {
    if (!path.starts_with("/_fake-ice/")) continue;
    for (const auto& [method, operation] : item.items()) {
      if (method == "parameters") continue;
      routes[path].insert(base::ToUpper(method));
    }
  }
  return routes;
}

}  // namespace

TEST_CASE("the OpenAPI document is JSON of version 3.1 with unique operation ids") {
  RunningEmulator emulator;
  const RawResponse response = emulator.Ask("GET", "/_fake-ice/openapi.json");
  CHECK(response.Header("Content-Type").starts_with("application/json"));
  const auto document = JsonOf(response);
  CHECK(document.at("openapi").get<std::string>().starts_with("3.1"));
  std::set<std::string> ids;
  for (const auto& [path, item] : document.at("paths").items()) {
    for (const auto& [method, operation] : item.items()) {
      if (!operation.contains("operationId")) continue;
      CAPTURE(path);
      CHECK(ids.insert(operation.at("operationId")).second);
      CHECK(!operation.at("responses").empty());
    }
  }
}

TEST_CASE("every documented method is answered, and no other is allowed") {
  RunningEmulator emulator;
  const auto routes = DocumentedRoutes(emulator);
  CHECK(routes.size() >= 9);
  for (const auto& [path, documented] : routes) {
    CAPTURE(path);
    Methods expected = documented;
    if (documented.contains("GET")) expected.insert("HEAD");
    CHECK(AllowedAt(emulator, Filled(path)) == expected);
  }
}

TEST_CASE("every path of the contract that is answered is documented") {
  RunningEmulator emulator;
  const auto documented = DocumentedRoutes(emulator);
  for (const std::string path :
       {"/_fake-ice/health", "/_fake-ice/fixtures", "/_fake-ice/reset", "/_fake-ice/accounts",
        "/_fake-ice/accounts/{AccountId}", "/_fake-ice/accounts/{AccountId}/jobs",
        "/_fake-ice/accounts/{AccountId}/jobs/{JobId}",
        "/_fake-ice/accounts/{AccountId}/jobs/{JobId}/verify",
        "/_fake-ice/accounts/{AccountId}/clock", "/_fake-ice/accounts/{AccountId}/faults",
        "/_fake-ice/requests", "/_fake-ice/requests/{RequestId}", "/_fake-ice/metrics",
        "/_fake-ice/ca.pem", "/_fake-ice/openapi.json", "/_fake-ice/fixture.schema.json",
        "/_fake-ice/accounts/{AccountId}/jobs/{JobId}/finish",
        "/_fake-ice/accounts/{AccountId}/jobs/{JobId}/fail"}) {
    CAPTURE(path);
    const bool answered = emulator.Ask("PROPFIND", Filled(path)).status == 405;
    CHECK(answered == documented.contains(path));
  }
}

TEST_CASE("references inside the OpenAPI document lead somewhere") {
  RunningEmulator emulator;
  const auto document = emulator.Read("/_fake-ice/openapi.json");
  std::size_t count = 0;
  const auto flat = document.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    if (!pointer.ends_with("/$ref")) continue;
    ++count;
    const std::string target = value.get<std::string>();
    CAPTURE(target);
    REQUIRE(target.starts_with("#/"));
    CHECK(document.contains(nlohmann::json::json_pointer(target.substr(1))));
  }
  CHECK(count > 0);
}

TEST_CASE("HEAD has GET's head and no body") {
  RunningEmulator emulator;
  for (const std::string path : {"/_fake-ice/health", "/_fake-ice/fixtures", "/_fake-ice/requests",
                                 "/_fake-ice/openapi.json", "/_fake-ice/nothing"}) {
    CAPTURE(path);
    const std::string request = std::string(path) + " HTTP/1.1\r\nHost: " + emulator.Authority() +
                                "\r\nConnection: close\r\n\r\n";
    test::RawClient get(emulator.Port());
    const RawResponse whole = get.Ask("GET " + request);
    test::RawClient head(emulator.Port());
    head.Send("HEAD " + request);
    const RawResponse without_body = head.ReadHeadOnly();
    CHECK(without_body.head == whole.head);
    CHECK(head.ReadToEnd().empty());
  }
}

TEST_CASE("HEAD does what GET does and nothing else") {
  RunningEmulator emulator(test::kSmallFixture);
  CHECK(emulator.Ask("HEAD", "/_fake-ice/reset").status == 405);
  CHECK(emulator.Ask("HEAD", "/_fake-ice/accounts/1").status == 405);
  CHECK(emulator.CodeOf({"key"}).empty());
}

TEST_CASE("a path with a typo is answered with the one that was meant, its ids in place") {
  RunningEmulator emulator(test::kSmallFixture);
  const auto message = [&](const std::string& path) {
    return test::ControlMessage(emulator.Ask("GET", "/_fake-ice/" + path));
  };
  CHECK(message("helth") ==
        "The control API has no /_fake-ice/helth. Did you mean /_fake-ice/health?");
  CHECK(message("account/1/jobs").ends_with("Did you mean /_fake-ice/accounts/1/jobs?"));
  CHECK(message("accounts/1/clok").ends_with("Did you mean /_fake-ice/accounts/1/clock?"));
  CHECK(message("something/else").ends_with("no /_fake-ice/something/else."));
}

TEST_CASE("what is no path of the control API is 404 in its shape") {
  RunningEmulator emulator(test::kSmallFixture);
  for (const std::string path :
       {"/_fake-ice/nothing", "/_fake-ice/health/", "/_fake-ice//health", "/_fake-ice/Health",
        "/_fake-ice/health/x", "/_fake-ice/../", "/_fake-ice/../health", "/_fake-ice/./health",
        "/_fake-ice/health%2F", "/_fake-ice/accounts/", "/_fake-ice/accounts/1/", "/_fake-ice/%00",
        "/_fake-ice/requests/", "/_fake-ice/requests/a/b", "/_fake-ice/accounts%2F1",
        "/_fake-ice/health;x", "/_fake-ice/%", "/_fake-ice/{AccountId}", "/_fake-ice/\xFF"}) {
    CAPTURE(path);
    for (const std::string method : {"GET", "DELETE", "POST"}) {
      const RawResponse response = emulator.Ask(method, path);
      CHECK(response.status == 404);
      CHECK(ControlCode(response) == "NotFound");
    }
  }
  CHECK(emulator.CodeOf({"key"}).empty());
}

TEST_CASE("what only looks like the control API's prefix is the emulated API's affair") {
  RunningEmulator emulator;
  for (const std::string path :
       {"//_fake-ice/health", "/_FAKE-ICE/health", "/%5Ffake-ice/health", "/x/../_fake-ice/health",
        "/_fake-icehealth", "/_fake-ice%2Fhealth", "/?/_fake-ice/health"}) {
    CAPTURE(path);
    const RawResponse response = emulator.Ask("GET", path, {.headers = {"Accept: text/json"}});
    CHECK(response.body.starts_with("<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>"));
  }
}

TEST_CASE("a percent-encoded letter and an empty query do not change the path") {
  RunningEmulator emulator;
  for (const std::string path : {"/_fake-ice/health", "/_fake-ice/%68ealth", "/_fake-ice/health?",
                                 "/_fake-ice/health?&&&"}) {
    CAPTURE(path);
    CHECK(emulator.Read(path).at("Status") == "ok");
  }
}

TEST_CASE("a proxy's form of the request line reaches the control API, under the same rule") {
  RunningEmulator emulator;
  const std::string own = "http://" + emulator.Authority();
  CHECK(emulator.Ask("GET", own + "/_fake-ice/health").status == 200);
  CHECK(emulator.Ask("GET", own + "/_fake-ice/nothing").status == 404);
  const RawResponse refused = emulator.Ask("GET", "http://evil.example/_fake-ice/nothing");
  CHECK(refused.status == 403);
}

TEST_CASE("health and errors say nothing that a cache or browser may misread") {
  RunningEmulator emulator;
  for (const std::string path : {"/_fake-ice/health", "/_fake-ice/nothing", "/_fake-ice/metrics"}) {
    CAPTURE(path);
    const RawResponse response = emulator.Ask("GET", path);
    CHECK(response.Header("X-Content-Type-Options") == "nosniff");
    CHECK(response.CountHeader("Content-Type") == 1);
    CHECK(response.CountHeader("Content-Length") == 1);
    CHECK(response.CountHeader("Date") == 1);
  }
}
