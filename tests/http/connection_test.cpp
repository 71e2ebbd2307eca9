#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "http/test_server.h"
#include "support/raw_client.h"

using fake_ice::base::HttpRequest;
using fake_ice::base::HttpResponse;
using fake_ice::test::Gate;
using fake_ice::test::kGetX;
using fake_ice::test::RawClient;
using fake_ice::test::TestServer;

TEST_CASE("a connection serves hundreds of requests and says that it stays open") {
  TestServer server;
  RawClient client(server.Port());
  for (int i = 0; i < 500; ++i) {
    const auto response = client.Ask("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(response.body == "GET /" + std::to_string(i) + " 0");
    CHECK(response.Header("Connection") == "keep-alive");
    CHECK(response.Header("Keep-Alive") == "timeout=25");
  }
}

TEST_CASE("pipelined requests are answered in order") {
  TestServer server;
  RawClient client(server.Port());
  std::string requests;
  for (int i = 0; i < 60; i += 3) {
    requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
    requests += "POST /" + std::to_string(i + 1) +
                " HTTP/1.1\r\nHost: h\r\nContent-Length: 40000\r\n\r\n" + std::string(40'000, 'b');
    requests += "POST /" + std::to_string(i + 2) +
                " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
  }
  client.Send(requests);
  for (int i = 0; i < 60; i += 3) {
    CHECK(client.Read().body == "GET /" + std::to_string(i) + " 0");
    CHECK(client.Read().body == "POST /" + std::to_string(i + 1) + " 40000");
    CHECK(client.Read().body == "POST /" + std::to_string(i + 2) + " 2");
  }
}

TEST_CASE("a client that has closed its side gets what it asked for, and the end at once") {
  const std::string many = kGetX + kGetX + kGetX;
  for (const std::string& last : {std::string(), std::string("\r\n"), std::string("GET /half")}) {
    for (int round = 0; round < 50; ++round) {
      TestServer server({}, {.idle_time = std::chrono::hours{1}});
      RawClient client(server.Port());
      client.Send(many);
      if (round % 2 == 0) CHECK(client.Read().status == 200);
      client.Send(kGetX + last);
      client.FinishSending();
      for (int left = round % 2 == 0 ? 3 : 4; left > 0; --left) {
        CHECK(client.Read().body == "GET /x 0");
      }
      CHECK(client.ReadToEnd().empty());
    }
  }
}

TEST_CASE("the end that comes while a request is handled, and one more behind it, is seen") {
  Gate gate;
  TestServer server(
      [&](const HttpRequest& request) {
        if (request.target == "/slow") gate.Wait();
        return HttpResponse{.status = 200, .headers = {}, .body = request.target};
      },
      {.idle_time = std::chrono::hours{1}});
  RawClient client(server.Port());
  client.Send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
  const bool has_come = server.Handler().WaitForRequests(1);
  client.Send(kGetX);
  client.FinishSending();
  RawClient other(server.Port());
  CHECK(other.Ask(kGetX).body == "/x");  // by then a worker has heard of both
  gate.Open();
  REQUIRE(has_come);
  CHECK(client.Read().body == "/slow");
  CHECK(client.Read().body == "/x");
  CHECK(client.ReadToEnd().empty());
}

TEST_CASE("a thousand small requests sent at once are all answered") {
  TestServer server;
  RawClient client(server.Port());
  std::string requests;
  for (int i = 0; i < 1000; ++i)
    requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  client.Send(requests);
  for (int i = 0; i < 1000; ++i) CHECK(client.Read().body == "GET /" + std::to_string(i) + " 0");
}

TEST_CASE("a request may come byte by byte") {
  TestServer server;
  RawClient client(server.Port());
  for (const std::string request : {"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabcde",
                                    "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
                                    "chunked\r\n\r\n3\r\nabc\r\n2;e\r\nde\r\n0\r\n\r\n",
                                    "\r\nPOST /x HTTP/1.1\nHost: h\nContent-Length: 5\n\nabcde"}) {
    for (const char byte : request) client.Send(std::string(1, byte));
    CHECK(client.Read().body == "POST /x 5");
  }
  for (const HttpRequest& request : server.Handler().Requests()) CHECK(request.body == "abcde");
}

TEST_CASE("line ends between requests are skipped") {
  TestServer server;
  RawClient client(server.Port());
  CHECK(client.Ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na\r\n").status == 200);
  CHECK(client.Ask("\r\n\nGET /y HTTP/1.1\r\nHost: h\r\n\r\n").body == "GET /y 0");
}

TEST_CASE("Connection: close is obeyed and announced") {
  TestServer server;
  RawClient client(server.Port());
  client.Send(
      "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /never HTTP/1.1\r\nHost: "
      "h\r\n\r\n");
  const auto response = client.Read();
  CHECK(response.body == "GET /x 0");
  CHECK(response.Header("Connection") == "close");
  CHECK(response.CountHeader("Keep-Alive") == 0);
  CHECK(client.ReadToEnd().empty());
  CHECK(server.Handler().Requests().size() == 1);
}

TEST_CASE("an HTTP/1.0 connection is closed unless the client asks to keep it") {
  TestServer server;
  RawClient keeping(server.Port());
  const auto kept = keeping.Ask("GET /x HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
  CHECK(kept.Header("Connection") == "keep-alive");
  CHECK(keeping.Ask("GET /y HTTP/1.0\r\n\r\n").Header("Connection") == "close");
  CHECK(keeping.ReadToEnd().empty());
}

TEST_CASE("a client that has finished sending still gets its answers") {
  TestServer server;
  RawClient client(server.Port());
  client.Send(
      "GET /x HTTP/1.1\r\nHost: h\r\n\r\nPOST /y HTTP/1.1\r\nHost: h\r\nContent-Length: "
      "1\r\n\r\na");
  client.FinishSending();
  CHECK(client.Read().body == "GET /x 0");
  CHECK(client.Read().body == "POST /y 1");
  CHECK(client.ReadToEnd().empty());
}

TEST_CASE("a client that leaves in the middle costs others nothing") {
  TestServer server;
  const std::string whole = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    for (const bool reset : {false, true}) {
      RawClient leaving(server.Port());
      leaving.Send(whole.substr(0, size));
      if (reset) leaving.ResetOnClose();
    }
  }
  RawClient client(server.Port());
  CHECK(client.Ask(whole).body == "POST /x 3");
  CHECK(server.Handler().Requests().size() == 1);
}

TEST_CASE("a client that leaves before a large answer costs others nothing") {
  TestServer server([](const HttpRequest&) {
    return HttpResponse{.status = 200, .headers = {}, .body = std::string(4 * 1024 * 1024, 'r')};
  });
  for (int i = 0; i < 20; ++i) {
    RawClient leaving(server.Port());
    leaving.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    leaving.ReadBytes(100);
    leaving.ResetOnClose();
  }
  RawClient client(server.Port());
  CHECK(client.Ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").body.size() == 4 * 1024 * 1024);
}

TEST_CASE("a malformed request ends its connection with a reason") {
  TestServer server;
  RawClient client(server.Port());
  CHECK(client.Ask("GET /x HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
  const auto response =
      client.Ask("GET  / HTTP/1.1\r\nHost: h\r\n\r\nGET /never HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(response.status == 400);
  CHECK(response.Header("Connection") == "close");
  CHECK_FALSE(response.body.empty());
  CHECK(client.ReadToEnd().empty());
  CHECK(server.Handler().Requests().size() == 1);
}
