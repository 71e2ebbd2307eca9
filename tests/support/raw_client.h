#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/http_message.h"
#include "support/sanitized.h"

namespace fake_ice::test {

/// A response as it came over the wire.
struct RawResponse {
  int status = 0;
  std::string head;  ///< status line and headers with the blank line, every byte
  base::HttpHeaders headers;
  std::string body;

  /// The value of that header, "" when there is none.
  [[nodiscard]] std::string Header(std::string_view name) const;
  [[nodiscard]] std::size_t CountHeader(std::string_view name) const;
};

/// A request as it goes over the wire, with the Content-Length of its body.
std::string ToBytes(const base::HttpRequest& request);

/// Exact bytes to and from 127.0.0.1 over one blocking socket, or within TLS over it. Every wait
/// ends after kPatience, a guard against hanging; what goes wrong is a std::runtime_error. Not
/// thread-safe, except that one thread may send while another reads.
class RawClient {
 public:
  static constexpr std::chrono::seconds kPatience{kSanitized ? 120 : 30};

  struct Options {
    int receive_buffer_bytes = 0;  ///< 0 leaves it to the system
    int max_segment_bytes = 0;     ///< likewise; small ones let the server's system hold less
    bool tls = false;              ///< speaks it, and trusts any certificate
    int max_tls_version = 0;       ///< such as TLS1_2_VERSION; 0 is the newest
  };

  explicit RawClient(std::uint16_t port) : RawClient(port, Options{}) {}
  RawClient(std::uint16_t port, Options options);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient& operator=(RawClient&&) = delete;

  void Send(std::string_view bytes);
  /// False when the server would not take all of them.
  [[nodiscard]] bool TrySend(std::string_view bytes);

  /// The next response, its body delimited by Content-Length. A response to HEAD has none.
  RawResponse Read() { return ReadResponse(false); }
  RawResponse ReadHeadOnly() { return ReadResponse(true); }
  RawResponse Ask(std::string_view request);

  /// The next `count` bytes.
  std::string ReadBytes(std::size_t count);
  /// Everything until the server closes; a reset counts as that too.
  std::string ReadToEnd();

  /// Whether something has come that was not read yet, or the end.
  [[nodiscard]] bool HasInput() const;
  /// Whether the stream ended with a reset.
  [[nodiscard]] bool WasReset() const { return was_reset_; }

  /// Whether TLS, too, has ended: the server said that there is no more.
  [[nodiscard]] bool EndedCleanly() const;
  /// The alert (RFC 8446, 6) by which the server broke TLS off; 0 without one.
  [[nodiscard]] int TlsAlert() const;

  /// No more will be sent; the other direction stays open.
  void FinishSending();
  /// Makes closing abort the connection, so that it leaves no TIME_WAIT behind.
  void ResetOnClose();

 private:
  class Tls;

  RawResponse ReadResponse(bool head_only);
  /// False at the end of the stream.
  bool ReceiveMore();

  int socket_;
  std::unique_ptr<Tls> tls_;
  std::string received_;
  bool was_reset_ = false;
};

/// Whether a connection to that port is accepted right now.
bool CanConnect(std::uint16_t port);

}  // namespace fake_ice::test
