#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/descriptor.h"

/// How the two sides of a fork speak with each other: whole messages, which may carry open files
/// (unix(7), SOCK_SEQPACKET and SCM_RIGHTS).
namespace fake_ice::sandbox {

struct Message {
  std::string text;
  std::vector<Descriptor> descriptors;
};

/// How many descriptors a message may carry (SCM_MAX_FD of Linux).
inline constexpr std::size_t kMaxDescriptors = 253;

/// A pair of connected ends, closed on exec. Throws std::system_error.
std::pair<Descriptor, Descriptor> Connected();

/// False when the other end is gone, or the message larger than the system takes at once.
[[nodiscard]] bool Send(const Descriptor& end, std::string_view text,
                        const std::vector<Descriptor>& descriptors = {});

/// Waits for a message; nothing when the other end is gone. What it carries is closed on exec.
[[nodiscard]] std::optional<Message> Receive(const Descriptor& end);

}  // namespace fake_ice::sandbox
