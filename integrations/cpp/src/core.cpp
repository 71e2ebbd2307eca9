#include "core.h"

#include <utility>

#include "base/http_message.h"
#include "base/time_text.h"
#include "fixtures/loader.h"
#include "http/server.h"
#include "warnings.h"

namespace fake_ice::kit {
namespace {

constexpr const char* kPrefix = "/_fake-ice/";
constexpr const char* kThisMachine = "127.0.0.1";
constexpr int kFirstError = 300;

[[noreturn]] void Refuse(const fixtures::Problems& problems) {
  std::string text;
  for (const fixtures::Problem& problem : problems) {
    text += (text.empty() ? "" : "\n") + fixtures::ToLine(problem);
  }
  throw testing::Error(text);
}

EmulatorOptions OptionsOf(std::string_view fixture, const testing::ServerOptions& options) {
  auto accounts = fixtures::ReadFixture(fixture, "the fixture");
  if (!accounts) Refuse(accounts.error());
  fixtures::AddDefaultAccount(*accounts);
  const auto clock_skew = base::ParseDuration(options.clock_skew);
  if (!clock_skew) {
    throw testing::Error("clock_skew is " + options.clock_skew +
                         ", which is no duration such as 15m or 1m30s");
  }
  return {.host = kThisMachine,
          .enforce_signatures = options.enforce_signatures,
          .clock_skew = *clock_skew,
          .strict_apps = options.strict_apps,
          .accounts = std::move(*accounts)};
}

std::string BodyOf(base::HttpResponse& response) {
  return response.shared.bytes.empty() ? std::move(response.body)
                                       : std::string(response.shared.bytes);
}

}  // namespace

Core::Core(std::string_view fixture, const testing::ServerOptions& options)
    : emulator_(OptionsOf(fixture, options), clock_, ids_) {
  KeepWarnings();
  if (const auto started = emulator_.Start(); !started) {
    throw testing::Error(started.error().reason);
  }
  endpoint_ = kThisMachine + (':' + std::to_string(Port()));
  url_ = "http://" + endpoint_;
}

std::string Core::Ask(const std::string& method, const std::string& path, std::string_view body) {
  const std::string target = kPrefix + path;
  base::HttpResponse response = emulator_.Handler().Handle({.method = method,
                                                            .target = target,
                                                            .headers = {{"Host", endpoint_}},
                                                            .body = std::string(body),
                                                            .remote_address = kThisMachine});
  std::string text = BodyOf(response);
  if (response.status < kFirstError) return text;
  const Json error = Json::parse(text, nullptr, false).value("Error", Json::object());
  throw testing::ControlError(method + ' ' + target, response.status, error.value("Code", ""),
                              error.value("Message", ""));
}

Json Core::AskJson(const std::string& method, const std::string& path, const Json& body) {
  return Json::parse(Ask(method, path, body.is_null() ? std::string() : body.dump()));
}

}  // namespace fake_ice::kit
