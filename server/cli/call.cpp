#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <system_error>

#include "auth/signer.h"
#include "base/clock.h"
#include "base/ids.h"
#include "cli/commands.h"
#include "cli/send.h"

namespace fake_ice::cli {
namespace {

/// Past what a server takes, and not the whole of a device.
constexpr std::size_t kMaxValueBytes = 16 * 1024 * 1024;

/// All that `stream` holds.
base::Expected<std::string, std::string> ReadAll(std::istream& stream) {
  std::string text;
  std::array<char, 64 * 1024> chunk{};
  while (stream.good() && text.size() <= kMaxValueBytes) {
    stream.read(chunk.data(), chunk.size());
    text.append(chunk.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (text.size() > kMaxValueBytes) {
    return base::Unexpected<std::string>("larger than " + std::to_string(kMaxValueBytes) +
                                         " bytes");
  }
  if (!stream.eof()) return base::Unexpected<std::string>(std::generic_category().message(errno));
  return text;
}

base::Expected<std::string, std::string> ReadFile(const std::string& path) {
  if (path == "-") return ReadAll(std::cin);
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  return ReadAll(file);
}

/// The parameters with the values that stand in files. The error is a sentence.
base::Expected<base::Parameters, std::string> WithFiles(base::Parameters parameters) {
  for (base::Parameter& parameter : parameters) {
    if (!parameter.value.starts_with('@')) continue;
    const std::string rest = parameter.value.substr(1);
    if (rest.starts_with('@')) {
      parameter.value = rest;
      continue;
    }
    auto text = ReadFile(rest);
    if (!text) {
      return base::Unexpected<std::string>(
          parameter.name + "=@" + rest + ": cannot read the file: " + text.error() +
          "; a value that begins with @ is written " + parameter.name + "=@@...");
    }
    parameter.value = std::move(*text);
  }
  return parameters;
}

/// JSON as a person reads it; anything else as it is.
std::string Indented(const std::string& body) {
  const auto json = nlohmann::ordered_json::parse(body, nullptr, false);
  return json.is_discarded() ? body : json.dump(2);
}

}  // namespace

int Call(const CallConfig& config) {
  const auto parameters = WithFiles(config.parameters);
  if (!parameters) {
    std::cerr << "fake-ice: " << parameters.error() << '\n';
    return 1;
  }
  base::RandomIds ids;
  const base::HttpRequest request = auth::BuildSignedRequest(
      {.endpoint = config.destination.endpoint,
       .method = config.method,
       .action = config.action,
       .version = config.version,
       .format = config.format,
       .parameters = *parameters,
       .access_key_id = config.access_key_id,
       .access_key_secret = config.access_key_secret,
       .security_token = config.security_token,
       .scheme = config.signature == "v1" ? auth::Scheme::kV1 : auth::Scheme::kV3},
      base::SystemClock().Now(), ids.Nonce());
  const auto response = SendTo(config.destination, request);
  if (!response) return 1;
  std::cout << (config.pretty ? Indented(response->body) : response->body) << '\n';
  // What fake-ice knows of a mistake is for a person, and no part of the answer.
  if (const auto why = base::FindHeader(response->headers, "x-fake-ice-explain")) {
    std::cerr << "fake-ice: " << *why << '\n';
  }
  return response->status >= 200 && response->status < 300 ? 0 : 1;
}

}  // namespace fake_ice::cli
