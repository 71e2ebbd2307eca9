// What clients get over TLS is what they get in plain HTTP.
#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

#include "http/test_server.h"
#include "support/raw_client.h"

using fake_ice::base::Delivery;
using fake_ice::base::HttpRequest;
using fake_ice::base::HttpResponse;
using fake_ice::http::Refusal;
using fake_ice::test::kGetX;
using fake_ice::test::RawClient;
using fake_ice::test::TestServer;

namespace {

constexpr std::size_t kLargeBytes = 3 * 1024 * 1024;

RawClient TlsClient(const TestServer& server) {
  return {server.TlsPort(), {.tls = true}};
}

std::string PostOf(const std::string& body) {
  return "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("requests over TLS are answered, one after the other, and told from plain ones") {
  TestServer server;
  RawClient secure = TlsClient(server);
  for (int i = 0; i < 3; ++i) CHECK(secure.Ask(kGetX).body == "GET /x 0");
  secure.Send(kGetX + kGetX + kGetX);
  for (int i = 0; i < 3; ++i) CHECK(secure.Read().body == "GET /x 0");
  CHECK(RawClient(server.Port()).Ask(kGetX).body == "GET /x 0");
  const auto requests = server.Handler().Requests();
  REQUIRE(requests.size() == 7);
  CHECK(requests.front().secure);
  CHECK(requests.front().remote_address == "127.0.0.1");
  CHECK_FALSE(requests.back().secure);
}

TEST_CASE("a head in as many records as bytes is one head") {
  TestServer server;
  RawClient client = TlsClient(server);
  for (const char byte : kGetX) client.Send(std::string(1, byte));
  CHECK(client.Read().body == "GET /x 0");
}

TEST_CASE("large bodies pass through TLS in both directions") {
  const std::string large(kLargeBytes, 'r');
  TestServer server([&](const HttpRequest& request) {
    return HttpResponse{.status = 200, .headers = {}, .body = request.body + large};
  });
  RawClient client = TlsClient(server);
  for (int i = 0; i < 2; ++i) {
    CHECK((client.Ask(PostOf(std::string(kLargeBytes, 'b'))).body ==
           std::string(kLargeBytes, 'b') + large));
  }
}

TEST_CASE("a shared body follows its head through TLS") {
  const auto shared = std::make_shared<const std::string>(kLargeBytes, 's');
  TestServer server([&](const HttpRequest&) {
    HttpResponse response{.status = 200};
    response.shared = {.owner = shared, .bytes = *shared};
    return response;
  });
  RawClient client = TlsClient(server);
  CHECK((client.Ask(kGetX).body == *shared));
  CHECK((client.Ask(kGetX).body == *shared));
}

TEST_CASE("an answer that is to be asked for again comes over TLS as well") {
  TestServer server([](const HttpRequest& request) {
    HttpResponse response{.status = 200, .headers = {}, .body = "told"};
    if (request.waited.count() > 0) return response;
    response.delay = std::chrono::milliseconds(1);
    response.again = std::make_shared<HttpRequest>(request);
    response.again->waited = response.delay;
    return response;
  });
  RawClient client = TlsClient(server);
  CHECK(client.Ask(kGetX).body == "told");
  CHECK(server.Handler().Requests().size() == 2);
}

TEST_CASE("the end of a connection is told within TLS, but not when a fault ends it") {
  TestServer server([](const HttpRequest& request) {
    HttpResponse response{.status = 200, .headers = {}, .body = std::string(100, 'b')};
    if (request.target == "/close") response.delivery = Delivery::kClose;
    if (request.target == "/truncate") response.delivery = Delivery::kTruncate;
    if (request.target == "/reset") response.delivery = Delivery::kReset;
    return response;
  });
  const auto ask_to_end = [&](const std::string& head) {
    auto client = std::make_unique<RawClient>(TlsClient(server));
    client->Send(head);
    const std::string answer = client->ReadToEnd();
    return std::pair(answer.size(), std::move(client));
  };
  const auto get = [](const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  };
  const auto [whole, ended] = ask_to_end(get("/"));
  CHECK(whole > 100);
  CHECK(ended->EndedCleanly());
  const auto [nothing, closed] = ask_to_end(get("/close"));
  CHECK(nothing == 0);
  CHECK_FALSE(closed->EndedCleanly());
  CHECK_FALSE(closed->WasReset());
  const auto [half, truncated] = ask_to_end(get("/truncate"));
  CHECK(half == whole - 50);
  CHECK_FALSE(truncated->EndedCleanly());
  const auto [none, reset] = ask_to_end(get("/reset"));
  CHECK(none == 0);
  CHECK(reset->WasReset());
}

TEST_CASE("a fault breaks TLS off with a fatal alert, and ends a plain connection without a word") {
  TestServer server([](const HttpRequest& request) {
    return HttpResponse{
        .status = 200,
        .body = "kept back",
        .delivery = request.target == "/reject" ? Delivery::kTlsAlert : Delivery::kWhole};
  });
  const std::string reject = "GET /reject HTTP/1.1\r\nHost: h\r\n\r\n";
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    CAPTURE(version);
    // What came behind the request is dropped: whole requests, and a part of one.
    for (const std::string behind : {"", kGetX.c_str(), "GET /x HT"}) {
      RawClient client(server.TlsPort(), {.tls = true, .max_tls_version = version});
      CHECK(client.Ask(kGetX).status == 200);
      CHECK(client.TlsAlert() == 0);
      client.Send(reject + behind);
      CHECK(client.ReadToEnd().empty());
      CHECK(client.TlsAlert() == SSL_AD_BAD_RECORD_MAC);
      CHECK_FALSE(client.WasReset());
    }
    RawClient client(server.TlsPort(), {.tls = true, .max_tls_version = version});
    client.Send(reject);
    client.Send(kGetX);
    CHECK(client.ReadToEnd().empty());
    CHECK(client.TlsAlert() == SSL_AD_BAD_RECORD_MAC);
  }
  RawClient plain(server.Port());
  plain.Send(reject);
  CHECK(plain.ReadToEnd().empty());
  CHECK_FALSE(plain.WasReset());
  CHECK(TlsClient(server).Ask(kGetX).status == 200);
}

TEST_CASE("a client that speaks plain HTTP where TLS is spoken is told so once its head is there") {
  TestServer server;
  RawClient client(server.TlsPort());
  client.Send("POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n");
  client.Send("Content-Length: 3\r\n\r\n");
  CHECK(client.Read().status == 400);
  CHECK(client.ReadToEnd().empty());
  CHECK_FALSE(client.WasReset());
  CHECK(server.Handler().Requests().empty());
  const auto refusals = server.Handler().Refusals();
  REQUIRE(refusals.size() == 1);
  CHECK(refusals[0].refusal == Refusal::kPlainOnTlsPort);
  CHECK(refusals[0].request.target == "/x");
  CHECK_FALSE(refusals[0].request.secure);
}

TEST_CASE("what begins like TLS within TLS is no request and nothing else") {
  TestServer server;
  RawClient client = TlsClient(server);
  client.Send("\x16\x03\x01 / HTTP/1.1\r\n\r\n");
  CHECK(client.Read().status == 400);
  REQUIRE(server.Handler().Refusals().size() == 1);
  CHECK(server.Handler().Refusals()[0].refusal == Refusal::kMalformed);
}

TEST_CASE("past the connections that there may be, a client is refused over TLS") {
  TestServer server({}, {.connections = 1, .idle_until_given_up = std::chrono::hours(1)});
  RawClient first = TlsClient(server);
  CHECK(first.Ask(kGetX).status == 200);
  RawClient second = TlsClient(server);
  CHECK(second.Read().status == 503);
  CHECK(second.ReadToEnd().empty());
  CHECK(second.EndedCleanly());
  CHECK(first.Ask(kGetX).status == 200);
}
