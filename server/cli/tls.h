#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/expected.h"
#include "cli/command_line.h"
#include "emulator.h"

namespace fake_ice::cli {

/// The names in the certificate that is made at start.
std::vector<std::string> CertificateNames(const TlsConfig& config);

/// What a server shows to clients that speak TLS: a certificate made now, by an authority made now
/// or kept by the directory, or the one in the files. Or a sentence that says why there is none.
base::Expected<TlsOptions, std::string> MakeTls(const TlsConfig& config, base::Moment now);

/// Writes what makes clients trust `authority`, in PEM, for --write-env. A sentence that warns, or
/// none; or one that says why it cannot be written.
base::Expected<std::string, std::string> WriteEnv(const std::string& file,
                                                  const std::string& authority);

}  // namespace fake_ice::cli
