#include "control/caller_rule.h"

#include <string_view>

#include "base/address.h"
#include "base/digest.h"
#include "base/text.h"

namespace fake_ice::control {
namespace {

constexpr std::string_view kBearer = "Bearer ";

std::string From(const base::HttpRequest& request) {
  const std::string& address = request.remote_address;
  return address.empty() ? "an unknown address" : address + ", which is not this machine";
}

}  // namespace

bool CallerRule::ShowsToken(const base::HttpRequest& request) const {
  const auto shown = base::FindHeader(request.headers, "Authorization");
  if (token_.empty() || !shown || shown->size() <= kBearer.size()) return false;
  const std::string_view scheme = shown->substr(0, kBearer.size());
  if (!base::EqualsIgnoringCase(scheme, kBearer)) return false;
  const std::string_view token = base::Trim(shown->substr(kBearer.size()));
  return base::EqualInConstantTime(token, token_);
}

std::optional<std::string> CallerRule::Refuse(const base::HttpRequest& request) const {
  if (token_.empty() || base::IsThisMachine(request.remote_address) || ShowsToken(request)) {
    return {};
  }
  return "The request came from " + From(request) +
         ", and fake-ice was started with --control-token. Send the header "
         "\"Authorization: Bearer TOKEN\" with that token.";
}

std::optional<std::string> CallerRule::RefuseSecrets(const base::HttpRequest& request) const {
  if (base::IsThisMachine(request.remote_address) || ShowsToken(request)) return {};
  return "Secrets are not shown to " + From(request) +
         ". Ask from the machine or container that fake-ice runs on, or start it with "
         "--control-token TOKEN and send \"Authorization: Bearer TOKEN\".";
}

}  // namespace fake_ice::control
