#include "emulator.h"

#include <spdlog/spdlog.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "answers.h"
#include "base/defaults.h"
#include "base/memory_reserve.h"
#include "base/text.h"
#include "control/control.h"
#include "control/log_text.h"
#include "control/reply.h"
#include "gateway/gateway.h"
#include "http/server.h"
#include "media/media.h"
#include "store/store.h"
#include "yike/output_links.h"

namespace fake_ice {
namespace {

using control::LogTarget;
using control::LogWord;

gateway::ErrorId ErrorFor(http::Refusal refusal) {
  switch (refusal) {
    case http::Refusal::kMalformed:
    case http::Refusal::kTlsOnPlainPort:
      return gateway::ErrorId::kMalformedRequest;
    case http::Refusal::kPlainOnTlsPort:
      return gateway::ErrorId::kPlainOnTlsPort;
    case http::Refusal::kHeadTooLarge:
      return gateway::ErrorId::kHeadTooLarge;
    case http::Refusal::kBodyTooLarge:
      return gateway::ErrorId::kBodyTooLarge;
    case http::Refusal::kUnavailable:
      return gateway::ErrorId::kTooManyConnections;
    case http::Refusal::kFault:
      break;
  }
  return gateway::ErrorId::kInternalError;
}

/// Browsers ask for it by themselves: no test meant it, so that it is in no journal and no count.
bool IsForFavicon(const base::HttpRequest& request) {
  const std::string_view target = base::WithoutAuthority(request.target);
  return (request.method == "GET" || request.method == "HEAD") &&
         target.substr(0, target.find('?')) == "/favicon.ico";
}

}  // namespace

class Emulator::Impl final : public http::Handler {
 public:
  Impl(EmulatorOptions options, const base::Clock& clock, base::IdSource& ids)
      : options_(std::move(options)), clock_(clock), ids_(ids), server_(*this) {}

  base::Expected<void, StartFailure> Start();
  void Stop() { server_.Stop(); }
  base::Expected<void, std::string> Revise(store::Revision revision) {
    return store_->Revise(std::move(revision), clock_.Now());
  }
  void TellMistakeInFixtures(std::string mistake) {
    control_->TellMistakeInFixtures(std::move(mistake));
  }
  [[nodiscard]] std::uint16_t Port() const { return port_; }
  [[nodiscard]] std::uint16_t TlsPort() const { return tls_port_; }

  base::HttpResponse Handle(base::HttpRequest request) override;
  [[nodiscard]] std::size_t MaxBodyBytes(const base::HttpRequest& head) const override {
    return control::MaxBodyBytes(head, http::kMaxBodyBytes);
  }
  [[nodiscard]] bool MayTakeLong(const base::HttpRequest& request) const override {
    return control::MayTakeLong(request);
  }
  base::HttpResponse Refuse(const base::HttpRequest& request, http::Refusal refusal,
                            std::string_view reason) override;

 private:
  base::Expected<void, StartFailure> Bind();
  void Compose();
  base::HttpResponse HandleControl(const base::HttpRequest& request);
  [[nodiscard]] base::HttpResponse RefuseTls(std::string_view client) const;
  [[nodiscard]] std::string CureForPlain() const;

  EmulatorOptions options_;
  const base::Clock& clock_;
  base::IdSource& ids_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<gateway::Gateway> gateway_;
  std::unique_ptr<Answers> answers_;
  std::unique_ptr<control::Control> control_;
  std::unique_ptr<media::Media> media_;
  std::uint16_t port_ = 0;
  std::uint16_t tls_port_ = 0;
  http::Server server_;  // last: it stops before what it serves goes away
};

base::Expected<void, StartFailure> Emulator::Impl::Start() {
  // Addresses come first: when another program has one, the store must not have been touched.
  if (auto bound = Bind(); !bound) return bound;
  auto store = store::Store::Start(options_.store_path, std::exchange(options_.accounts, {}),
                                   clock_.Now(), options_.max_store_bytes);
  if (!store) return base::Unexpected<StartFailure>({StartFailure::Of::kStore, store.error()});
  store_ = std::move(*store);
  if (const std::string lost = store_->Warning(); !lost.empty()) spdlog::warn("{}", lost);
  if (const std::string notice = store_->Notice(); !notice.empty()) spdlog::info("{}", notice);
  store_->StandInWhileWaiting([this] { return server_.StandIn(); });
  if (options_.before_serving) {
    if (const auto done = options_.before_serving(); !done) {
      return base::Unexpected<StartFailure>({StartFailure::Of::kBeforeServing, done.error()});
    }
  }
  Compose();
  server_.Start();
  return {};
}

base::Expected<void, StartFailure> Emulator::Impl::Bind() {
  using Of = StartFailure::Of;
  const auto failure = [](const std::string& reason, Of in_use, Of otherwise) {
    const bool is_in_use = reason.ends_with(std::generic_category().message(EADDRINUSE));
    return base::Unexpected<StartFailure>({is_in_use ? in_use : otherwise, reason});
  };
  if (options_.socket >= 0) {
    port_ = server_.Adopt(options_.socket);
  } else {
    const auto port = server_.Bind(options_.host, options_.port);
    if (!port) return failure(port.error(), Of::kAddressInUse, Of::kAddress);
    port_ = *port;
  }
  if (!options_.tls) return {};
  const TlsOptions& tls = *options_.tls;
  const http::TlsIdentity identity{.certificate_chain = tls.certificate_chain,
                                   .private_key = tls.private_key};
  const auto tls_port = tls.socket >= 0 ? server_.AdoptTls(tls.socket, identity)
                                        : server_.BindTls(tls.host, tls.port, identity);
  if (!tls_port) return failure(tls_port.error(), Of::kTlsAddressInUse, Of::kTls);
  tls_port_ = *tls_port;
  return {};
}

void Emulator::Impl::Compose() {
  std::vector<std::string> control_hosts = options_.control_hosts;
  if (options_.tls) control_hosts.push_back(options_.tls->host);
  gateway_ = std::make_unique<gateway::Gateway>(
      *store_, clock_, ids_,
      gateway::PipelineOptions{.enforce_signatures = options_.enforce_signatures,
                               .default_account_id = std::string(base::kDefaultAccountId),
                               .clock_skew = options_.clock_skew,
                               .strict_apps = options_.strict_apps});
  answers_ = std::make_unique<Answers>(*store_, clock_);
  media_ = std::make_unique<media::Media>(*store_, clock_, ids_);
  const auto reset_gateway = [this](std::string_view account_id) {
    account_id.empty() ? gateway_->Reset() : gateway_->Reset(account_id);
  };
  control_ = std::make_unique<control::Control>(control::ControlServices{
      .store = *store_,
      .journal = answers_->Journal(),
      .polls = answers_->Polls(),
      .metrics = answers_->Metrics(),
      .clock = clock_,
      .ids = ids_,
      .reset_gateway = reset_gateway,
      .origin_rule = control::OriginRule(options_.host, std::move(control_hosts)),
      .caller_rule = control::CallerRule(options_.control_token),
      .version = FAKE_ICE_VERSION,
      .ca_certificate = options_.tls ? options_.tls->ca_certificate : ""});
}

base::HttpResponse Emulator::Impl::Handle(base::HttpRequest request) {
  if (!base::memory_reserve::MayTake(request.body.size())) {
    return Refuse(request, http::Refusal::kUnavailable, "there is not enough memory");
  }
  if (control::IsControlRequest(request)) return HandleControl(request);
  if (IsForFavicon(request)) {
    return answers_->Unnoted({.status = 204, .headers = {{"Cache-Control", "max-age=86400"}}});
  }
  if (base::WithoutAuthority(request.target).starts_with(yike::kMediaPrefix)) {
    return answers_->OfMedia(request, media_->Handle(request));
  }
  const Answers::Arrival arrival = answers_->Arrive();
  return answers_->OfGateway(gateway_->Handle(std::move(request)), arrival);
}

base::HttpResponse Emulator::Impl::HandleControl(const base::HttpRequest& request) {
  base::HttpResponse response;
  try {
    response = control_->Handle(request);
  } catch (const std::exception& fault) {
    spdlog::error("control target={} fault={}", LogTarget(request.target), LogWord(fault.what()));
    response = control::ReplyError(500, "InternalError", "fake-ice failed; its log says why.");
  }
  if (response.again) return answers_->Unnoted(std::move(response));
  return answers_->OfControl(request, std::move(response));
}

base::HttpResponse Emulator::Impl::Refuse(const base::HttpRequest& request, http::Refusal refusal,
                                          std::string_view reason) {
  if (refusal == http::Refusal::kTlsOnPlainPort) return RefuseTls(request.remote_address);
  const std::string cure = refusal == http::Refusal::kPlainOnTlsPort ? CureForPlain() : "";
  if (!cure.empty()) {
    spdlog::warn("plain client={} explain={}", LogWord(request.remote_address), LogWord(cure));
    reason = cure;
  }
  if (control::IsControlRequest(request)) {
    const gateway::ApiError error = gateway::MakeError(ErrorFor(refusal), reason);
    const std::string message = error.message + (cure.empty() ? "" : " The " + cure + '.');
    return answers_->Unnoted(control::ReplyError(error.status, error.code, message));
  }
  return answers_->OfGateway(gateway_->Refuse(request, ErrorFor(refusal), reason),
                             answers_->Arrive());
}

/// No gateway has this mistake: there is no request to answer in its form, nor one to remember.
base::HttpResponse Emulator::Impl::RefuseTls(std::string_view client) const {
  const std::string what =
      "port " + std::to_string(port_) + " is plain HTTP and the client spoke TLS (HTTPS): " +
      (tls_port_ == 0 ? "set the protocol of the SDK to HTTP, such as config.protocol = "
                        "'HTTP', or serve HTTPS as well with --tls-listen HOST:PORT"
                      : "call port " + std::to_string(tls_port_) +
                            ", which is HTTPS, or set the protocol of the SDK to HTTP");
  spdlog::warn("tls client={} explain={}", LogWord(client), LogWord(what));
  return answers_->Unnoted({.status = 400,
                            .headers = {{"Content-Type", "text/plain"}},
                            .body = "fake-ice: " + what + ".\n"});
}

std::string Emulator::Impl::CureForPlain() const {
  return "port " + std::to_string(tls_port_) +
         " is HTTPS and the client spoke plain HTTP: set the protocol of the SDK to HTTPS, or call "
         "port " +
         std::to_string(port_) + ", which is plain HTTP";
}

Emulator::Emulator(EmulatorOptions options, const base::Clock& clock, base::IdSource& ids)
    : impl_(std::make_unique<Impl>(std::move(options), clock, ids)) {}
Emulator::~Emulator() = default;

base::Expected<void, StartFailure> Emulator::Start() {
  return impl_->Start();
}
void Emulator::Stop() {
  impl_->Stop();
}
base::Expected<void, std::string> Emulator::Revise(store::Revision revision) {
  return impl_->Revise(std::move(revision));
}
void Emulator::TellMistakeInFixtures(std::string mistake) {
  impl_->TellMistakeInFixtures(std::move(mistake));
}
http::Handler& Emulator::Handler() {
  return *impl_;
}
std::uint16_t Emulator::Port() const {
  return impl_->Port();
}
std::uint16_t Emulator::TlsPort() const {
  return impl_->TlsPort();
}

}  // namespace fake_ice
