#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The host names of the real service, as a command meets them that runs where they lead here.
namespace fake_ice::cli {

/// Host names, some with `*` for a first label.
class CloudNames {
 public:
  explicit CloudNames(std::vector<std::string> names) : names_(std::move(names)) {}

  /// Whether the name, in lower case, is one of them, or one of this machine's own.
  [[nodiscard]] bool Has(std::string_view name) const;

  /// /etc/hosts with this machine's own names and those that need no `*`: programs read it first.
  [[nodiscard]] std::string HostsFile(const std::string& own_name) const;

 private:
  std::vector<std::string> names_;
};

/// `text`, an nsswitch.conf, with hosts looked up in the file and by DNS alone: other ways, such as
/// systemd's, lead out of a network by sockets of the file system.
std::string WithPlainLookup(std::string_view text);

}  // namespace fake_ice::cli
