#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/http_message.h"

namespace fake_ice::http {

/// An accepted socket that never blocks, with what was received and not yet used and what was
/// written and not yet taken by the client. Not thread-safe.
class BufferedSocket {
 public:
  enum class Input { kNone, kSome, kEnd };

  /// Takes over `descriptor`, which must not block.
  explicit BufferedSocket(int descriptor);
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

  void Write(std::string_view bytes) { written_ += bytes; }
  void Write(std::string&& bytes);
  /// Ends what is written until all of it is sent.
  void WriteLast(base::SharedBytes bytes);
  /// Sends what the client takes of what was written. False when it is gone.
  [[nodiscard]] bool Send();
  [[nodiscard]] std::size_t UnsentBytes() const {
    return written_.size() - sent_ + last_.bytes.size();
  }
  /// The bytes that the client's side of the connection has not taken, those that are sent among
  /// them.
  [[nodiscard]] std::size_t UntakenBytes() const;

  /// Tells the client that no more will come.
  void FinishSending() const;
  /// Has the client see a reset when the socket is closed.
  void ResetOnClose() const;

  /// The memory that the client makes this hold, with its share of what others hold as well.
  [[nodiscard]] std::size_t HeldBytes() const {
    return Unused().size() + written_.size() + share_of_last_;
  }
  /// Gives back what one large request or answer needed.
  void ShrinkBuffers();

  [[nodiscard]] int Descriptor() const { return descriptor_; }
  /// The client's address without its port; an IPv4 client of an IPv6 socket has its IPv4 one.
  [[nodiscard]] const std::string& RemoteAddress() const { return remote_address_; }

 private:
  const int descriptor_;
  const std::string remote_address_;
  std::string received_;
  std::size_t used_ = 0;
  bool reads_on_ = false;
  bool may_have_input_ = false;
  std::string written_;
  std::size_t sent_ = 0;
  base::SharedBytes last_;  // what is unsent of them
  std::size_t share_of_last_ = 0;
};

}  // namespace fake_ice::http
