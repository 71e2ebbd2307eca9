#pragma once

#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/expected.h"
#include "tls/certificate.h"

namespace fake_ice::tls {

/// The authority that `folder` keeps, so that who trusts it once trusts every server after it. One
/// that is not there yet is made: `ca-key.pem`, which only its owner may read, has certificate and
/// key, and `ca.pem` the certificate to trust. Two that start at once get the same. Or a sentence
/// that says what is wrong with which file.
base::Expected<Certificate, std::string> KeepAuthority(const std::filesystem::path& folder,
                                                       base::Moment now);

/// Replaces what `file` holds by `text` in one step; only its owner may read it if `is_secret`.
/// Or a sentence that says why it cannot be written.
base::Expected<void, std::string> WriteWhole(const std::filesystem::path& file,
                                             const std::string& text, bool is_secret);

/// What a file holds, or a sentence that says why it cannot be read.
base::Expected<std::string, std::string> ReadWhole(const std::filesystem::path& file);

}  // namespace fake_ice::tls
