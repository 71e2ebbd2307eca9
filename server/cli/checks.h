#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What the value of an option may be. Each check's message is `VALUE: expected …`.
namespace fake_ice::cli {

struct Address {
  std::string host;  ///< without the brackets of an IPv6 address
  std::uint16_t port = 0;
};

/// `HOST:PORT`; an IPv6 host stands in brackets.
std::optional<Address> ParseAddress(const std::string& text);

CLI::Validator IsAddress();
/// A port that `exec` does not serve itself.
CLI::Validator IsFreePort();
CLI::Validator IsDuration();
/// A whole number up to `most`.
CLI::Validator IsCount(std::size_t most);
/// At least a mebibyte, as a number of bytes or with a unit; it becomes that number.
CLI::Validator IsSize();
CLI::Validator IsHostAlone();
/// A host name, also with `*` for its first label, or an IP address.
CLI::Validator IsCertificateName();

/// What a header can carry as a bearer token (RFC 6750). Its message does not repeat the value.
CLI::Validator IsToken();

/// One of `words`, in any case; it becomes the word as it stands there.
CLI::Validator IsOneOf(std::vector<std::string> words);

}  // namespace fake_ice::cli
