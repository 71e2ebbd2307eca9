#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "auth/signer.h"
#include "base/parameters.h"
#include "base/time_text.h"
#include "emulator.h"
#include "support/fakes.h"
#include "support/raw_client.h"

namespace fake_ice::test {

/// Who signs a call of the emulated API.
struct Signer {
  std::string access_key_id;
  std::string access_key_secret = "secret";
  std::string security_token{};
  auth::Scheme scheme = auth::Scheme::kV3;
  std::string method = "GET";
  std::string nonce{};  ///< empty: a new one
  std::string action = "GetYikeAIAppJob";
  std::string format = "JSON";
};

/// What a test may want to be different from a plain request.
struct Extras {
  std::string body{};
  std::vector<std::string> headers{};  ///< whole lines; one that begins with `Host:` replaces ours
};

/// An emulator on a port that the system chose, and the ways in which tests talk to it. Its clock
/// stands at kStart until a test moves it.
class RunningEmulator {
 public:
  static inline const base::Moment kStart = base::ParseProtocolTime("2026-01-15T08:00:00Z").value();

  /// `fixture` is the text of a fixture document; no default account is added to it. Identifiers
  /// count, unless they come from `ids`, which must outlive the emulator.
  explicit RunningEmulator(const std::string& fixture = "{}", EmulatorOptions options = {},
                           base::IdSource* ids = nullptr);

  [[nodiscard]] ManualClock& Clock() { return clock_; }
  [[nodiscard]] std::uint16_t Port() const { return emulator_.Port(); }
  [[nodiscard]] std::uint16_t TlsPort() const { return emulator_.TlsPort(); }
  /// What Host says of this server, such as `127.0.0.1:12345`.
  [[nodiscard]] std::string Authority() const;

  /// One request over a connection of its own.
  RawResponse Ask(const std::string& method, const std::string& target, const Extras& extras = {});
  /// Exactly these bytes.
  RawResponse AskRaw(const std::string& bytes);
  /// The body of GET, which must succeed and be JSON.
  nlohmann::json Read(const std::string& target);
  /// POST of a fixture, which must succeed.
  void Add(const std::string& fixture);
  /// Moves the clock of `account` on by a duration such as `10s`.
  void Advance(const std::string& account, const std::string& duration);
  /// All that the emulator holds, as a fixture.
  std::string Export();

  /// GetYikeAIAppJob with these parameters, properly signed.
  RawResponse Call(const Signer& signer, const base::Parameters& parameters = {{"JobId", "job"}});
  /// The code of that call's error; empty when it succeeded.
  std::string CodeOf(const Signer& signer, const base::Parameters& parameters = {{"JobId", "job"}});
  /// A signed request as Call would send it, for a test to spoil.
  base::HttpRequest Signed(const Signer& signer, const base::Parameters& parameters);
  RawResponse Send(const base::HttpRequest& request);

 private:
  ManualClock clock_{kStart};
  CountingIds counting_ids_;
  Emulator emulator_;
  int nonces_ = 0;
};

/// The body as JSON; a test fails when it is none.
nlohmann::json JsonOf(const RawResponse& response);

/// `Error.Code` of an answer of the control API, after a check of the whole shape.
std::string ControlCode(const RawResponse& response);
std::string ControlMessage(const RawResponse& response);

/// A fixture with account `1`, its key `key` (secret `secret`) and the jobs `job` and `other`.
inline constexpr const char* kSmallFixture = R"({"Accounts": [{"AccountId": "1",
  "AccessKeys": [{"AccessKeyId": "key", "AccessKeySecret": "secret"}],
  "Jobs": [{"JobId": "job", "Status": "Created"}, {"JobId": "other", "Status": "Failed"}]}]})";

}  // namespace fake_ice::test
