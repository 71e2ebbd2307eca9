#pragma once

#include <string>

namespace fake_ice::tls {

/// What opens a trust store; Java asks for one, and nothing in it is secret.
inline constexpr const char* kJavaStorePassword = "changeit";

/// A PKCS#12 trust store with every certificate in `pem`, in the form in which Java takes them for
/// trusted. Throws std::runtime_error when OpenSSL cannot.
std::string MakeJavaStore(const std::string& pem);

}  // namespace fake_ice::tls
