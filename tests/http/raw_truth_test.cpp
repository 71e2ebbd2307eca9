#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "http/test_server.h"
#include "support/raw_client.h"

using namespace std::string_literals;
using fake_ice::base::HttpHeader;
using fake_ice::base::HttpRequest;
using fake_ice::base::HttpResponse;
using fake_ice::test::RawClient;
using fake_ice::test::TestServer;

namespace {

/// The request that a handler gets for these bytes.
HttpRequest Received(const std::string& bytes) {
  TestServer server;
  RawClient client(server.Port());
  const auto response = client.Ask(bytes);
  CHECK(response.status == 200);
  const auto requests = server.Handler().Requests();
  REQUIRE(requests.size() == 1);
  return requests[0];
}

}  // namespace

TEST_CASE("nothing of a request is decoded, reordered or added") {
  const auto request = Received(
      "POST /%41/+?q=%zz&a=\xE4\xB8\xAD&%3D HTTP/1.1\r\n"
      "host: h:80\r\nX-B: %41+%2B\r\nx-a: \xFF\xFE\r\nX-B: again\r\nAccept:\r\n"
      "Range: bytes=0-1\r\nAccept-Encoding: gzip, br\r\nContent-Encoding: gzip\r\n"
      "Content-Type: multipart/form-data; boundary=x\r\nREMOTE_ADDR: me\r\n"
      "Content-Length: 5\r\n\r\n\0\r\n\xFFz"s);
  CHECK(request.method == "POST");
  CHECK(request.target == "/%41/+?q=%zz&a=\xE4\xB8\xAD&%3D");
  CHECK(request.body == "\0\r\n\xFFz"s);
  const std::vector<HttpHeader> expected = {{"host", "h:80"},
                                            {"X-B", "%41+%2B"},
                                            {"x-a", "\xFF\xFE"},
                                            {"X-B", "again"},
                                            {"Accept", ""},
                                            {"Range", "bytes=0-1"},
                                            {"Accept-Encoding", "gzip, br"},
                                            {"Content-Encoding", "gzip"},
                                            {"Content-Type", "multipart/form-data; boundary=x"},
                                            {"REMOTE_ADDR", "me"},
                                            {"Content-Length", "5"}};
  CHECK(std::ranges::equal(request.headers, expected));
}

TEST_CASE("a target of 64 KiB arrives whole") {
  const std::string target = "/?q=" + std::string(64 * 1024, 'x');
  CHECK(Received("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n").target == target);
}

TEST_CASE("a header of 60 KiB arrives whole") {
  const std::string value(60 * 1024, 'v');
  const auto request = Received("GET / HTTP/1.1\r\nHost: h\r\nX-Long: " + value + "\r\n\r\n");
  REQUIRE(request.headers.size() == 2);
  CHECK(fake_ice::base::FindHeader(request.headers, "X-Long") == value);
}

TEST_CASE("any method is served, with a body and without") {
  TestServer server;
  RawClient client(server.Port());
  for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
                                   "CONNECT", "PRI", "FOO", "get"}) {
    CAPTURE(method);
    CHECK(client.Ask(method + " /x HTTP/1.1\r\nHost: h\r\n\r\n").body == method + " /x 0");
    CHECK(client.Ask(method + " /y HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc").body ==
          method + " /y 3");
    CHECK(
        client
            .Ask(
                method +
                " /z HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n")
            .body == method + " /z 2");
  }
}

TEST_CASE("HEAD is answered like GET but without the body") {
  TestServer server;
  RawClient client(server.Port());
  client.Send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\nGET /x HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto head = client.ReadHeadOnly();
  CHECK(head.status == 200);
  CHECK(head.Header("Content-Length") == std::to_string("HEAD /x 0"s.size()));
  CHECK(head.Header("Content-Type") == "text/x-echo");
  CHECK(head.CountHeader("Accept-Ranges") == 0);
  const auto get = client.Read();
  CHECK(get.body == "GET /x 0");
  CHECK(server.Handler().Requests()[0].method == "HEAD");
}

TEST_CASE("HEAD with a body is answered without one too") {
  TestServer server;
  RawClient client(server.Port());
  client.Send(
      "HEAD /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /y HTTP/1.1\r\nHost: "
      "h\r\n\r\n");
  CHECK(client.ReadHeadOnly().status == 200);
  CHECK(client.Read().body == "GET /y 0");
}

TEST_CASE("a response carries what the handler said") {
  const std::string body = "\0\r\n\r\n\xFF"s;
  TestServer server([&](const HttpRequest&) {
    return HttpResponse{.status = 429,
                        .headers = {{"X-Repeated", "1"},
                                    {"x-acs-request-id", "\xE4\xB8\xAD %41+"},
                                    {"X-Repeated", "2"},
                                    {"X-Long", std::string(10'000, 'l')},
                                    {"Content-Type", "application/json"},
                                    {"Connection", "mine"}},
                        .body = body};
  });
  RawClient client(server.Port());
  const auto response = client.Ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(response.head.starts_with("HTTP/1.1 429 Too Many Requests\r\n"));
  CHECK(response.body == body);
  CHECK(response.Header("X-Repeated") == "1");
  CHECK(response.CountHeader("X-Repeated") == 2);
  CHECK(response.Header("x-acs-request-id") == "\xE4\xB8\xAD %41+");
  CHECK(response.Header("X-Long").size() == 10'000);
  CHECK(response.Header("Content-Type") == "application/json");
  CHECK(response.Header("Connection") == "keep-alive");
  for (const char* name : {"Connection", "Keep-Alive", "Content-Length", "Content-Type"}) {
    CAPTURE(name);
    CHECK(response.CountHeader(name) == 1);
  }
  CHECK(response.headers.size() == 8);
}

TEST_CASE("an empty response has a length as well") {
  TestServer server([](const HttpRequest&) { return HttpResponse{}; });
  RawClient client(server.Port());
  const auto response = client.Ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(response.Header("Content-Length") == "0");
  CHECK(response.CountHeader("Content-Type") == 0);
}

TEST_CASE("a response of 20 MiB arrives whole") {
  std::string body(20 * 1024 * 1024, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 >> 7);
  TestServer server(
      [&](const HttpRequest&) { return HttpResponse{.status = 200, .headers = {}, .body = body}; });
  RawClient client(server.Port());
  CHECK((client.Ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").body == body));
  CHECK(client.Ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
}

TEST_CASE("a status without a body has neither a body nor a length, whatever the handler says") {
  for (const int status : {204, 304}) {
    CAPTURE(status);
    TestServer server([&](const HttpRequest&) {
      return HttpResponse{.status = status, .headers = {{"Content-Length", "4"}}, .body = "body"};
    });
    RawClient client(server.Port());
    for (int i = 0; i < 2; ++i) {
      client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      const auto response = client.ReadHeadOnly();
      CHECK(response.status == status);
      CHECK(response.CountHeader("Content-Length") == 0);
    }
  }
}

TEST_CASE("a refusal with a long body arrives whole") {
  const std::string reason(100'000, 'r');
  class LongHandler final : public fake_ice::http::Handler {
   public:
    explicit LongHandler(std::string body) : body_(std::move(body)) {}
    HttpResponse Handle(HttpRequest) override { return {}; }
    HttpResponse Refuse(const HttpRequest&, fake_ice::http::Refusal, std::string_view) override {
      return {.status = 400, .body = body_};
    }

   private:
    const std::string body_;
  };
  LongHandler handler(reason);
  fake_ice::http::Server server(handler);
  const auto port = server.Bind("127.0.0.1", 0);
  REQUIRE(port);
  server.Start();
  RawClient client(*port);
  const auto response = client.Ask("nonsense\r\n\r\n");
  CHECK(response.status == 400);
  CHECK(response.body == reason);
  server.Stop();
}
