#include "base/address.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

namespace fake_ice::base {
namespace {

/// An address of either family, IPv4 as IPv6 writes it.
using Bytes = std::array<unsigned char, 16>;

Bytes Mapped(const in_addr& address) {
  Bytes bytes{};
  bytes[10] = bytes[11] = 0xFF;
  std::memcpy(&bytes[12], &address, sizeof address);
  return bytes;
}

std::optional<Bytes> Parse(std::string_view text) {
  // inet_pton stops reading at a NUL.
  if (text.find('\0') != std::string_view::npos) return {};
  const std::string copy(text);
  in_addr v4{};
  if (inet_pton(AF_INET, copy.c_str(), &v4) == 1) return Mapped(v4);
  Bytes v6{};
  if (inet_pton(AF_INET6, copy.c_str(), v6.data()) != 1) return {};
  return v6;
}

bool IsLoopback(const Bytes& address) {
  const in_addr any_v4{};
  const Bytes v4 = Mapped(any_v4);
  if (std::equal(address.begin(), address.begin() + 12, v4.begin())) return address[12] == 127;
  Bytes one{};
  one.back() = 1;
  return address == one;
}

std::optional<Bytes> AddressOf(const ifaddrs& interface) {
  if (interface.ifa_addr == nullptr) return {};
  if (interface.ifa_addr->sa_family == AF_INET) {
    return Mapped(reinterpret_cast<const sockaddr_in*>(interface.ifa_addr)->sin_addr);
  }
  if (interface.ifa_addr->sa_family != AF_INET6) return {};
  Bytes bytes{};
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(interface.ifa_addr);
  std::memcpy(bytes.data(), &v6->sin6_addr, bytes.size());
  return bytes;
}

bool HasInterface(const Bytes& address) {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return false;
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, freeifaddrs);
  for (const ifaddrs* at = list; at != nullptr; at = at->ifa_next) {
    if (AddressOf(*at) == address) return true;
  }
  return false;
}

}  // namespace

bool IsLoopback(std::string_view address) {
  const auto bytes = Parse(address);
  return bytes && IsLoopback(*bytes);
}

bool IsThisMachine(std::string_view address) {
  const auto bytes = Parse(address);
  return bytes && (IsLoopback(*bytes) || HasInterface(*bytes));
}

std::string UrlHost(std::string_view host) {
  const bool is_ipv6 = host.find(':') != std::string_view::npos;
  return is_ipv6 ? '[' + std::string(host) + ']' : std::string(host);
}

}  // namespace fake_ice::base
