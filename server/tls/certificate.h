#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/expected.h"

namespace fake_ice::tls {

/// A certificate and its private key, both in PEM.
struct Certificate {
  std::string certificate;
  std::string private_key;
};

/// What is wrong with a server's certificate, so that a client's error handling can be tested.
enum class Flaw {
  kNone,
  kExpired,  ///< it ended an hour ago
  kName,     ///< it is for another name than any that it should be for
};

/// A new certificate authority (EC P-256) of which nobody else has the key. All that is made here
/// throws std::runtime_error when OpenSSL cannot.
Certificate MakeAuthority(base::Moment now);

/// A new server certificate (EC P-256) by `authority`, for `names`: host names, with `*` for a
/// first label, and IP addresses.
Certificate MakeServerCertificate(const Certificate& authority,
                                  const std::vector<std::string>& names, base::Moment now,
                                  Flaw flaw);

/// The names under which clients that know nothing of fake-ice call it: those of this machine, and
/// those that the service has in every documented region (schema/regions.txt).
std::vector<std::string> DefaultNames();

/// The authority in `pem`, with its key, if it can be used at `now`; else why not, as the end of a
/// sentence about the file that holds it.
base::Expected<Certificate, std::string> ReadAuthority(const std::string& pem, base::Moment now);

}  // namespace fake_ice::tls
