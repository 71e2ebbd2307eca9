#pragma once

#include <optional>
#include <string>

#include "base/http_message.h"

namespace fake_ice::control {

/// What a caller of the control API may do, by the address it calls from. This machine's own may do
/// everything. From elsewhere, where a token was set, every request must show it and may then do
/// everything, too; where none was set, everything but reading secrets. In a container whoever
/// comes in through a published port comes from elsewhere. Thread-safe.
class CallerRule {
 public:
  /// `token` is what --control-token says, empty for none.
  explicit CallerRule(std::string token) : token_(std::move(token)) {}

  /// Why the request gets no answer but 401, as a sentence with the remedy.
  [[nodiscard]] std::optional<std::string> Refuse(const base::HttpRequest& request) const;

  /// Why it may not read secrets, likewise; asked only of what Refuse lets pass.
  [[nodiscard]] std::optional<std::string> RefuseSecrets(const base::HttpRequest& request) const;

 private:
  [[nodiscard]] bool ShowsToken(const base::HttpRequest& request) const;

  const std::string token_;
};

}  // namespace fake_ice::control
