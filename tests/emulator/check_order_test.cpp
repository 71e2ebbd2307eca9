// Two faults in one request: the earlier check answers. Every pair, in both signature schemes.
#include <doctest/doctest.h>
#include <spdlog/spdlog.h>

#include <functional>
#include <vector>

#include "auth/signer.h"
#include "base/defaults.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time_text.h"
#include "emulator.h"
#include "fixtures/loader.h"
#include "http/client.h"
#include "support/fakes.h"

using namespace fake_ice;

namespace {

constexpr const char* kFixture = R"({
  "Accounts": [{
    "AccountId": "1000000000000001",
    "AccessKeys": [
      {"AccessKeyId": "fake-ice-access-key-id", "AccessKeySecret": "fake-ice-access-key-secret"},
      {"AccessKeyId": "disabled", "AccessKeySecret": "secret", "Status": "Inactive"}],
    "Jobs": [{"JobId": "job", "Status": "Created"}]}]})";

const base::Moment kNow = base::ParseProtocolTime("2026-01-15T08:00:00Z").value();

/// A call under construction; a fault changes it before it is signed or after.
struct Draft {
  auth::CallToSign call;
  base::Moment signed_at = kNow;
  std::string nonce;
  std::vector<std::function<void(base::HttpRequest&)>> after_signing;
};

struct Fault {
  const char* code;  ///< what it is answered with when it is alone
  std::function<void(Draft&)> add;
};

class Server {
 public:
  Server()
      : clock_(kNow),
        emulator_({.accounts = fixtures::ReadFixture(kFixture, "test").value()}, clock_, ids_) {
    spdlog::set_level(spdlog::level::off);
    REQUIRE(emulator_.Start());
  }

  /// The code of the answer to a good call with these faults; empty when it succeeds.
  std::string CodeFor(auth::Scheme scheme, const std::vector<const Fault*>& faults) {
    Draft draft{.call = {.endpoint = Endpoint(),
                         .method = "GET",
                         .action = "GetYikeAIAppJob",
                         .version = "2020-11-09",
                         .format = "JSON",
                         .parameters = {{"JobId", "job"}},
                         .access_key_id = std::string(base::kDefaultAccessKeyId),
                         .access_key_secret = std::string(base::kDefaultAccessKeySecret),
                         .scheme = scheme},
                .nonce = ids_.Nonce()};
    for (const Fault* fault : faults) fault->add(draft);
    base::HttpRequest request = auth::BuildSignedRequest(draft.call, draft.signed_at, draft.nonce);
    for (const auto& change : draft.after_signing) change(request);
    return CodeIn(http::Send(Endpoint(), request).value());
  }

 private:
  std::string Endpoint() const { return "http://127.0.0.1:" + std::to_string(emulator_.Port()); }

  static std::string CodeIn(const base::HttpResponse& response) {
    if (response.status == 200) return {};
    constexpr std::string_view kKey = "\"Code\":\"";
    const auto start = response.body.find(kKey);
    REQUIRE(start != std::string::npos);
    const auto value = response.body.substr(start + kKey.size());
    return value.substr(0, value.find('"'));
  }

  test::ManualClock clock_;
  test::CountingIds ids_;
  Emulator emulator_;
};

/// Takes the signature out of a signed request, wherever its scheme keeps it.
void DropSignature(base::HttpRequest& request) {
  for (base::HttpHeader& header : request.headers) {
    if (header.name == "Authorization") {
      header.value = header.value.substr(0, header.value.find(",Signature="));
    }
  }
  const auto parameter = request.target.find("&Signature=");
  if (parameter != std::string::npos) request.target.erase(parameter);
}

/// In the order in which the checks are made. No two of them exclude each other.
const std::vector<Fault> kFaults{
    {"UnsupportedHTTPMethod", [](Draft& draft) { draft.call.method = "DELETE"; }},
    {"InvalidAction.NotFound",
     [](Draft& draft) {
       draft.after_signing.emplace_back(
           [](base::HttpRequest& request) { request.target.insert(1, "path"); });
     }},
    {"MissingAction", [](Draft& draft) { draft.call.action = ""; }},
    {"MissingVersion", [](Draft& draft) { draft.call.version = ""; }},
    {"InvalidParameter.Format",
     [](Draft& draft) {
       // Accept keeps the answer readable when the format is not.
       draft.call.format = "yaml";
       draft.after_signing.emplace_back([](base::HttpRequest& request) {
         request.headers.push_back({"Accept", "application/json"});
       });
     }},
    {"MissingSignature", [](Draft& draft) { draft.after_signing.emplace_back(&DropSignature); }},
    {"InvalidAccessKeyId.NotFound", [](Draft& draft) { draft.call.access_key_id = "nobody"; }},
    {"InvalidTimeStamp.Expired",
     [](Draft& draft) { draft.signed_at = kNow - std::chrono::minutes{16}; }},
    {"SignatureDoesNotMatch", [](Draft& draft) { draft.call.access_key_secret = "wrong"; }},
    {"SignatureNonceUsed", [](Draft& draft) { draft.nonce = "used"; }},
    {"InvalidParameter", [](Draft& draft) { draft.call.parameters.clear(); }},
};

/// Faults that stand in the place of another one; each with the one that it replaces.
const std::vector<std::pair<Fault, std::size_t>> kAlternatives{
    {{"InvalidAction.NotFound", [](Draft& draft) { draft.call.action = "NoSuchAction"; }}, 4},
    {{"InvalidVersion", [](Draft& draft) { draft.call.version = "2020-11-10"; }}, 4},
    {{"InvalidAccessKeyId.Inactive", [](Draft& draft) { draft.call.access_key_id = "disabled"; }},
     6},
    {{"JobNotFound",
      [](Draft& draft) {
        draft.call.parameters = {{"JobId", "other"}};
      }},
     10},
};

void UseNonceOnce(Server& server, auth::Scheme scheme) {
  const Fault used{"", [](Draft& draft) { draft.nonce = "used"; }};
  REQUIRE(server.CodeFor(scheme, {&used}).empty());
}

}  // namespace

TEST_CASE("a call without a fault succeeds, and each fault alone has its own code") {
  for (const auto scheme : {auth::Scheme::kV1, auth::Scheme::kV3}) {
    Server server;
    CHECK(server.CodeFor(scheme, {}).empty());
    UseNonceOnce(server, scheme);
    for (const Fault& fault : kFaults) CHECK(server.CodeFor(scheme, {&fault}) == fault.code);
    for (const auto& [fault, place] : kAlternatives) {
      CHECK(server.CodeFor(scheme, {&fault}) == fault.code);
    }
  }
}

TEST_CASE("of two faults the earlier check answers") {
  for (const auto scheme : {auth::Scheme::kV1, auth::Scheme::kV3}) {
    CAPTURE(static_cast<int>(scheme));
    Server server;
    UseNonceOnce(server, scheme);
    for (std::size_t first = 0; first < kFaults.size(); ++first) {
      for (std::size_t second = first + 1; second < kFaults.size(); ++second) {
        CAPTURE(kFaults[first].code);
        CAPTURE(kFaults[second].code);
        CHECK(server.CodeFor(scheme, {&kFaults[second], &kFaults[first]}) == kFaults[first].code);
      }
    }
  }
}

TEST_CASE("faults of one check keep their place among the others") {
  for (const auto scheme : {auth::Scheme::kV1, auth::Scheme::kV3}) {
    Server server;
    UseNonceOnce(server, scheme);
    for (const auto& [fault, place] : kAlternatives) {
      CAPTURE(fault.code);
      for (std::size_t other = 0; other < kFaults.size(); ++other) {
        if (other == place) continue;
        const bool action_or_version = place == 4 && (other == 2 || other == 3);
        if (action_or_version) continue;  // they write the same field
        CAPTURE(kFaults[other].code);
        CHECK(server.CodeFor(scheme, {&fault, &kFaults[other]}) ==
              (other < place ? kFaults[other].code : fault.code));
      }
    }
  }
}
