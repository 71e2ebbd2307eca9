#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "http/tls_context.h"

struct ssl_st;
struct bio_st;
struct bio_method_st;

namespace fake_ice::http {

/// TLS over one accepted socket that never blocks. The handshake is made by whoever receives or
/// sends. Not thread-safe.
class TlsSession {
 public:
  /// `context` and the socket must outlive this. Throws std::bad_alloc.
  TlsSession(const TlsContext& context, int descriptor);

  /// As recv and send do it: a count, 0 at the client's end, or -1 with errno, which is EAGAIN when
  /// the rest comes later. `more` is to come soon.
  ssize_t Receive(char* buffer, std::size_t size);
  ssize_t Send(std::string_view bytes, bool more);

  /// Whether more may be there than Receive took, after it said EAGAIN.
  [[nodiscard]] bool MayHaveMore() const { return may_have_more_; }
  /// Whether Receive cannot go on before the client has taken something.
  [[nodiscard]] bool WaitsForRoom() const { return waits_for_room_; }
  [[nodiscard]] bool IsHandshaking() const;
  /// Whether there is a record that has not come whole.
  [[nodiscard]] bool HasPartOfRecord() const;
  /// Whether the client broke the protocol, or spoke another one. It was sent an alert.
  [[nodiscard]] bool HasFailed() const { return has_failed_; }

  /// Tells the client that no more will come, if it can be told at once.
  void SayEnd();
  /// Breaks off with a fatal alert (bad_record_mac), if the client takes it at once. Nothing is
  /// received or sent any more.
  void Break();

  /// What went over the socket to the client so far.
  [[nodiscard]] std::uint64_t SentBytes() const { return wire_.sent_bytes; }
  /// The memory that this takes up, as far as the client has a say in it.
  [[nodiscard]] std::size_t HeldBytes() const;

 private:
  /// The socket as OpenSSL uses it.
  struct Wire {
    int descriptor;
    bool drained = false;  ///< the last read was short: another would find nothing
    bool more = false;
    std::uint64_t received_bytes = 0;
    std::uint64_t sent_bytes = 0;
  };
  struct Free {
    void operator()(ssl_st* ssl) const;
  };

  static const bio_method_st* Method();
  static int ReadWire(bio_st* bio, char* buffer, int size);
  static int WriteWire(bio_st* bio, const char* bytes, int size);
  static long ControlWire(bio_st* bio, int command, long number, void* pointer);

  /// What OpenSSL's result means, in the terms of recv and send.
  ssize_t Translate(int result);

  Wire wire_;
  std::unique_ptr<ssl_st, Free> ssl_;
  bool may_have_more_ = false;
  bool waits_for_room_ = false;
  bool has_failed_ = false;
};

}  // namespace fake_ice::http
