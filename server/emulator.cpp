#include "emulator.h"

#include <spdlog/spdlog.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "base/defaults.h"
#include "base/memory_reserve.h"
#include "base/text.h"
#include "base/time_text.h"
#include "control/control.h"
#include "control/journal.h"
#include "control/log_text.h"
#include "control/metrics.h"
#include "control/poll_history.h"
#include "control/reply.h"
#include "gateway/faults.h"
#include "gateway/gateway.h"
#include "http/server.h"
#include "media/media.h"
#include "store/store.h"
#include "yike/api_versions.h"
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

/// What the journal keeps of one exchange.
control::JournalEntry EntryFor(gateway::GatewayAnswer answer, base::Moment came,
                               std::chrono::microseconds duration) {
  gateway::CallRecord& record = answer.record;
  return {.request_id = std::move(record.request_id),
          .time = came,
          .duration = duration,
          .account_id = std::move(record.account_id),
          .access_key_id = std::move(record.access_key_id),
          .action = std::move(record.action),
          .job_id = std::move(record.job_id),
          .job_ids = std::move(record.job_ids),
          .step = std::string(record.step),
          .fault = gateway::Describe(record.fault),
          .code = std::move(record.code),
          .explanation = std::move(record.explanation),
          .string_to_sign = std::move(record.string_to_sign),
          .canonical_request = std::move(record.canonical_request),
          .remote_address = std::move(answer.request.remote_address),
          .request = std::move(answer.request),
          .response = std::move(answer.response)};
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
  [[nodiscard]] std::uint16_t Port() const { return port_; }

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
  void Compose();
  base::HttpResponse HandleControl(const base::HttpRequest& request);
  base::HttpResponse HandleMedia(const base::HttpRequest& request);
  [[nodiscard]] base::HttpResponse RefuseTls(std::string_view client) const;
  base::HttpResponse Finish(gateway::GatewayAnswer answer, base::Moment came,
                            std::chrono::nanoseconds start);
  void NotePolls(const gateway::CallRecord& record, base::Moment came);
  void AddDate(base::HttpResponse& response) const;

  EmulatorOptions options_;
  const base::Clock& clock_;
  base::IdSource& ids_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<gateway::Gateway> gateway_;
  control::Journal journal_;
  control::PollHistory polls_;
  control::Metrics metrics_{FAKE_ICE_VERSION};
  std::unique_ptr<control::Control> control_;
  std::unique_ptr<media::Media> media_;
  std::uint16_t port_ = 0;
  http::Server server_;  // last: it stops before what it serves goes away
};

base::Expected<void, StartFailure> Emulator::Impl::Start() {
  using Of = StartFailure::Of;
  // The address comes first: when another program has it, the store must not have been touched.
  const auto port = server_.Bind(options_.host, options_.port);
  if (!port) {
    const bool in_use = port.error().ends_with(std::generic_category().message(EADDRINUSE));
    const Of of = in_use ? Of::kAddressInUse : Of::kAddress;
    return base::Unexpected<StartFailure>({of, port.error()});
  }
  auto store = store::Store::Start(options_.store_path, std::exchange(options_.accounts, {}),
                                   clock_.Now(), options_.max_store_bytes);
  if (!store) return base::Unexpected<StartFailure>({Of::kStore, store.error()});
  store_ = std::move(*store);
  if (const std::string lost = store_->Warning(); !lost.empty()) spdlog::warn("{}", lost);
  if (const std::string notice = store_->Notice(); !notice.empty()) spdlog::info("{}", notice);
  Compose();
  port_ = *port;
  server_.Start();
  return {};
}

void Emulator::Impl::Compose() {
  gateway_ = std::make_unique<gateway::Gateway>(
      *store_, clock_, ids_,
      gateway::PipelineOptions{.enforce_signatures = options_.enforce_signatures,
                               .default_account_id = std::string(base::kDefaultAccountId),
                               .clock_skew = options_.clock_skew,
                               .strict_apps = options_.strict_apps});
  media_ = std::make_unique<media::Media>(*store_, clock_, ids_);
  const auto reset_gateway = [this](std::string_view account_id) {
    account_id.empty() ? gateway_->Reset() : gateway_->Reset(account_id);
  };
  control_ = std::make_unique<control::Control>(control::ControlServices{
      .store = *store_,
      .journal = journal_,
      .polls = polls_,
      .metrics = metrics_,
      .clock = clock_,
      .ids = ids_,
      .reset_gateway = reset_gateway,
      .origin_rule = control::OriginRule(options_.host, options_.control_hosts),
      .caller_rule = control::CallerRule(options_.control_token),
      .version = FAKE_ICE_VERSION});
}

base::HttpResponse Emulator::Impl::Handle(base::HttpRequest request) {
  if (!base::memory_reserve::MayTake(request.body.size())) {
    return Refuse(request, http::Refusal::kUnavailable, "there is not enough memory");
  }
  if (control::IsControlRequest(request)) return HandleControl(request);
  if (IsForFavicon(request)) {
    base::HttpResponse none{.status = 204, .headers = {{"Cache-Control", "max-age=86400"}}};
    AddDate(none);
    return none;
  }
  if (base::WithoutAuthority(request.target).starts_with(yike::kMediaPrefix)) {
    return HandleMedia(request);
  }
  const base::Moment came = clock_.Now();
  const auto start = clock_.Elapsed();
  return Finish(gateway_->Handle(std::move(request)), came, start);
}

base::HttpResponse Emulator::Impl::HandleControl(const base::HttpRequest& request) {
  base::HttpResponse response;
  try {
    response = control_->Handle(request);
  } catch (const std::exception& fault) {
    spdlog::error("control target={} fault={}", LogTarget(request.target), LogWord(fault.what()));
    response = control::ReplyError(500, "InternalError", "fake-ice failed; its log says why.");
  }
  spdlog::log(control::IsChange(request) ? spdlog::level::info : spdlog::level::debug,
              "control method={} target={} status={}", LogWord(request.method),
              LogTarget(request.target), response.status);
  AddDate(response);
  return response;
}

base::HttpResponse Emulator::Impl::HandleMedia(const base::HttpRequest& request) {
  base::HttpResponse response = media_->Handle(request);
  spdlog::info("media method={} target={} status={}", LogWord(request.method),
               LogTarget(request.target), response.status);
  AddDate(response);
  return response;
}

base::HttpResponse Emulator::Impl::Refuse(const base::HttpRequest& request, http::Refusal refusal,
                                          std::string_view reason) {
  if (refusal == http::Refusal::kTlsOnPlainPort) return RefuseTls(request.remote_address);
  if (control::IsControlRequest(request)) {
    const gateway::ApiError error = gateway::MakeError(ErrorFor(refusal), reason);
    base::HttpResponse response = control::ReplyError(error.status, error.code, error.message);
    AddDate(response);
    return response;
  }
  return Finish(gateway_->Refuse(request, ErrorFor(refusal), reason), clock_.Now(),
                clock_.Elapsed());
}

/// No gateway has this mistake: there is no request to answer in its form, nor one to remember.
base::HttpResponse Emulator::Impl::RefuseTls(std::string_view client) const {
  const std::string what = "port " + std::to_string(port_) +
                           " is plain HTTP and the client spoke TLS (HTTPS): set the protocol of "
                           "the SDK to HTTP, such as config.protocol = 'HTTP'";
  spdlog::warn("tls client={} explain={}", LogWord(client), LogWord(what));
  base::HttpResponse response{.status = 400,
                              .headers = {{"Content-Type", "text/plain"}},
                              .body = "fake-ice: " + what + ".\n"};
  AddDate(response);
  return response;
}

base::HttpResponse Emulator::Impl::Finish(gateway::GatewayAnswer answer, base::Moment came,
                                          std::chrono::nanoseconds start) {
  const auto& record = answer.record;
  const auto duration =
      std::chrono::duration_cast<std::chrono::microseconds>(clock_.Elapsed() - start);
  spdlog::info("request_id={} access_key_id={} action={} status={} code={} microseconds={}",
               record.request_id, LogWord(record.access_key_id), LogWord(record.action),
               answer.response.status, LogWord(record.code), duration.count());
  if (!record.explanation.empty()) {
    spdlog::info("request_id={} explain={}", record.request_id, LogWord(record.explanation, 1000));
  }
  if (!record.internal_error.empty()) {
    spdlog::error("request_id={} fault={}", record.request_id, LogWord(record.internal_error));
  }
  AddDate(answer.response);
  metrics_.CountRequest(yike::IsAction(record.action) ? record.action : "", record.code,
                        answer.response.status, duration);
  NotePolls(record, came);
  control::JournalEntry entry = EntryFor(std::move(answer), came, duration);
  journal_.Add(entry);
  gateway::PackBody(entry.response, entry.request.headers);
  return std::move(entry.response);
}

void Emulator::Impl::NotePolls(const gateway::CallRecord& record, base::Moment came) {
  for (const gateway::PolledJob& job : record.polls) {
    // Polls of jobs that never were tell nothing, and would only take room.
    if (!job.counted && !store_->HasJob(record.account_id, job.job_id)) continue;
    polls_.Add(record.account_id, job.job_id,
               {.request_id = record.request_id,
                .time = came,
                .account_time = record.account_time,
                .counted = job.counted,
                .seen = job.seen,
                .code = record.code,
                .retry_after = record.retry_after,
                .fault = gateway::Describe(record.fault)});
  }
}

void Emulator::Impl::AddDate(base::HttpResponse& response) const {
  response.headers.push_back({"Date", base::FormatHttpDate(clock_.Now())});
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
http::Handler& Emulator::Handler() {
  return *impl_;
}
std::uint16_t Emulator::Port() const {
  return impl_->Port();
}

}  // namespace fake_ice
