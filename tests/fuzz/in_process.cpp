#include "fuzz/in_process.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "fixtures/loader.h"
#include "fuzz/fuzz.h"
#include "http/connection.h"
#include "http/worker_pool.h"
#include "support/readers.h"

namespace fake_ice::fuzz {
namespace {

EmulatorOptions WithFixture(const std::string& fixture) {
  return {.accounts = fixtures::ReadFixture(fixture, "fuzz").value()};
}

/// Everything that is there to read.
void Drain(int socket, std::string& into) {
  std::array<char, 64 * 1024> buffer{};
  for (ssize_t count = 1; count > 0;) {
    count = recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count > 0) into.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

InProcess::InProcess(const std::string& fixture) : emulator_(WithFixture(fixture), clock_, ids_) {
  spdlog::set_level(spdlog::level::off);
  const auto started = emulator_.Start();
  Require(started.has_value(), "the server starts", started ? "" : started.error().reason);
}

std::string InProcess::Exchange(std::string_view bytes) {
  constexpr std::size_t kMaxSteps = 10'000;
  static http::WorkerPool pool([](int, std::uint32_t) {});  // its stand-ins have nothing to do
  static http::MessageLayer messages(emulator_.Handler(), pool);
  static const http::Limits limits;
  std::array<int, 2> ends{};
  Require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0,
          "a pair of sockets can be had");
  std::string answered;
  {
    http::Connection connection(ends[1], /*tls=*/nullptr, messages, limits);
    bool is_open = true;
    for (std::size_t step = 0; is_open && step < kMaxSteps; ++step) {
      const ssize_t sent =
          bytes.empty() ? 0 : send(ends[0], bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
      if (bytes.empty()) shutdown(ends[0], SHUT_WR);
      is_open = connection.Advance();
      Drain(ends[0], answered);
    }
    Require(!is_open, "a connection ends when its client has finished");
  }
  Drain(ends[0], answered);
  close(ends[0]);
  return answered;
}

base::HttpResponse InProcess::Ask(base::HttpRequest request) {
  request.remote_address = "127.0.0.1";
  return emulator_.Handler().Handle(std::move(request));
}

base::HttpResponse InProcess::Control(const std::string& method, const std::string& path,
                                      const std::string& body) {
  return Ask({.method = method,
              .target = "/_fake-ice/" + path,
              .headers = {{"Host", "localhost"}},
              .body = body});
}

base::HttpResponse InProcess::Call(auth::CallToSign call) {
  call.endpoint = "http://localhost";
  call.version = "2020-11-09";
  return Ask(auth::BuildSignedRequest(call, clock_.Now(), "nonce-" + std::to_string(++nonces_)));
}

void InProcess::Restore() {
  clock_.Set(kStart);
  const auto reset = Control("POST", "reset");
  Require(reset.status == 200, "a reset succeeds", reset.body);
}

std::vector<RawAnswer> ReadAnswers(std::string_view bytes, const std::vector<bool>& heads_only) {
  std::vector<RawAnswer> answers;
  while (!bytes.empty()) {
    const auto end = bytes.find("\r\n\r\n");
    Require(end != bytes.npos, "an answer's head is whole", bytes);
    std::string_view head = bytes.substr(0, end);
    bytes.remove_prefix(end + 4);
    Require(head.starts_with("HTTP/1.1 ") && head.size() > 12, "an answer begins so", head);
    RawAnswer answer{.status = std::atoi(std::string(head.substr(9, 3)).c_str())};
    if (answer.status == 100) continue;
    TakeLine(head);
    while (!head.empty()) {
      std::string_view line = TakeLine(head);
      if (line.ends_with('\r')) line.remove_suffix(1);
      const auto colon = line.find(": ");
      Require(colon != line.npos && colon > 0, "a header is `Name: value`", line);
      answer.headers.push_back({line.substr(0, colon), line.substr(colon + 2)});
    }
    const auto length = base::FindHeader(answer.headers, "Content-Length");
    const bool has_body = answers.size() >= heads_only.size() || !heads_only[answers.size()];
    Require(length || answer.status == 204 || answer.status == 304, "an answer has a length");
    const std::size_t count = length && has_body ? std::stoul(std::string(*length)) : 0;
    Require(count <= bytes.size(), "a body is as long as it says");
    answer.body = bytes.substr(0, count);
    bytes.remove_prefix(count);
    answers.push_back(std::move(answer));
  }
  return answers;
}

void RequireWellFormed(const base::HttpHeaders& headers, std::string_view body) {
  const auto type = base::FindHeader(headers, "Content-Type");
  if (!type || body.empty()) return;
  if (base::FindHeader(headers, "Content-Encoding")) return;
  if (type->find("json") != type->npos) {
    Require(test::IsJson(body), "RapidJSON reads the answer", body);
  } else if (type->find("xml") != type->npos) {
    Require(test::ReadXml(body).has_value(), "libxml2 reads the answer", body);
  }
}

}  // namespace fake_ice::fuzz
