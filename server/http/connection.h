#pragma once

#include <httplib.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "http/worker_pool.h"

namespace fake_ice::http {

/// One accepted socket with what was received and not yet used. Between requests it belongs to
/// nobody and holds no thread; while a request is served, to one worker. To cpp-httplib it is the
/// stream of that one request.
class Connection final : public httplib::Stream {
 public:
  /// What the client's next bytes are waited for as; decides how long.
  enum class Phase { kIdle, kReadingHead, kServing, kStalled };

  /// Takes over `socket`, which must not block. `pool` must outlive the connection.
  Connection(int socket, WorkerPool& pool);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Receives what is there without waiting, until more than `limit` bytes are unused. False when
  /// the client has closed its side or the connection broke.
  [[nodiscard]] bool Receive(std::size_t limit);
  [[nodiscard]] std::string_view Unused() const {
    return std::string_view(received_).substr(used_);
  }

  void Use(std::size_t count) { used_ += count; }
  /// Sends what was written and waits, as long as the limits allow, for more to be received.
  [[nodiscard]] bool AwaitMore();

  /// Lets httplib read a head of its own again.
  void BeginAnswer();
  /// Sends what was written. False when the client does not take it.
  [[nodiscard]] bool EndAnswer();

  /// Keeps the answer that is about to be written, instead of sending its beginning early.
  void HoldAnswer();
  /// How many bytes of the held answer are its head, and how many its body.
  struct AnswerSize {
    std::size_t head = 0;
    std::size_t body = 0;
  };
  [[nodiscard]] AnswerSize HeldAnswer() const;
  /// Drops what the held answer has beyond its first `bytes`.
  void CutAnswer(std::size_t bytes) { to_send_.resize(bytes); }
  /// Waits. Ends early when the connection is cut or the client closes its side: it has given up.
  void Pause(std::chrono::milliseconds duration);
  /// Has the client see a reset when the connection is closed.
  void ResetOnClose();

  /// Tells the client that no more will come and reads what it still sends, bounded, so that the
  /// answer is not lost to a reset.
  void Linger();

  /// Ends every wait on this connection, now and later. Any thread may call this.
  void Cut();

  void Enter(Phase phase);
  [[nodiscard]] bool IsStalled() const { return phase_ == Phase::kStalled; }
  /// Cuts the connection when it has been in its phase for longer than that may last. Any thread
  /// may call this.
  void CutIfOverdue(std::chrono::steady_clock::time_point now);

  // httplib::Stream
  [[nodiscard]] bool is_readable() const override { return true; }
  [[nodiscard]] bool is_writable() const override { return true; }
  ssize_t read(char* data, std::size_t size) override;
  ssize_t write(const char* data, std::size_t size) override;
  /// Addresses play no part in any answer, so that httplib need not ask for them.
  void get_remote_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  void get_local_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  /// Not the real one: httplib refuses numbers from FD_SETSIZE on, though it never selects on it.
  [[nodiscard]] socket_t socket() const override { return 0; }

  [[nodiscard]] int Descriptor() const { return socket_; }
  /// The client's address without its port; an IPv4 client of an IPv6 socket has its IPv4 one.
  [[nodiscard]] const std::string& RemoteAddress() const { return remote_address_; }

 private:
  bool Flush();
  bool SendAll(std::string_view rest);
  bool WaitFor(short events, std::chrono::milliseconds limit);

  const int socket_;
  const std::string remote_address_;
  WorkerPool& pool_;
  std::string received_;
  std::size_t used_ = 0;
  std::size_t head_used_ = 0;
  std::string to_send_;
  bool hold_answer_ = false;
  std::atomic<Phase> phase_ = Phase::kIdle;
  std::atomic<std::chrono::steady_clock::rep> phase_since_;
};

}  // namespace fake_ice::http
