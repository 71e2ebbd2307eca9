#include "emulator.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <exception>
#include <utility>

#include "base/defaults.h"
#include "base/time_text.h"
#include "control/control.h"
#include "gateway/gateway.h"
#include "http/server.h"
#include "store/store.h"

namespace fake_ice {
namespace {

gateway::ErrorId ErrorFor(http::Refusal refusal) {
  switch (refusal) {
    case http::Refusal::kMalformed:
      return gateway::ErrorId::kMalformedRequest;
    case http::Refusal::kHeadTooLarge:
      return gateway::ErrorId::kHeadTooLarge;
    case http::Refusal::kBodyTooLarge:
      return gateway::ErrorId::kBodyTooLarge;
    case http::Refusal::kTooManyConnections:
      return gateway::ErrorId::kTooManyConnections;
    case http::Refusal::kFault:
      return gateway::ErrorId::kInternalError;
  }
  return gateway::ErrorId::kInternalError;
}

/// Text from a client as one word of a log line: quoted when it is not plain, `-` when empty.
std::string LogWord(std::string_view text) {
  constexpr std::size_t kMaxBytes = 200;
  if (text.empty()) return "-";
  std::string word;
  bool plain = true;
  for (const char c : text.substr(0, kMaxBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7F || c == '"' || c == '\\' || c == '=') plain = false;
    if (byte < 0x20 || byte >= 0x7F || c == '"' || c == '\\') {
      word += fmt::format("\\x{:02x}", byte);
    } else {
      word += c;
    }
  }
  if (text.size() > kMaxBytes) word += "...";
  return plain ? word : '"' + word + '"';
}

}  // namespace

class Emulator::Impl final : public http::Handler {
 public:
  Impl(EmulatorOptions options, const base::Clock& clock, base::IdSource& ids)
      : options_(std::move(options)),
        clock_(clock),
        ids_(ids),
        control_(FAKE_ICE_VERSION),
        server_(*this) {}

  base::Expected<void, std::string> Start();
  void Stop() { server_.Stop(); }
  [[nodiscard]] std::uint16_t Port() const { return port_; }

  base::HttpResponse Handle(base::HttpRequest request) override;
  base::HttpResponse Refuse(const base::HttpRequest& request, http::Refusal refusal,
                            std::string_view reason) override;

 private:
  base::HttpResponse Finish(gateway::GatewayAnswer answer,
                            std::chrono::steady_clock::time_point start);
  void AddDate(base::HttpResponse& response) const;

  const EmulatorOptions options_;
  const base::Clock& clock_;
  base::IdSource& ids_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<gateway::Gateway> gateway_;
  const control::Control control_;
  std::uint16_t port_ = 0;
  http::Server server_;  // last: it stops before what it serves goes away
};

base::Expected<void, std::string> Emulator::Impl::Start() {
  // The address comes first: when another program has it, the store must not have been touched.
  const auto port = server_.Bind(options_.host, options_.port);
  if (!port) return base::Unexpected<std::string>(port.error());
  auto store = store::Store::Open(options_.store_path);
  if (!store) return base::Unexpected<std::string>(store.error());
  store_ = std::move(*store);
  store_->Upsert(options_.accounts);
  gateway_ = std::make_unique<gateway::Gateway>(
      *store_, clock_, ids_,
      gateway::PipelineOptions{.enforce_signatures = options_.enforce_signatures,
                               .default_account_id = std::string(base::kDefaultAccountId),
                               .clock_skew = options_.clock_skew});
  port_ = *port;
  server_.Start();
  return {};
}

base::HttpResponse Emulator::Impl::Handle(base::HttpRequest request) {
  const auto start = std::chrono::steady_clock::now();
  if (request.target.starts_with(control::kControlPrefix)) {
    base::HttpResponse response = control_.Handle(request);
    spdlog::debug("control method={} target={} status={}", LogWord(request.method),
                  LogWord(request.target), response.status);
    AddDate(response);
    return response;
  }
  return Finish(gateway_->Handle(std::move(request)), start);
}

base::HttpResponse Emulator::Impl::Refuse(const base::HttpRequest& request, http::Refusal refusal,
                                          std::string_view reason) {
  return Finish(gateway_->Refuse(request, ErrorFor(refusal), reason),
                std::chrono::steady_clock::now());
}

base::HttpResponse Emulator::Impl::Finish(gateway::GatewayAnswer answer,
                                          std::chrono::steady_clock::time_point start) {
  const auto& record = answer.record;
  const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - start);
  spdlog::info("request_id={} access_key_id={} action={} status={} code={} microseconds={}",
               record.request_id, LogWord(record.access_key_id), LogWord(record.action),
               answer.response.status, LogWord(record.code), elapsed.count());
  if (!record.fault.empty()) {
    spdlog::error("request_id={} fault={}", record.request_id, LogWord(record.fault));
  }
  AddDate(answer.response);
  return std::move(answer.response);
}

void Emulator::Impl::AddDate(base::HttpResponse& response) const {
  response.headers.push_back({"Date", base::FormatHttpDate(clock_.Now())});
}

Emulator::Emulator(EmulatorOptions options, const base::Clock& clock, base::IdSource& ids)
    : impl_(std::make_unique<Impl>(std::move(options), clock, ids)) {}
Emulator::~Emulator() = default;

base::Expected<void, std::string> Emulator::Start() {
  return impl_->Start();
}
void Emulator::Stop() {
  impl_->Stop();
}
std::uint16_t Emulator::Port() const {
  return impl_->Port();
}

}  // namespace fake_ice
