#include "cli/tls.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "http/tls_context.h"
#include "tls/authority_folder.h"
#include "tls/certificate.h"
#include "tls/trust.h"

namespace fake_ice::cli {
namespace {

base::Expected<TlsOptions, std::string> ReadOwn(const TlsConfig& config) {
  auto certificate = tls::ReadWhole(config.certificate);
  if (!certificate) return base::Unexpected<std::string>("--tls-cert: " + certificate.error());
  auto key = tls::ReadWhole(config.key);
  if (!key) return base::Unexpected<std::string>("--tls-key: " + key.error());
  // The server says no more than that it cannot: it does not know the files.
  const auto usable =
      http::TlsContext::Make({.certificate_chain = *certificate, .private_key = *key});
  if (!usable) {
    return base::Unexpected<std::string>("--tls-cert " + config.certificate + " and --tls-key " +
                                         config.key + ": " + usable.error());
  }
  return TlsOptions{.certificate_chain = *std::move(certificate),
                    .private_key = *std::move(key),
                    .ca_certificate = {}};
}

tls::Flaw FlawOf(const std::string& word) {
  if (word == "expired") return tls::Flaw::kExpired;
  return word == "name" ? tls::Flaw::kName : tls::Flaw::kNone;
}

base::Expected<TlsOptions, std::string> MakeNew(const TlsConfig& config, base::Moment now) {
  auto authority = config.directory.empty() ? tls::MakeAuthority(now)
                                            : tls::KeepAuthority(config.directory, now);
  if (!authority) return base::Unexpected<std::string>("--tls-dir: " + authority.error());
  tls::Certificate made =
      tls::MakeServerCertificate(*authority, CertificateNames(config), now, FlawOf(config.flaw));
  return TlsOptions{.certificate_chain = std::move(made.certificate),
                    .private_key = std::move(made.private_key),
                    .ca_certificate = std::move(authority->certificate)};
}

/// Why nothing can be written beside `file`; empty when it can.
std::string WhyUnwritable(const std::string& file) {
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  if (access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) == 0) return {};
  return "--write-env: cannot write " + file + ": " + std::generic_category().message(errno);
}

}  // namespace

std::vector<std::string> CertificateNames(const TlsConfig& config) {
  std::vector<std::string> names = tls::DefaultNames();
  names.insert(names.end(), config.names.begin(), config.names.end());
  return names;
}

base::Expected<TlsOptions, std::string> MakeTls(const TlsConfig& config, base::Moment now) {
  // It is written once the server has its addresses, when the store may have been changed.
  if (!config.write_env.empty()) {
    const std::string reason = WhyUnwritable(config.write_env);
    if (!reason.empty()) return base::Unexpected<std::string>(reason);
  }
  auto options = config.certificate.empty() ? MakeNew(config, now) : ReadOwn(config);
  if (!options) return options;
  options->host = config.host;
  options->port = config.port;
  return options;
}

base::Expected<std::string, std::string> WriteEnv(const std::string& file,
                                                  const std::string& authority) {
  using Failure = base::Unexpected<std::string>;
  const auto files = tls::WriteTrust(file, authority);
  if (!files) return Failure("--write-env: " + files.error());
  const auto written = tls::WriteWhole(file, tls::ExportLines(*files), /*is_secret=*/false);
  if (!written) return Failure("--write-env: " + written.error());
  if (files->has_system) return std::string();
  return "--write-env: this system keeps its certificate authorities in no file that fake-ice "
         "knows: who reads " +
         file + " trusts fake-ice alone; SSL_CERT_FILE names the system's";
}

}  // namespace fake_ice::cli
