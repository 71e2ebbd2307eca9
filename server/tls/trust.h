#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/expected.h"

namespace fake_ice::tls {

/// Files that make a process trust an authority beside all that it trusts anyway.
struct TrustFiles {
  std::filesystem::path authority;   ///< it alone, in PEM
  std::filesystem::path bundle;      ///< the system's authorities and it, in PEM
  std::filesystem::path java_store;  ///< the same for Java
  bool has_system = false;           ///< the system's were found
};

/// Writes them: `stem` with `.ca.pem`, `.bundle.pem` and `.p12` behind it. Or a sentence that says
/// what cannot be written or read.
base::Expected<TrustFiles, std::string> WriteTrust(const std::filesystem::path& stem,
                                                   const std::string& authority);

/// The variables by which OpenSSL, Python, Go, curl, Node, Java and aliyun-python-sdk-core (which
/// has authorities of its own, aliyunsdkcore/http/http_response.py) find them, with their values.
std::vector<std::pair<std::string, std::string>> TrustVariables(const TrustFiles& files);

/// The same as lines `export NAME='value'` for a shell.
std::string ExportLines(const TrustFiles& files);

}  // namespace fake_ice::tls
