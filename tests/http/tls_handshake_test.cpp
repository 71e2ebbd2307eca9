// Handshakes that are slow, never end or are none: they cost their clients alone.
#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/test_server.h"
#include "support/crowd.h"
#include "support/raw_client.h"

using namespace std::string_view_literals;
using fake_ice::test::CountResources;
using fake_ice::test::CrowdSize;
using fake_ice::test::kGetX;
using fake_ice::test::RawClient;
using fake_ice::test::ReturnsTo;
using fake_ice::test::TestServer;

namespace {

constexpr std::chrono::milliseconds kShortTime{50};
constexpr std::chrono::hours kLongTime{1};

/// What OpenSSL's client says first.
std::string ClientHello() {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* ssl = SSL_new(context);
  BIO* out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), out);
  SSL_connect(ssl);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out, &bytes);
  std::string hello(bytes, static_cast<std::size_t>(size));
  SSL_free(ssl);
  SSL_CTX_free(context);
  return hello;
}

void CheckBothAnswered(const TestServer& server) {
  RawClient plain(server.Port());
  RawClient secure(server.TlsPort(), {.tls = true});
  for (int i = 0; i < 100; ++i) {
    CHECK(plain.Ask(kGetX).body == "GET /x 0");
    CHECK(secure.Ask(kGetX).body == "GET /x 0");
  }
}

}  // namespace

TEST_CASE("1,100 handshakes that stop in the middle hold up nobody, no thread and no stop") {
  const std::string hello = ClientHello();
  TestServer server({}, {.head_time = kLongTime});
  const auto before = CountResources();
  std::vector<RawClient> slow;
  for (std::size_t i = 0; i < CrowdSize(); ++i) {
    slow.emplace_back(server.TlsPort());
    // Some have sent a part of a record, some a whole hello, and never take what answers it.
    slow.back().Send(std::string_view(hello).substr(0, 1 + i * 7 % hello.size()));
  }
  slow.emplace_back(server.TlsPort()).Send(hello);
  CHECK(slow.back().ReadBytes(1) == "\x16");
  CheckBothAnswered(server);
  CHECK(CountResources().threads <= before.threads);
  server.Stop();
  for (RawClient& client : slow) client.ReadToEnd();
}

TEST_CASE("a handshake that does not end in the time for a head is ended, however it trickles") {
  const std::string hello = ClientHello();
  TestServer server({}, {.idle_time = kLongTime, .head_time = kShortTime});
  const auto before = CountResources();
  const auto begin = std::chrono::steady_clock::now();
  RawClient trickling(server.TlsPort());
  RawClient waiting(server.TlsPort());
  trickling.Send(hello.substr(0, 1));
  waiting.Send(hello);
  bool is_open = true;
  for (std::size_t i = 1; is_open && i + 1 < hello.size(); ++i) {
    is_open = trickling.TrySend(hello.substr(i, 1));
    std::this_thread::yield();
  }
  trickling.ReadToEnd();
  waiting.ReadToEnd();
  CHECK(std::chrono::steady_clock::now() >= begin + kShortTime);
  auto with_clients = before;
  with_clients.descriptors += 2;
  CHECK(ReturnsTo(with_clients));
}

TEST_CASE("once the handshake is over the time of an idle client begins, and that of its head") {
  TestServer server({}, {.idle_time = kShortTime, .head_time = kLongTime});
  RawClient idle(server.TlsPort(), {.tls = true});
  CHECK(idle.ReadToEnd().empty());
  CHECK(idle.EndedCleanly());
  TestServer other({}, {.idle_time = kLongTime, .head_time = std::chrono::milliseconds(500)});
  RawClient slow(other.TlsPort(), {.tls = true});
  slow.Send("GET /x HT");
  CHECK(slow.ReadToEnd().empty());
}

TEST_CASE("what is no handshake gets the end, TLS that is wrong an alert, and nobody is asked") {
  const std::string hello = ClientHello();
  TestServer server;
  struct Wrong {
    std::string bytes;
    bool gets_alert;  ///< OpenSSL says nothing to what does not look like TLS at all
  };
  const std::vector<Wrong> all{
      {"\x16\x03\x01\x00\x05nothello", false},
      {std::string(64, '\x80'), false},
      {"\x17\x03\x03" + hello.substr(3), true},
      {std::string("\x15\x03\x01\x00\x02\x02\x28"sv), true},
      {hello + hello, false},  // its alert is within TLS
      {hello.substr(0, 60) + std::string(hello.size() - 60, '\xFF'), true},
      {std::string("\x16\x03\x01\xFF\xFF"sv) + std::string(70'000, '\x01'), true}};
  for (const Wrong& wrong : all) {
    CAPTURE(wrong.bytes.size());
    RawClient client(server.TlsPort());
    [[maybe_unused]] const bool taken = client.TrySend(wrong.bytes);
    client.FinishSending();
    const std::string answer = client.ReadToEnd();
    CHECK((answer.find("\x15\x03") != std::string::npos) == wrong.gets_alert);
    CHECK(answer.find("HTTP") == std::string::npos);
    CHECK_FALSE(client.WasReset());
  }
  CHECK(server.Handler().Requests().empty());
  CHECK(server.Handler().Refusals().empty());
  CheckBothAnswered(server);
}

TEST_CASE("clients that only shake hands have no more memory than clients may have") {
  const std::string hello = ClientHello();
  constexpr std::size_t kClients = 64;
  TestServer server({}, {.held_bytes = kClients / 4 * 16 * 1024, .head_time = kLongTime});
  auto with_half = CountResources();
  std::vector<RawClient> held;
  for (std::size_t i = 0; i < kClients; ++i) {
    held.emplace_back(server.TlsPort());
    held.back().Send(hello);
  }
  CheckBothAnswered(server);
  with_half.descriptors += kClients + kClients / 2;  // the clients' and the server's
  CHECK(ReturnsTo(with_half));
}
