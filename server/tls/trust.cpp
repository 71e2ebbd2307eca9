#include "tls/trust.h"

#include <array>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "tls/authority_folder.h"
#include "tls/java_store.h"

namespace fake_ice::tls {
namespace {

namespace fs = std::filesystem;
using Failure = base::Unexpected<std::string>;

/// Where systems keep the authorities that they trust, in one file: Debian and its kin, Fedora and
/// RHEL, openSUSE, Alpine.
constexpr std::array<const char*, 5> kSystemBundles{
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem"};

/// Empty when there is none. What SSL_CERT_FILE names stands for the system's, unless it is `ours`,
/// written before.
std::string SystemBundle(const fs::path& ours) {
  std::error_code error;
  const char* named = std::getenv("SSL_CERT_FILE");
  if (named != nullptr && *named != '\0' && !fs::equivalent(named, ours, error)) {
    if (auto text = ReadWhole(named)) return *std::move(text);
  }
  for (const char* file : kSystemBundles) {
    if (auto text = ReadWhole(file)) return *std::move(text);
  }
  return {};
}

std::string Quoted(std::string_view value) {
  return '\'' + base::ReplaceAll(std::string(value), "'", R"('\'')") + '\'';
}

/// A value within JAVA_TOOL_OPTIONS, where blanks and quotes have a meaning of their own.
std::string QuotedForJava(const std::string& value) {
  if (value.find_first_of(" \t'\"") == std::string::npos) return value;
  return '"' + base::ReplaceAll(value, "\"", R"("'"'")") + '"';
}

}  // namespace

base::Expected<TrustFiles, std::string> WriteTrust(const fs::path& stem,
                                                   const std::string& authority) {
  std::error_code error;
  const std::string whole = fs::absolute(stem, error).string();
  if (error) return Failure("cannot find " + stem.string() + ": " + error.message());
  TrustFiles files{.authority = whole + ".ca.pem",
                   .bundle = whole + ".bundle.pem",
                   .java_store = whole + ".p12"};
  std::string bundle = SystemBundle(files.bundle);
  files.has_system = !bundle.empty();
  if (files.has_system && !bundle.ends_with('\n')) bundle += '\n';
  bundle += authority;
  for (const auto& [file, text] : {std::pair(files.authority, authority),
                                   {files.bundle, bundle},
                                   {files.java_store, MakeJavaStore(bundle)}}) {
    if (auto written = WriteWhole(file, text, /*is_secret=*/false); !written) {
      return Failure(written.error());
    }
  }
  return files;
}

std::vector<std::pair<std::string, std::string>> TrustVariables(const TrustFiles& files) {
  const std::string bundle = files.bundle.string();
  const std::string java =
      "-Djavax.net.ssl.trustStore=" + QuotedForJava(files.java_store.string()) +
      " -Djavax.net.ssl.trustStoreType=PKCS12"
      " -Djavax.net.ssl.trustStorePassword=" +
      kJavaStorePassword;
  return {{"SSL_CERT_FILE", bundle},
          {"REQUESTS_CA_BUNDLE", bundle},
          {"CURL_CA_BUNDLE", bundle},
          {"ALIBABA_CLOUD_CA_BUNDLE", bundle},
          {"NODE_EXTRA_CA_CERTS", files.authority.string()},
          {"JAVA_TOOL_OPTIONS", java}};
}

std::string ExportLines(const TrustFiles& files) {
  std::string lines;
  for (const auto& [name, value] : TrustVariables(files)) {
    lines.append("export ").append(name).append("=").append(Quoted(value)).append("\n");
  }
  return lines;
}

}  // namespace fake_ice::tls
