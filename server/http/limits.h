#pragma once

#include <chrono>
#include <cstddef>

/// Every limit of the HTTP server, each with its unit. The README lists them.
namespace fake_ice::http {

/// Request line and headers together.
inline constexpr std::size_t kMaxHeadBytes = 256 * 1024;
inline constexpr std::size_t kMaxHeaders = 256;

/// The body after chunked transfer coding was taken off.
inline constexpr std::size_t kMaxBodyBytes = 8 * 1024 * 1024;

/// One chunk size with its extensions, or one trailer line.
inline constexpr std::size_t kMaxChunkLineBytes = 4 * 1024;
/// All of them together.
inline constexpr std::size_t kMaxChunkLinesBytes = 8 * kMaxBodyBytes;

/// Open connections; fewer where the process may not open so many files.
inline constexpr std::size_t kMaxConnections = 4096;

/// Threads, of which most wait for slow clients.
inline constexpr std::size_t kMaxThreads = 1024;

/// What an idle connection may keep of its buffers.
inline constexpr std::size_t kMaxIdleBufferBytes = 16 * 1024;

/// How long a connection may be idle between requests. The real gateway says 25 seconds in its
/// Keep-Alive header; closing a little later keeps a client from racing the close.
inline constexpr std::chrono::seconds kAdvertisedIdleTime{25};
inline constexpr std::chrono::seconds kMaxIdleTime{30};

/// How long a request's head may take from its first byte, and each silence within its body or
/// while the client does not take the response.
inline constexpr std::chrono::seconds kMaxHeadTime{15};
inline constexpr std::chrono::seconds kMaxSilence{15};

/// How long a stalled answer keeps its connection when the client does not give up.
inline constexpr std::chrono::hours kMaxStallTime{1};

/// How long a connection that is about to be closed may still send what the server drops.
inline constexpr std::chrono::seconds kMaxLinger{2};

/// How long Stop waits for requests in flight before it cuts their connections.
inline constexpr std::chrono::milliseconds kStopGrace{2000};

}  // namespace fake_ice::http
