#include "emulator/running_emulator.h"

#include <doctest/doctest.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "fixtures/loader.h"

namespace fake_ice::test {
namespace {

EmulatorOptions WithFixture(EmulatorOptions options, const std::string& fixture) {
  options.accounts = fixtures::ReadFixture(fixture, "test").value();
  return options;
}

}  // namespace

RunningEmulator::RunningEmulator(const std::string& fixture, EmulatorOptions options,
                                 base::IdSource* ids)
    : emulator_(WithFixture(std::move(options), fixture), clock_,
                ids == nullptr ? counting_ids_ : *ids) {
  spdlog::set_level(spdlog::level::off);
  const auto started = emulator_.Start();
  REQUIRE(started);
}

std::string RunningEmulator::Authority() const {
  return "127.0.0.1:" + std::to_string(Port());
}

RawResponse RunningEmulator::Ask(const std::string& method, const std::string& target,
                                 const Extras& extras) {
  std::string head = method + ' ' + target + " HTTP/1.1\r\n";
  const bool own_host = std::ranges::any_of(
      extras.headers, [](const std::string& line) { return line.starts_with("Host:"); });
  if (!own_host) head += "Host: " + Authority() + "\r\n";
  for (const std::string& line : extras.headers) head += line + "\r\n";
  head += "Content-Length: " + std::to_string(extras.body.size()) + "\r\n\r\n";
  RawClient client(Port());
  client.Send(head + extras.body);
  return method == "HEAD" ? client.ReadHeadOnly() : client.Read();
}

RawResponse RunningEmulator::AskRaw(const std::string& bytes) {
  return RawClient(Port()).Ask(bytes);
}

nlohmann::json RunningEmulator::Read(const std::string& target) {
  const RawResponse response = Ask("GET", target);
  CAPTURE(target);
  REQUIRE(response.status == 200);
  return JsonOf(response);
}

void RunningEmulator::Add(const std::string& fixture) {
  const RawResponse response = Ask("POST", "/_fake-ice/fixtures", {.body = fixture});
  CAPTURE(response.body);
  REQUIRE(response.status == 200);
}

void RunningEmulator::Advance(const std::string& account, const std::string& duration) {
  const RawResponse moved = Ask("POST", "/_fake-ice/accounts/" + account + "/clock",
                                {.body = R"({"Advance": ")" + duration + "\"}"});
  CAPTURE(moved.body);
  REQUIRE(moved.status == 200);
}

std::string RunningEmulator::Export() {
  return Ask("GET", "/_fake-ice/fixtures?Secrets=true").body;
}

base::HttpRequest RunningEmulator::Signed(const Signer& signer,
                                          const base::Parameters& parameters) {
  const auth::CallToSign call{.endpoint = "http://" + Authority(),
                              .method = signer.method,
                              .action = signer.action,
                              .version = "2020-11-09",
                              .format = signer.format,
                              .parameters = parameters,
                              .access_key_id = signer.access_key_id,
                              .access_key_secret = signer.access_key_secret,
                              .security_token = signer.security_token,
                              .scheme = signer.scheme};
  const std::string nonce =
      signer.nonce.empty() ? "nonce-" + std::to_string(++nonces_) : signer.nonce;
  return auth::BuildSignedRequest(call, clock_.Now(), nonce);
}

RawResponse RunningEmulator::Send(const base::HttpRequest& request) {
  return AskRaw(ToBytes(request));
}

RawResponse RunningEmulator::Call(const Signer& signer, const base::Parameters& parameters) {
  return Send(Signed(signer, parameters));
}

std::string RunningEmulator::CodeOf(const Signer& signer, const base::Parameters& parameters) {
  const RawResponse response = Call(signer, parameters);
  return response.status == 200 ? "" : JsonOf(response).at("Code").get<std::string>();
}

nlohmann::json JsonOf(const RawResponse& response) {
  nlohmann::json json = nlohmann::json::parse(response.body, nullptr, false);
  CAPTURE(response.head);
  CAPTURE(response.body);
  REQUIRE(!json.is_discarded());
  return json;
}

std::string ControlCode(const RawResponse& response) {
  const nlohmann::json json = JsonOf(response);
  CHECK(response.status >= 400);
  CHECK(response.Header("Content-Type") == "application/json;charset=utf-8");
  CHECK(json.size() == 1);
  REQUIRE(json.contains("Error"));
  CHECK(!json["Error"].at("Message").get<std::string>().empty());
  return json["Error"].at("Code").get<std::string>();
}

std::string ControlMessage(const RawResponse& response) {
  return JsonOf(response).at("Error").at("Message").get<std::string>();
}

}  // namespace fake_ice::test
