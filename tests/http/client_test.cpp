#include "http/client.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "http/test_server.h"

using namespace std::chrono_literals;
using fake_ice::base::Delivery;
using fake_ice::base::FindHeader;
using fake_ice::base::HttpRequest;
using fake_ice::base::HttpResponse;
using fake_ice::http::Send;
using fake_ice::test::Gate;
using fake_ice::test::TestServer;

namespace {

const HttpRequest kGet{.method = "GET", .target = "/", .headers = {}, .body = {}};

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
  const auto action = FindHeader(requests[0].headers, "x-acs-action");
  CHECK(action == "A %41+");
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
  const auto value = FindHeader(response->headers, "x-a");
  CHECK(value == "1");
}

TEST_CASE("what keeps a request from being answered is said in a sentence") {
  TestServer server;
  server.Stop();
  const auto closed = Send(Endpoint(server), kGet);
  REQUIRE_FALSE(closed);
  CHECK(closed.error() == "no answer from " + Endpoint(server) +
                              ": connection refused; is a server listening there?");
  for (const std::string endpoint : {"ftp://127.0.0.1:1", "http://", "::"}) {
    CAPTURE(endpoint);
    CHECK_FALSE(Send(endpoint, kGet));
  }
}

TEST_CASE("a name that nobody has is called that") {
  // RFC 6761: no name below .invalid exists.
  const auto response = Send("http://fake-ice.invalid:20201", kGet);
  REQUIRE_FALSE(response);
  CHECK(
      response.error().starts_with("no answer from http://fake-ice.invalid:20201: the host name"
                                   " fake-ice.invalid cannot be resolved ("));
}

TEST_CASE("TLS with a port that speaks plain HTTP is told, with the endpoint that works") {
  TestServer server;
  const std::string address = "127.0.0.1:" + std::to_string(server.Port());
  const auto response = Send("https://" + address, kGet);
  REQUIRE_FALSE(response);
  CHECK(response.error() == "no answer from https://" + address +
                                ": the TLS handshake failed; a port that speaks plain HTTP is"
                                " http://" +
                                address);
}

TEST_CASE("an answer that takes longer than the timeout is waited for no longer") {
  Gate gate;
  TestServer server([&](const HttpRequest&) {
    CHECK(gate.Wait());
    return HttpResponse{};
  });
  const auto response = Send(Endpoint(server), kGet, 50ms);
  gate.Open();
  REQUIRE_FALSE(response);
  CHECK(response.error() == "no answer from " + Endpoint(server) + ": timed out after 50ms");
}

TEST_CASE("an answer that comes in pieces is waited for no longer than the timeout in all") {
  TestServer server([](const HttpRequest&) {
    return HttpResponse{.body = "half", .delivery = Delivery::kStall};
  });
  const auto response = Send(Endpoint(server), kGet, 50ms);
  REQUIRE_FALSE(response);
  CHECK(response.error() == "no answer from " + Endpoint(server) + ": timed out after 50ms");
}

TEST_CASE("a connection that is closed without an answer, or within it, is told") {
  struct Case {
    Delivery delivery;
    std::string reason;
  };
  for (const Case& one :
       {Case{Delivery::kClose,
             "the connection was closed without an HTTP answer; a port that speaks"
             " TLS is https://"},
        Case{Delivery::kReset, "the connection was closed without an HTTP answer"},
        Case{Delivery::kTruncate, "the connection was closed in the middle of the answer"}}) {
    CAPTURE(one.reason);
    TestServer server([&](const HttpRequest&) {
      return HttpResponse{.body = "some text", .delivery = one.delivery};
    });
    const auto response = Send(Endpoint(server), kGet);
    REQUIRE_FALSE(response);
    CHECK(response.error().starts_with("no answer from " + Endpoint(server) + ": " + one.reason));
  }
}
