#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "auth/signer.h"
#include "base/time_text.h"
#include "emulator.h"
#include "http/server.h"
#include "support/fakes.h"

namespace fake_ice::fuzz {

/// One answer as it came over the wire.
struct RawAnswer {
  int status = 0;
  base::HttpHeaders headers;
  std::string body;
};

/// A whole server with its store in memory, asked without a network. Its clock stands at kStart
/// and its ids count from one again after Restore, so that an input gives the same each time.
class InProcess {
 public:
  static inline const base::Moment kStart = base::ParseProtocolTime("2026-01-15T08:00:00Z").value();

  /// `fixture` is the text of a fixture document.
  explicit InProcess(const std::string& fixture);

  /// Everything that is answered to a client that sends these bytes and then finishes. They go
  /// through a connection of the HTTP server's.
  std::string Exchange(std::string_view bytes);

  /// The answer to one request; a broken property when the handler throws.
  base::HttpResponse Ask(base::HttpRequest request);
  /// A request of the control API.
  base::HttpResponse Control(const std::string& method, const std::string& path,
                             const std::string& body = "");
  /// A signed call of the emulated API. The nonce is a new one.
  base::HttpResponse Call(auth::CallToSign call);

  /// Back to the start.
  void Restore();

  [[nodiscard]] test::ManualClock& Clock() { return clock_; }

 private:
  test::ManualClock clock_{kStart};
  test::CountingIds ids_;
  Emulator emulator_;
  int nonces_ = 0;
};

/// Takes apart what a server sent: whole answers with a Content-Length each and nothing behind
/// them. `heads_only` for what is answered to HEAD. A broken property when it is anything else.
std::vector<RawAnswer> ReadAnswers(std::string_view bytes, const std::vector<bool>& heads_only);

/// The body is what its Content-Type says, to strict readers of others: JSON to RapidJSON, XML to
/// libxml2.
void RequireWellFormed(const base::HttpHeaders& headers, std::string_view body);

}  // namespace fake_ice::fuzz
