#include "cli/checks.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/time_text.h"

namespace fake_ice::cli {
namespace {

/// A name with a port; an IPv6 address has more than one colon.
bool IsHostWithPort(const std::string& text) {
  return std::count(text.begin(), text.end(), ':') == 1;
}

}  // namespace

std::optional<Address> ParseAddress(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  Address address{.host = text.substr(0, colon)};
  if (address.host.front() == '[' && address.host.back() == ']') {
    address.host = address.host.substr(1, address.host.size() - 2);
  } else if (address.host.find(':') != std::string::npos) {
    return std::nullopt;
  }
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, address.port);
  if (error != std::errc() || rest != end || address.host.empty()) return std::nullopt;
  return address;
}

CLI::Validator IsAddress() {
  return {[](std::string& text) {
            // An empty one, as a script with an empty variable gives it, is the default.
            if (text.empty() || ParseAddress(text)) return std::string();
            return text + ": expected HOST:PORT, such as 127.0.0.1:20201 or [::1]:0";
          },
          ""};
}

CLI::Validator IsFreePort() {
  return {[](std::string& text) {
            const auto address = ParseAddress("localhost:" + text);
            if (!address || address->port == 0) {
              return text + ": expected a port from 1 to 65535, such as 5432";
            }
            const bool is_served = address->port == 80 || address->port == 443;
            return is_served ? text + ": fake-ice itself serves there" : std::string();
          },
          ""};
}

CLI::Validator IsDuration() {
  return {[](std::string& text) {
            if (text.empty() || base::ParseDuration(text)) return std::string();
            return text + ": expected a duration such as 500ms, 15m, 36h or 1m30s";
          },
          ""};
}

CLI::Validator IsCount(std::size_t most) {
  return {[most](std::string& text) {
            std::size_t count = 0;
            const char* end = text.data() + text.size();
            const auto [rest, error] = std::from_chars(text.data(), end, count);
            if (error == std::errc() && rest == end && count <= most) return std::string();
            return text + ": expected a number from 0 to " + std::to_string(most);
          },
          ""};
}

CLI::Validator IsSize() {
  return {[](std::string& text) {
            constexpr std::uint64_t kLeast = 1024 * 1024;
            constexpr std::uint64_t kMost = kLeast * kLeast * 256;  // what SQLite holds
            std::string bytes = text;
            std::uint64_t count = 0;
            try {
              // CLI11 takes -1, what does not fit and a unit alone for numbers.
              const bool read = !text.empty() && text.front() >= '0' && text.front() <= '9' &&
                                CLI::AsSizeValue(false)(bytes).empty();
              if (read && CLI::detail::lexical_cast(bytes, count) && count >= kLeast &&
                  count <= kMost) {
                text = bytes;
                return std::string();
              }
            } catch (const CLI::ValidationError&) {  // a unit of its own
            }
            return text + ": expected a size of 1MiB or more, such as 512MiB or 4GiB";
          },
          ""};
}

CLI::Validator IsHostAlone() {
  return {[](std::string& host) {
            if (!host.empty() && host.find_first_of("/ ") == std::string::npos &&
                !IsHostWithPort(host)) {
              return std::string();
            }
            return host + ": expected a name or an address alone, such as fake-ice, without a port";
          },
          ""};
}

CLI::Validator IsCertificateName() {
  return {[](std::string& name) {
            constexpr std::string_view kOfNames =
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";
            constexpr std::size_t kMaxLength = 253;  // RFC 1035, 2.3.4
            std::string_view rest = name;
            if (rest.starts_with("*.")) rest.remove_prefix(2);
            const bool is_name = !rest.empty() && rest.front() != '.' && !IsHostWithPort(name) &&
                                 rest.size() <= kMaxLength &&
                                 rest.find_first_not_of(kOfNames) == std::string_view::npos;
            return is_name ? std::string()
                           : name +
                                 ": expected a name or an address alone, such as ice.test, "
                                 "*.ice.test or 10.0.0.1";
          },
          ""};
}

CLI::Validator IsToken() {
  return {[](std::string& token) {
            const bool fits = !token.empty() && std::all_of(token.begin(), token.end(), [](char c) {
              return c > ' ' && c <= '~';
            });
            return fits ? std::string() : "***: expected printable ASCII without blanks";
          },
          ""};
}

CLI::Validator IsOneOf(std::vector<std::string> words) {
  return {[words = std::move(words)](std::string& text) {
            std::string list;
            for (const std::string& word : words) {
              if (base::EqualsIgnoringCase(word, text)) {
                text = word;
                return std::string();
              }
              list += (list.empty() ? "" : word == words.back() ? " or " : ", ") + word;
            }
            return text + ": expected " + list;
          },
          ""};
}

}  // namespace fake_ice::cli
