#include "http/client.h"

#include <doctest/doctest.h>

#include <string>

#include "http/test_server.h"

using fake_ice::base::FindHeader;
using fake_ice::base::HttpRequest;
using fake_ice::base::HttpResponse;
using fake_ice::http::Send;
using fake_ice::test::TestServer;

namespace {

std::string Endpoint(const TestServer& server) {
  return "http://127.0.0.1:" + std::to_string(server.Port());
}

}  // namespace

TEST_CASE("a request that is sent arrives with its method, headers and body") {
  TestServer server;
  const auto response = Send(Endpoint(server), {.method = "PUT",
                                                .target = "/x?a=%41%20",
                                                .headers = {{"x-acs-action", "A %41+"}},
                                                .body = "b\r\nc"});
  REQUIRE(response);
  CHECK(response->status == 200);
  CHECK(response->body == "PUT /x?a=%41%20 4");
  const auto requests = server.Handler().Requests();
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].body == "b\r\nc");
  const std::string* action = FindHeader(requests[0].headers, "x-acs-action");
  REQUIRE(action != nullptr);
  CHECK(*action == "A %41+");
}

TEST_CASE("the target that was signed is the target that is sent") {
  TestServer server;
  for (const std::string target : {"/?a=b+c", "/?a=b,c;d", "/?a='b'", "/?a=~b*(c)!", "/a//b/../c",
                                   "/?a=\xE4\xB8\xAD", "/?a=%2B%2b"}) {
    REQUIRE(Send(Endpoint(server), {.method = "GET", .target = target, .headers = {}, .body = {}}));
    CHECK(server.Handler().Requests().back().target == target);
  }
}

TEST_CASE("any status is an answer") {
  TestServer server([](const HttpRequest&) {
    return HttpResponse{.status = 503, .headers = {{"X-A", "1"}}, .body = "no"};
  });
  const auto response =
      Send(Endpoint(server), {.method = "POST", .target = "/", .headers = {}, .body = {}});
  REQUIRE(response);
  CHECK(response->status == 503);
  CHECK(response->body == "no");
  const std::string* value = FindHeader(response->headers, "x-a");
  REQUIRE(value != nullptr);
  CHECK(*value == "1");
}

TEST_CASE("what keeps a request from being answered is said in a sentence") {
  TestServer server;
  server.Stop();
  const HttpRequest request{.method = "GET", .target = "/", .headers = {}, .body = {}};
  const auto closed = Send(Endpoint(server), request);
  REQUIRE_FALSE(closed);
  CHECK(closed.error().find(Endpoint(server)) != std::string::npos);
  for (const std::string endpoint : {"ftp://127.0.0.1:1", "http://", "::"}) {
    CAPTURE(endpoint);
    CHECK_FALSE(Send(endpoint, request));
  }
}
