#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http_message.h"

namespace fake_ice::control {

/// Keeps web pages of other origins from driving the control API of a server on the developer's own
/// machine. DNS rebinding shows in Host, which the browser takes from the attacker's URL: it needs
/// a name, so that an IP address passes. The health check tells nothing then and passes under any
/// name, for whoever waits for a container. Requests that need no preflight (a form, a POST of
/// text/plain) and sandboxed frames show in Origin and Sec-Fetch-Site. Programs send neither of
/// those two. Headers that a proxy adds count for nothing: a page may set them. Thread-safe.
class OriginRule {
 public:
  /// `bound_host` is the address given to --listen, `extra_hosts` those given to --control-host
  /// (names or addresses, without a port; IPv6 with or without brackets). Case does not matter. An
  /// address that binds everything, such as 0.0.0.0, stands only for itself. What is no host at all
  /// allows nothing.
  OriginRule(std::string bound_host, std::vector<std::string> extra_hosts);

  /// Why the request is refused, as a sentence with the remedy; nothing when it is allowed. The
  /// authority of a target in absolute form stands for Host (RFC 9112, 3.2.2).
  [[nodiscard]] std::optional<std::string> Refuse(const base::HttpHeaders& headers,
                                                  std::string_view target = "/") const;

  /// Whether a request that is allowed names a host of this server: a health check need not.
  [[nodiscard]] bool KnowsHost(const base::HttpHeaders& headers, std::string_view target) const;

 private:
  /// `host` in the form in which the hosts are kept.
  [[nodiscard]] bool IsAllowedHost(std::string_view host) const;

  std::vector<std::string> hosts_;
};

}  // namespace fake_ice::control
