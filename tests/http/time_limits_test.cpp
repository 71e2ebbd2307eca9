#include <doctest/doctest.h>

#include <string>

#include "http/test_server.h"
#include "support/raw_client.h"

using fake_ice::base::HttpRequest;
using fake_ice::base::HttpResponse;
using fake_ice::http::Refusal;
using fake_ice::test::RawClient;
using fake_ice::test::TestServer;

// These wait for the real limits, all at once, because no test can set them. What is checked is
// what comes then, not when.
TEST_CASE("clients that fall silent are given up, and what they got until then was right") {
  const std::string large = [] {
    std::string text;
    for (int i = 0; text.size() < 8 * 1024 * 1024; ++i) text += std::to_string(i) + ",";
    return text;
  }();
  TestServer server([&](const HttpRequest& request) {
    return HttpResponse{
        .status = 200, .headers = {}, .body = request.target == "/stalled" ? large : "small"};
  });

  // It reads nothing until those that came later have been given up.
  RawClient stalled(server.Port(), {.receive_buffer_bytes = 64 * 1024});
  stalled.Send("GET /stalled HTTP/1.1\r\nConnection: close\r\n\r\n");
  REQUIRE(server.Handler().WaitForRequests(1));
  // RFC 9112 section 2.2: a line end between requests is nothing, so this one may be idle longer.
  RawClient idle(server.Port());
  CHECK(idle.Ask("POST /idle HTTP/1.1\r\nContent-Length: 1\r\n\r\na").body == "small");
  idle.Send("\r\n");
  RawClient half_head(server.Port());
  half_head.Send("GET /half-head HTTP/1.1\r\nHo");
  RawClient half_body(server.Port());
  half_body.Send("POST /half-body HTTP/1.1\r\nContent-Length: 5\r\n\r\nab");

  CHECK(half_body.Read().status == 400);
  CHECK(half_body.ReadToEnd().empty());
  CHECK(half_head.ReadToEnd().empty());
  const std::string got = stalled.ReadToEnd();

  const auto body = got.find("\r\n\r\n");
  REQUIRE(body != std::string::npos);
  CHECK((large.starts_with(got.substr(body + 4))));
  const auto refusals = server.Handler().Refusals();
  REQUIRE(refusals.size() == 1);
  CHECK(refusals[0].refusal == Refusal::kMalformed);
  CHECK(refusals[0].request.target == "/half-body");
  CHECK(refusals[0].request.body == "ab");
  CHECK(idle.Ask("GET /idle HTTP/1.1\r\n\r\n").body == "small");
}
