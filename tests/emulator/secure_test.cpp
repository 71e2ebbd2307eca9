// What a request that came over TLS is to the emulated API and to the control API.
#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <string>

#include "base/clock.h"
#include "emulator/running_emulator.h"
#include "http/server.h"
#include "support/text.h"
#include "tls/certificate.h"

using namespace fake_ice;
using test::JsonOf;
using test::RunningEmulator;

namespace {

constexpr const char* kOverTlsAlone = R"({"Accounts": [{"AccountId": "1",
  "AccessKeys": [{"AccessKeyId": "owner", "AccessKeySecret": "secret"}],
  "Users": [{"UserId": "2", "UserName": "user",
    "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
    "Policies": [{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ice:*",
      "Resource": "*", "Condition": {"Bool": {"acs:SecureTransport": "true"}}}]}]}],
  "Jobs": [{"JobId": "job", "Status": "Finished", "Result": {"ImageResult": [{}]}}]}]})";

/// Plain HTTP on one port, TLS on the other.
EmulatorOptions WithTls() {
  const base::Moment now = base::SystemClock().Now();
  const tls::Certificate authority = tls::MakeAuthority(now);
  tls::Certificate made =
      tls::MakeServerCertificate(authority, {"localhost"}, now, tls::Flaw::kNone);
  EmulatorOptions options;
  options.tls = TlsOptions{.certificate_chain = made.certificate,
                           .private_key = made.private_key,
                           .ca_certificate = authority.certificate};
  return options;
}

test::RawResponse AskOverTls(RunningEmulator& emulator, const base::HttpRequest& request) {
  return test::RawClient(emulator.TlsPort(), {.tls = true}).Ask(test::ToBytes(request));
}

}  // namespace

TEST_CASE("a policy can ask for TLS") {
  RunningEmulator emulator(kOverTlsAlone, WithTls());
  CHECK(emulator.CodeOf({.access_key_id = "key"}) == "Forbidden");
  const auto request = emulator.Signed({.access_key_id = "key"}, {{"JobId", "job"}});
  CHECK(AskOverTls(emulator, request).status == 200);
}

TEST_CASE("made-up URLs have the scheme by which the client called") {
  RunningEmulator emulator(kOverTlsAlone, WithTls());
  const auto url_in = [](const test::RawResponse& response) {
    return JsonOf(response)["Result"]["ImageResult"][0]["OutputUrl"].get<std::string>();
  };
  const test::Signer owner{.access_key_id = "owner"};
  const std::string plain = url_in(emulator.Call(owner));
  const std::string secure =
      url_in(AskOverTls(emulator, emulator.Signed(owner, {{"JobId", "job"}})));
  CHECK(plain.starts_with("http://" + emulator.Authority() + "/_media/"));
  CHECK(secure == "https" + plain.substr(4));
}

TEST_CASE("the control API shows the authority where there is one") {
  const EmulatorOptions options = WithTls();
  RunningEmulator secure("{}", options);
  const auto shown = secure.Ask("GET", "/_fake-ice/ca.pem");
  CHECK(shown.status == 200);
  CHECK(shown.Header("Content-Type") == "application/x-pem-file");
  CHECK(shown.body == options.tls->ca_certificate);
  RunningEmulator plain;
  const auto none = plain.Ask("GET", "/_fake-ice/ca.pem");
  CHECK(none.status == 404);
  CHECK(test::ControlCode(none) == "NotFound");
  CHECK(test::Contains(test::ControlMessage(none), "--tls-listen"));
}

TEST_CASE("a wait of the control API is over TLS what it is without") {
  RunningEmulator emulator(kOverTlsAlone, WithTls());
  test::RawClient waiting(emulator.TlsPort(), {.tls = true});
  waiting.Send("GET /_fake-ice/requests?AccountId=1&Wait=30s HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(emulator.CodeOf({.access_key_id = "key"}) == "Forbidden");
  CHECK(JsonOf(waiting.Read())["Requests"].size() == 1);
}

TEST_CASE("plain HTTP on the port for TLS is refused in the documented form, and journaled") {
  RunningEmulator emulator(kOverTlsAlone, WithTls());
  const auto request = emulator.Signed({.access_key_id = "owner"}, {{"JobId", "job"}});
  const auto refused = test::RawClient(emulator.TlsPort()).Ask(test::ToBytes(request));
  CHECK(refused.status == 400);
  CHECK(JsonOf(refused)["Code"] == "InvalidProtocol.NeedSsl");
  CHECK(JsonOf(refused)["Message"] == "Your request is denied as lack of ssl protect.");
  CHECK(test::Contains(refused.Header("x-fake-ice-explain"), "is HTTPS"));
  const auto journal = emulator.Read("/_fake-ice/requests?Code=InvalidProtocol.NeedSsl");
  CHECK(journal["Requests"].size() == 1);
}

TEST_CASE("a fault rejects TLS: no answer, no operation, and the next connection is as any") {
  RunningEmulator emulator(kOverTlsAlone, WithTls());
  const std::string faults = "/_fake-ice/accounts/1/faults";
  const std::string job = "/_fake-ice/accounts/1/jobs";
  const test::Signer owner{.access_key_id = "owner", .action = "SubmitYikeAIAppJob"};
  const base::Parameters app{{"AppId", "app"}, {"AppParams", "{}"}};
  const auto jobs = [&] { return emulator.Read(job).at("Jobs").size(); };
  const std::size_t before = jobs();
  REQUIRE(
      emulator.Ask("POST", faults, {.body = R"({"Times": 2, "Connection": "TlsReject"})"}).status ==
      201);
  test::RawClient rejected(emulator.TlsPort(), {.tls = true});
  rejected.Send(test::ToBytes(emulator.Signed(owner, app)));
  CHECK(rejected.ReadToEnd().empty());
  CHECK(rejected.TlsAlert() == SSL_AD_BAD_RECORD_MAC);
  // There is no TLS to reject: the same without an alert.
  test::RawClient plain(emulator.Port());
  plain.Send(test::ToBytes(emulator.Signed(owner, app)));
  CHECK(plain.ReadToEnd().empty());
  CHECK_FALSE(plain.WasReset());
  CHECK(jobs() == before);
  CHECK(AskOverTls(emulator, emulator.Signed(owner, app)).status == 200);
  CHECK(jobs() == before + 1);
  const auto fault = emulator.Read(faults).at("Faults").at(0);
  CHECK(fault.at("Connection") == "TlsReject");
  CHECK(fault.at("Fired") == 2);
  const auto requests = emulator.Read("/_fake-ice/requests").at("Requests");
  CHECK(requests.at(1).at("Fault") == "Connection TlsReject");
  CHECK(requests.at(1).at("Step") == "Fault");
  CHECK(requests.at(1).at("Explanation") ==
        "a fault of account '1' rejects TLS; this connection has none, so that it is closed: "
        "2 of 2 times");
  CHECK(requests.at(2).at("Explanation") ==
        "a fault of account '1' breaks TLS off with a fatal alert: 1 of 2 times");
}
