#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "http/server.h"
#include "http/test_server.h"
#include "support/raw_client.h"

using fake_ice::base::HttpRequest;
using fake_ice::base::HttpResponse;
using fake_ice::http::Refusal;
using fake_ice::test::RawClient;
using fake_ice::test::TestServer;

namespace {

const std::string kPost = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";

/// Has no answer for anything.
class FailingHandler final : public fake_ice::http::Handler {
 public:
  HttpResponse Handle(HttpRequest /*request*/) override { throw std::runtime_error("Handle"); }
  HttpResponse Refuse(const HttpRequest& /*request*/, Refusal /*refusal*/,
                      std::string_view /*reason*/) override {
    throw std::runtime_error("Refuse");
  }
};

}  // namespace

TEST_CASE("a handler that throws costs one answer, and the client does not learn what it threw") {
  TestServer server([](const HttpRequest& request) -> HttpResponse {
    if (request.target == "/x") throw std::runtime_error("the secret");
    if (request.target == "/y") throw 5;  // NOLINT: not an exception anyone should throw
    return {.status = 200, .headers = {}, .body = "fine"};
  });
  RawClient client(server.Port());
  for (const std::string& request : {kPost, std::string("GET /y HTTP/1.1\r\nHost: h\r\n\r\n")}) {
    const auto response = client.Ask(request);
    CHECK(response.status == 500);
    CHECK(response.head.find("EXCEPTION_WHAT") == std::string::npos);
    CHECK((response.head + response.body).find("secret") == std::string::npos);
  }
  CHECK(client.Ask("GET /z HTTP/1.1\r\nHost: h\r\n\r\n").body == "fine");
  const auto refusals = server.Handler().Refusals();
  REQUIRE(refusals.size() == 2);
  CHECK(refusals[0].refusal == Refusal::kFault);
}

TEST_CASE("a handler that cannot even refuse costs one connection") {
  FailingHandler handler;
  fake_ice::http::Server server(handler);
  const auto port = server.Bind("127.0.0.1", 0);
  REQUIRE(port);
  server.Start();
  for (const std::string& request : {kPost, std::string("malformed\r\n\r\n")}) {
    RawClient client(*port);
    client.Send(request);
    const std::string answer = client.ReadToEnd();
    CHECK(answer.find("Refuse") == std::string::npos);
    CHECK(answer.find("200") == std::string::npos);
  }
}
