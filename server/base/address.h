#pragma once

#include <string>
#include <string_view>

namespace fake_ice::base {

/// Whether a numeric IP address (IPv6 without brackets) leads back to the machine that it is used
/// on: 127.0.0.0/8, ::1, and the first written as IPv6. False for names and for what is no address.
bool IsLoopback(std::string_view address);

/// Whether it is a loopback address or one that an interface of this machine has. Asks the system
/// unless it is the former.
bool IsThisMachine(std::string_view address);

/// A host as it stands in a URL: an IPv6 address in brackets.
std::string UrlHost(std::string_view host);

}  // namespace fake_ice::base
