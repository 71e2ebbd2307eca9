#pragma once

#include <chrono>
#include <cstddef>

/// Every limit of the HTTP server, each with its unit. docs/limits.md lists them.
namespace fake_ice::http {

/// Request line and headers together.
inline constexpr std::size_t kMaxHeadBytes = 256 * 1024;
inline constexpr std::size_t kMaxHeaders = 256;

/// The body after chunked transfer coding was taken off, unless the handler takes more.
inline constexpr std::size_t kMaxBodyBytes = 8 * 1024 * 1024;

/// One chunk size with its extensions, or one trailer line.
inline constexpr std::size_t kMaxChunkLineBytes = 4 * 1024;
/// All of them together, for each byte that the body may have.
inline constexpr std::size_t kMaxChunkLineBytesPerByte = 8;

/// What an idle connection may keep of its buffers.
inline constexpr std::size_t kMaxIdleBufferBytes = 16 * 1024;

/// What the real gateway says in its Keep-Alive header.
inline constexpr std::chrono::seconds kAdvertisedIdleTime{25};

/// What all clients of a server together may hold of it, and how long one may keep it waiting.
/// Every time holds to within milliseconds. Tests ask for less.
struct Limits {
  /// Open connections; fewer where the process may not open so many files.
  std::size_t connections = 4096;

  /// Bytes of requests that have not come whole and of answers that have not been taken.
  std::size_t held_bytes = 256 * 1024 * 1024;

  /// Between requests. A little longer than advertised, so that no client races the close.
  std::chrono::milliseconds idle_time = std::chrono::seconds{30};

  /// For a request's head from its first byte on.
  std::chrono::milliseconds head_time = std::chrono::seconds{15};

  /// For each silence within a body, and while the client takes nothing of its answer.
  std::chrono::milliseconds silence = std::chrono::seconds{15};

  /// For a client to give up a stalled answer.
  std::chrono::milliseconds stall_time = std::chrono::hours{1};

  /// For a client to close after its last answer; what it still sends is dropped.
  std::chrono::milliseconds linger_time = std::chrono::seconds{2};

  /// What an idle client has at least before it makes room for a new one, when there are as many
  /// connections as may be.
  std::chrono::milliseconds idle_until_given_up = std::chrono::seconds{1};

  /// For clients with a request in flight to send it, or to take its answer, once the server stops.
  std::chrono::milliseconds stop_patience{100};
};

}  // namespace fake_ice::http
