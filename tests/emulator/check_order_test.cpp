// Two faults in one request: the earlier check answers. Every pair, in both signature schemes.
#include <doctest/doctest.h>
#include <spdlog/spdlog.h>

#include <functional>
#include <vector>

#include "auth/signer.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time_text.h"
#include "emulator.h"
#include "fixtures/loader.h"
#include "http/client.h"
#include "support/fakes.h"

using namespace fake_ice;

namespace {

/// Whose call it is: each combination has an account of its own.
struct Caller {
  bool throttled = false;  ///< one call only
  bool denied = false;     ///< a RAM user without policies
  bool closed = false;     ///< the service is not opened

  [[nodiscard]] std::string Name() const {
    return std::string(throttled ? "throttled" : "free") + (denied ? "-denied" : "-allowed") +
           (closed ? "-closed" : "-open");
  }
};

std::vector<Caller> AllCallers() {
  std::vector<Caller> callers;
  for (const bool throttled : {false, true}) {
    for (const bool denied : {false, true}) {
      for (const bool closed : {false, true}) callers.push_back({throttled, denied, closed});
    }
  }
  return callers;
}

std::string AccountOf(const Caller& caller) {
  const std::string key =
      R"("AccessKeys": [{"AccessKeyId": ")" + caller.Name() + R"(", "AccessKeySecret": "secret"}])";
  std::string account = R"({"AccountId": ")" + caller.Name() + R"(", "Service": ")" +
                        (caller.closed ? "NotOpened" : "Active") + R"(", )";
  if (caller.throttled) account += R"("Throttle": {"PerSecond": 0.001}, )";
  account +=
      caller.denied ? R"("Users": [{"UserId": "1", "UserName": "u", )" + key + "}], " : key + ", ";
  return account + R"("Jobs": [{"JobId": "job", "Status": "Created"}]},)";
}

std::string Fixture() {
  std::string accounts;
  for (const Caller& caller : AllCallers()) accounts += AccountOf(caller);
  return R"({"Accounts": [)" + accounts + R"({"AccountId": "inactive", "AccessKeys": [
      {"AccessKeyId": "disabled", "AccessKeySecret": "secret", "Status": "Inactive"}]}]})";
}

const base::Moment kNow = base::ParseProtocolTime("2026-01-15T08:00:00Z").value();

/// A call under construction; a fault changes it before it is signed or after.
struct Draft {
  auth::CallToSign call;
  Caller caller;
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
        emulator_({.accounts = fixtures::ReadFixture(Fixture(), "test").value()}, clock_, ids_) {
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
                         .access_key_secret = "secret",
                         .scheme = scheme},
                .nonce = ids_.Nonce()};
    for (const Fault* fault : faults) fault->add(draft);
    if (draft.call.access_key_id.empty()) draft.call.access_key_id = draft.caller.Name();
    base::HttpRequest request = auth::BuildSignedRequest(draft.call, draft.signed_at, draft.nonce);
    for (const auto& change : draft.after_signing) change(request);
    return CodeIn(http::Send(Endpoint(), request).value());
  }

 private:
  std::string Endpoint() const { return "http://127.0.0.1:" + std::to_string(emulator_.Port()); }

  static std::string CodeIn(const base::HttpResponse& response) {
    if (response.status == 200) return {};
    for (const std::string_view key : {"\"Code\":\"", "<Code>"}) {
      const auto start = response.body.find(key);
      if (start == std::string::npos) continue;
      const auto value = response.body.substr(start + key.size());
      return value.substr(0, value.find_first_of("\"<"));
    }
    return "(no code)";
  }

  test::ManualClock clock_;
  test::CountingIds ids_;
  Emulator emulator_;
};

/// Takes the signature out of a signed request, wherever its scheme keeps it.
void DropSignature(base::HttpRequest& request) {
  request.headers.ChangeValues([](const base::HttpHeader& header) {
    const bool is_signed = header.name == "Authorization";
    return is_signed ? header.value.substr(0, header.value.find(",Signature=")) : header.value;
  });
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
    {"InvalidAction.NotFound", [](Draft& draft) { draft.call.action = ""; }},
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
    {"InvalidSecurityToken.Malformed",
     [](Draft& draft) { draft.call.security_token = "nonsense"; }},
    {"InvalidTimeStamp.Expired",
     [](Draft& draft) { draft.signed_at = kNow - std::chrono::minutes{16}; }},
    {"SignatureDoesNotMatch", [](Draft& draft) { draft.call.access_key_secret = "wrong"; }},
    {"SignatureNonceUsed", [](Draft& draft) { draft.nonce = "used"; }},
    {"Throttling.User", [](Draft& draft) { draft.caller.throttled = true; }},
    {"Forbidden", [](Draft& draft) { draft.caller.denied = true; }},
    {"OperationDenied", [](Draft& draft) { draft.caller.closed = true; }},
    {"InvalidParameter", [](Draft& draft) { draft.call.parameters.clear(); }},
};

/// Faults that replace another one; each with the one that it replaces.
const std::vector<std::pair<Fault, std::size_t>> kAlternatives{
    {{"InvalidAction.NotFound", [](Draft& draft) { draft.call.action = "NoSuchAction"; }}, 4},
    {{"InvalidVersion", [](Draft& draft) { draft.call.version = "2020-11-10"; }}, 4},
    {{"InvalidAccessKeyId.Inactive", [](Draft& draft) { draft.call.access_key_id = "disabled"; }},
     6},
    {{"JobNotFound",
      [](Draft& draft) {
        draft.call.parameters = {{"JobId", "other"}};
      }},
     14},
};

/// Uses the nonce "used" with every key, and with it the one call of those that are throttled.
void UseNonceOnce(Server& server, auth::Scheme scheme) {
  for (const Caller& caller : AllCallers()) {
    const Fault used{"", [&](Draft& draft) {
                       draft.nonce = "used";
                       draft.caller = caller;
                     }};
    const std::string code = server.CodeFor(scheme, {&used});
    REQUIRE(code == (caller.denied ? "Forbidden" : caller.closed ? "OperationDenied" : ""));
  }
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
