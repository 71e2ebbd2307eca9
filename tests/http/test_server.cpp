#include "http/test_server.h"

#include <array>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "tls/certificate.h"

namespace fake_ice::test {
namespace {

base::HttpResponse Echo(const base::HttpRequest& request) {
  return {
      .status = 200,
      .headers = {{"Content-Type", "text/x-echo"}},
      .body = request.method + " " + request.target + " " + std::to_string(request.body.size())};
}

/// Made once for all tests.
const http::TlsIdentity& SharedIdentity() {
  static const http::TlsIdentity identity = [] {
    const base::Moment now = base::SystemClock().Now();
    tls::Certificate made =
        MakeServerCertificate(tls::MakeAuthority(now), {"localhost"}, now, tls::Flaw::kNone);
    return http::TlsIdentity{.certificate_chain = std::move(made.certificate),
                             .private_key = std::move(made.private_key)};
  }();
  return identity;
}

std::size_t CountEntries(const char* directory) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory),
                                                std::filesystem::directory_iterator()));
}

}  // namespace

FakeHandler::FakeHandler() : FakeHandler(Echo) {}
FakeHandler::FakeHandler(Answer answer) : answer_(answer ? std::move(answer) : Echo) {}

base::HttpResponse FakeHandler::Handle(base::HttpRequest request) {
  {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(request);
  }
  changed_.notify_all();
  return answer_(request);
}

base::HttpResponse FakeHandler::Refuse(const base::HttpRequest& request, http::Refusal refusal,
                                       std::string_view reason) {
  const std::scoped_lock lock(mutex_);
  refusals_.push_back({request, refusal, std::string(reason)});
  return {.status = StatusOf(refusal), .headers = {}, .body = std::string(reason)};
}

bool FakeHandler::WaitForRequests(std::size_t count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] { return requests_.size() >= count; });
}

std::vector<base::HttpRequest> FakeHandler::Requests() {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

std::vector<FakeHandler::Refused> FakeHandler::Refusals() {
  const std::scoped_lock lock(mutex_);
  return refusals_;
}

int StatusOf(http::Refusal refusal) {
  switch (refusal) {
    case http::Refusal::kMalformed:
    case http::Refusal::kTlsOnPlainPort:
    case http::Refusal::kPlainOnTlsPort:
      return 400;
    case http::Refusal::kHeadTooLarge:
      return 431;
    case http::Refusal::kBodyTooLarge:
      return 413;
    case http::Refusal::kUnavailable:
      return 503;
    case http::Refusal::kFault:
      return 500;
  }
  return 500;
}

TestServer::TestServer(FakeHandler::Answer answer, const http::Limits& limits)
    : handler_(std::move(answer)), server_(handler_, limits) {
  const auto port = server_.Bind("127.0.0.1", 0);
  if (!port) throw std::runtime_error(port.error());
  port_ = *port;
  const auto tls_port = server_.BindTls("127.0.0.1", 0, SharedIdentity());
  if (!tls_port) throw std::runtime_error(tls_port.error());
  tls_port_ = *tls_port;
  server_.Start();
}

void Gate::Open() {
  {
    const std::scoped_lock lock(mutex_);
    open_ = true;
  }
  opened_.notify_all();
}

bool Gate::Wait() {
  std::unique_lock lock(mutex_);
  return opened_.wait_for(lock, kPatience, [&] { return open_; });
}

Resources CountResources() {
  // A sanitizer starts a thread of its own beside the program's first: it is not the server's.
  std::thread([] {}).join();
  return {.descriptors = CountEntries("/proc/self/fd"), .threads = CountEntries("/proc/self/task")};
}

bool ReturnsTo(const Resources& before) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline) {
    const Resources now = CountResources();
    if (now.descriptors <= before.descriptors && now.threads <= before.threads) return true;
    std::this_thread::yield();
  }
  return false;
}

std::string ChunkOf(std::string_view data) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), data.size(), 16).ptr;
  return std::string(digits.data(), end).append("\r\n").append(data).append("\r\n");
}

}  // namespace fake_ice::test
