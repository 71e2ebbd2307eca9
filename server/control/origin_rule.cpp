#include "control/origin_rule.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "base/text.h"

namespace fake_ice::control {
namespace {

constexpr std::string_view kDigits = "0123456789";

/// How much of a header's value a refusal repeats.
constexpr std::size_t kMaxQuotedBytes = 100;

/// What Host says, and an Origin behind its scheme.
struct Authority {
  std::string host;  ///< as CanonicalHost has it
  std::optional<unsigned> port;
};

/// `text` in quotation marks, cut, with everything but printable ASCII as `\xNN`.
std::string Quoted(std::string_view text) {
  const std::string escaped = base::EscapeUnprintable(text.substr(0, kMaxQuotedBytes), "\"\\");
  return '"' + escaped + (text.size() > kMaxQuotedBytes ? "...\"" : "\"");
}

/// The one way in which an IPv6 address is written (RFC 5952), in brackets.
std::optional<std::string> CanonicalIpv6(std::string_view text) {
  // First of all, because inet_pton stops reading at a NUL.
  if (text.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) return {};
  in6_addr address{};
  if (inet_pton(AF_INET6, std::string(text).c_str(), &address) != 1) return {};
  std::array<char, INET6_ADDRSTRLEN> canonical{};
  inet_ntop(AF_INET6, &address, canonical.data(), canonical.size());
  return '[' + std::string(canonical.data()) + ']';
}

bool IsLabel(std::string_view label) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-_";
  return !label.empty() && label.find_first_not_of(kLetters) == std::string_view::npos;
}

/// A name in lower case without the root's dot, an IPv4 address as it is, IPv6 in brackets; nothing
/// for what is none of them.
std::optional<std::string> CanonicalHost(std::string_view text) {
  if (text.starts_with('[')) {
    return text.ends_with(']') ? CanonicalIpv6(text.substr(1, text.size() - 2)) : std::nullopt;
  }
  std::string name = base::ToLower(text);
  if (name.ends_with('.')) name.pop_back();
  const auto labels = base::Split(name, '.');
  if (!std::all_of(labels.begin(), labels.end(), IsLabel)) return {};
  return name;
}

std::optional<unsigned> ParsePort(std::string_view text) {
  const bool is_number = !text.empty() && text.size() <= 5 &&
                         text.find_first_not_of(kDigits) == std::string_view::npos;
  if (!is_number) return {};
  unsigned port = 0;
  for (const char digit : text) port = port * 10 + static_cast<unsigned>(digit - '0');
  return port <= 0xFFFF ? std::optional(port) : std::nullopt;
}

/// `host` or `host:port`; also an IPv6 address whose brackets were forgotten, then without a port.
std::optional<Authority> ParseAuthority(std::string_view text) {
  if (auto address = CanonicalIpv6(text)) return Authority{std::move(*address), {}};
  const bool is_bracketed = text.starts_with('[');
  const auto host_end = is_bracketed ? text.find(']') + 1 : std::min(text.find(':'), text.size());
  auto host = CanonicalHost(text.substr(0, host_end));
  if (!host) return {};
  const std::string_view rest = text.substr(host_end);
  if (rest.empty()) return Authority{std::move(*host), {}};
  const auto port = rest.front() == ':' ? ParsePort(rest.substr(1)) : std::nullopt;
  if (!port) return {};
  return Authority{std::move(*host), port};
}

/// Of the forms of CanonicalHost. A name that merely begins with an address may belong to anybody.
bool IsIpAddress(const std::string& host) {
  in_addr address{};
  return host.starts_with('[') || inet_pton(AF_INET, host.c_str(), &address) == 1;
}

/// What stands between scheme and path of a target in absolute form.
std::string_view AuthorityOf(std::string_view target) {
  const std::string_view rest = target.substr(target.find("://") + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

bool IsHealthCheck(std::string_view path) {
  return path.substr(0, path.find('?')) == "/_fake-ice/health";
}

/// An Origin without a port means its scheme's default, and so does the Host that came with it.
bool IsOriginOf(std::string_view origin, const Authority& host) {
  const auto scheme_end = origin.find("://");
  if (scheme_end == std::string_view::npos) return false;
  const std::string scheme = base::ToLower(origin.substr(0, scheme_end));
  if (scheme != "http" && scheme != "https") return false;
  const unsigned default_port = scheme == "http" ? 80 : 443;
  const auto authority = ParseAuthority(origin.substr(scheme_end + 3));
  return authority && authority->host == host.host &&
         authority->port.value_or(default_port) == host.port.value_or(default_port);
}

std::vector<std::string_view> ValuesOf(const base::HttpHeaders& headers, std::string_view name) {
  std::vector<std::string_view> values;
  for (const base::HttpHeader& header : headers) {
    if (base::EqualsIgnoringCase(header.name, name)) values.push_back(base::Trim(header.value));
  }
  return values;
}

std::optional<std::string> RefuseOrigin(const base::HttpHeaders& headers, const Authority& host) {
  const auto origins = ValuesOf(headers, "Origin");
  if (origins.size() > 1)
    return "The header Origin came more than once. Send it once or not at all.";
  if (origins.empty() || IsOriginOf(origins.front(), host)) return {};
  return "The Origin " + Quoted(origins.front()) +
         " is not the control API's own: web pages of other origins may not use it. Call it from a "
         "program, or from a page that this server itself serves.";
}

std::optional<std::string> RefuseFetchSite(const base::HttpHeaders& headers) {
  for (const std::string_view site : ValuesOf(headers, "Sec-Fetch-Site")) {
    if (site == "same-origin" || site == "none") continue;
    return "The header Sec-Fetch-Site is " + Quoted(site) +
           ": a web page of another origin may not use the control API or link to it. Type the "
           "address into the browser's address bar, or call it from a program.";
  }
  return {};
}

std::string UnknownHost(const std::string& host) {
  return "The Host " + Quoted(host) +
         " is neither an IP address, a loopback name nor the bound one, so that the request may "
         "come from a "
         "foreign web page. If the name is yours, start fake-ice with --control-host " +
         host.substr(0, kMaxQuotedBytes) + ".";
}

}  // namespace

OriginRule::OriginRule(std::string bound_host, std::vector<std::string> extra_hosts) {
  extra_hosts.push_back(std::move(bound_host));
  for (const std::string& text : extra_hosts) {
    if (auto authority = ParseAuthority(text)) hosts_.push_back(std::move(authority->host));
  }
}

std::optional<std::string> OriginRule::Refuse(const base::HttpHeaders& headers,
                                              std::string_view target) const {
  auto hosts = ValuesOf(headers, "Host");
  if (hosts.size() != 1) {
    const std::string count = hosts.empty() ? "no Host header" : "more than one Host header";
    return "The request has " + count +
           ". Send exactly one, with a loopback name, the bound address or a name given with "
           "--control-host NAME.";
  }
  const std::string_view path = base::WithoutAuthority(target);
  if (target != path) hosts.front() = AuthorityOf(target);
  const auto host = ParseAuthority(hosts.front());
  if (!host) {
    return "The Host " + Quoted(hosts.front()) +
           " is not of the form NAME or NAME:PORT. Use localhost, the bound address or a name "
           "given with --control-host NAME.";
  }
  if (!IsHealthCheck(path) && !IsAllowedHost(host->host)) return UnknownHost(host->host);
  if (auto refusal = RefuseOrigin(headers, *host)) return refusal;
  return RefuseFetchSite(headers);
}

bool OriginRule::KnowsHost(const base::HttpHeaders& headers, std::string_view target) const {
  const bool is_absolute = target != base::WithoutAuthority(target);
  const auto hosts = ValuesOf(headers, "Host");
  if (hosts.empty()) return false;
  const auto host = ParseAuthority(is_absolute ? AuthorityOf(target) : hosts.front());
  return host && IsAllowedHost(host->host);
}

bool OriginRule::IsAllowedHost(std::string_view host) const {
  const std::string name(host);
  return name == "localhost" || name.ends_with(".localhost") || IsIpAddress(name) ||
         std::find(hosts_.begin(), hosts_.end(), name) != hosts_.end();
}

}  // namespace fake_ice::control
