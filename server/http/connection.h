#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/http_message.h"
#include "http/body.h"
#include "http/buffered_socket.h"
#include "http/limits.h"
#include "http/message_layer.h"
#include "http/request_head.h"

namespace fake_ice::http {

/// One client's connection as a machine that never waits: each step goes as far as what was
/// received and what the client takes allow, and then says for what, and until when, it would be
/// parked. Used by one thread at a time. A step may throw when there is no memory or
/// the handler fails at refusing; the connection is over then.
class Connection {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Takes over `descriptor`, which must not block, unless this throws std::bad_alloc. `tls` is
  /// null where clients speak plain HTTP. It, `messages` and `limits` must outlive this.
  Connection(int descriptor, const TlsContext* tls, MessageLayer& messages, const Limits& limits);

  // Each step is false when the connection is over.

  /// Something has happened on the socket. Serves one request at the most.
  [[nodiscard]] bool Advance();
  /// Time has passed, maybe the deadline.
  [[nodiscard]] bool Expire();
  /// All clients together hold too much: this one's share is given up.
  [[nodiscard]] bool Shed();
  /// Answers a client that gets no other answer, and closes.
  [[nodiscard]] bool Refuse(Refusal refusal, std::string_view reason);

  /// The client's end is coming, or urgent data: see BufferedSocket.
  void ReadOn() { socket_.ReadOn(); }
  /// Whether Advance is to come again without another event.
  [[nodiscard]] bool HasMoreToDo() const;
  /// Whether Advance is to come also when the client has taken something.
  [[nodiscard]] bool WaitsForRoom() const {
    return phase_ != Phase::kDelayed && (socket_.UnsentBytes() > 0 || socket_.WaitsForRoom());
  }
  [[nodiscard]] Time Deadline() const { return deadline_; }
  /// When the client last did something that counts.
  [[nodiscard]] Time SilentSince() const { return silent_since_; }
  /// The memory that the client makes this hold.
  [[nodiscard]] std::size_t HeldBytes() const {
    return socket_.HeldBytes() + head_bytes_ + request_.body.size() + waiting_bytes_;
  }
  /// Whether the head of a request has come and its answer is not delivered. One that a fault holds
  /// back does not count.
  [[nodiscard]] bool IsInFlight() const;
  [[nodiscard]] bool IsIdle() const { return phase_ == Phase::kIdle; }
  [[nodiscard]] int Descriptor() const { return socket_.Descriptor(); }

 private:
  enum class Phase { kIdle, kHandshake, kHead, kBody, kDelayed, kSending, kStalled, kLingering };
  /// What follows once the answer is sent.
  enum class Then { kNextRequest, kClose, kLinger, kStall, kReset, kTlsAlert };

  bool Read();
  bool ReadHead(bool ended);
  bool ReadBody(bool ended);
  bool Linger();
  void BeginRequest(RequestHead head);
  base::HttpRequest TakeRequest();
  bool Deliver(Answer answer);
  [[nodiscard]] Then After(base::Delivery delivery) const;
  Answer TakeWaiting();
  bool HandleAgain();
  bool EndDelay();
  void Write(Answer answer);
  bool StartSending();
  bool SendOn();
  bool Finish();
  void Enter(Phase phase, std::chrono::milliseconds time);

  MessageLayer& messages_;
  const Limits& limits_;
  BufferedSocket socket_;
  Phase phase_ = Phase::kIdle;
  Time silent_since_;
  Time deadline_;
  base::HttpRequest request_;   // as much of it as has come
  std::size_t head_bytes_ = 0;  // what its head took up as it came
  HeadEndFinder head_end_;
  std::optional<BodyReader> body_reader_;
  std::size_t max_body_bytes_ = 0;
  bool keep_alive_ = true;
  std::unique_ptr<Answer> waiting_;  // in kDelayed, until the handler is asked again; mostly null
  std::size_t waiting_bytes_ = 0;    // what that takes up
  std::uint64_t taken_bytes_ = 0;    // of what was sent, when the client last took some of it
  Then then_ = Then::kNextRequest;
};

}  // namespace fake_ice::http
