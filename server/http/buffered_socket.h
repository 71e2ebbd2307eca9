#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/http_message.h"
#include "http/tls_session.h"

namespace fake_ice::http {

/// An accepted socket that never blocks, with what was received and not yet used and what was
/// written and not yet taken by the client, both without the TLS that may lie around them on the
/// way. Not thread-safe.
class BufferedSocket {
 public:
  enum class Input { kNone, kSome, kEnd };

  /// Takes over `descriptor`, which must not block, unless this throws std::bad_alloc. With `tls`,
  /// which must outlive this, the client is to speak TLS; one whose first byte is none of TLS is
  /// read as it speaks.
  BufferedSocket(int descriptor, const TlsContext* tls);
  ~BufferedSocket();
  BufferedSocket(const BufferedSocket&) = delete;
  BufferedSocket& operator=(const BufferedSocket&) = delete;

  /// Receives what is there, until more than `limit` bytes are unused. kEnd when the client has
  /// closed its side or is gone.
  Input Receive(std::size_t limit);
  /// Has Receive go on until there is nothing, from now on: a read that is shorter than asked may
  /// have ended before the client's end, or at the mark of its urgent data.
  void ReadOn() { reads_on_ = true; }
  /// Something may have come.
  void ExpectInput() { may_have_input_ = true; }
  /// Whether something may be there, or the end, that was not received or dropped.
  [[nodiscard]] bool MayHaveInput() const { return may_have_input_; }
  [[nodiscard]] std::string_view Unused() const {
    return std::string_view(received_).substr(used_);
  }
  void Use(std::size_t count) { used_ += count; }
  /// Uses everything, and gives its memory back.
  void DropReceived();
  /// Drops what is unused and a bounded part of what is there. False at the end.
  [[nodiscard]] bool DropInput();
  /// Whether the client has closed its side or is gone.
  [[nodiscard]] bool HasEnded() const;

  [[nodiscard]] bool IsTls() const { return tls_ != nullptr; }
  [[nodiscard]] bool IsPlainOnTls() const { return is_plain_on_tls_; }
  /// Whether the client has begun a handshake and not ended it.
  [[nodiscard]] bool IsHandshaking() const { return has_begun_ && tls_ && tls_->IsHandshaking(); }
  /// Whether a part of something has come that cannot be read before the rest has.
  [[nodiscard]] bool HasPartOfRecord() const { return tls_ && tls_->HasPartOfRecord(); }
  /// Whether the client's TLS was wrong, which it was told.
  [[nodiscard]] bool HasTlsFailed() const { return tls_ && tls_->HasFailed(); }

  void Write(std::string_view bytes) { written_ += bytes; }
  void Write(std::string&& bytes);
  /// Ends what is written until all of it is sent.
  void WriteLast(base::SharedBytes bytes);
  /// Sends what the client takes of what was written. False when it is gone.
  [[nodiscard]] bool Send();
  [[nodiscard]] std::size_t UnsentBytes() const {
    return written_.size() - sent_ + last_.bytes.size();
  }
  /// Whether nothing can be received before the client has taken something.
  [[nodiscard]] bool WaitsForRoom() const { return tls_ && tls_->WaitsForRoom(); }
  /// The bytes that the client's side of the connection has taken so far.
  [[nodiscard]] std::uint64_t TakenBytes() const;

  /// Has the connection end below TLS, which says nothing of it.
  void CutOff() { is_cut_off_ = true; }
  /// Sends a client that speaks TLS a fatal alert; nothing can be sent after that.
  void BreakTls();
  /// Tells the client that no more will come.
  void FinishSending();
  /// Has the client see a reset when the socket is closed.
  void ResetOnClose();

  /// The memory that the client makes this hold, with its share of what others hold as well.
  [[nodiscard]] std::size_t HeldBytes() const {
    return Unused().size() + written_.size() + share_of_last_ + (tls_ ? tls_->HeldBytes() : 0);
  }
  /// Gives back what one large request or answer needed.
  void ShrinkBuffers();

  [[nodiscard]] int Descriptor() const { return descriptor_; }
  /// The client's address without its port; an IPv4 client of an IPv6 socket has its IPv4 one.
  [[nodiscard]] const std::string& RemoteAddress() const { return remote_address_; }

 private:
  ssize_t ReceiveSome(char* buffer, std::size_t size);
  bool SendSome(std::string_view bytes, std::size_t& sent, bool more);

  const int descriptor_;
  const std::string remote_address_;
  std::unique_ptr<TlsSession> tls_;  // null for a client that speaks plain HTTP
  bool has_begun_ = false;
  bool is_plain_on_tls_ = false;
  bool is_cut_off_ = false;
  std::string received_;
  std::size_t used_ = 0;
  bool reads_on_ = false;
  bool may_have_input_ = false;
  std::string written_;
  std::size_t sent_ = 0;
  std::uint64_t sent_in_plain_ = 0;
  base::SharedBytes last_;  // what is unsent of them
  std::size_t share_of_last_ = 0;
};

}  // namespace fake_ice::http
