#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/expected.h"
#include "http/message_layer.h"
#include "http/tls_context.h"

namespace fake_ice::http {

/// An address at which clients come in, and what they are to speak there. What is not bound is
/// passed over by all but Bind. Thread-safe between Start and Close.
class Listener {
 public:
  /// Has clients speak TLS. Or a phrase that says why the identity cannot be used.
  base::Expected<void, std::string> SpeakTls(const TlsIdentity& identity);

  /// Port 0 asks the system to choose. Returns the port, or a sentence that says why the address
  /// cannot be had.
  base::Expected<std::uint16_t, std::string> Bind(MessageLayer& messages, const std::string& host,
                                                  std::uint16_t port);
  /// The same with a socket that listens already, which is taken over.
  std::uint16_t Adopt(int socket);

  /// Has clients come in, without blocking who accepts them.
  void Start() const;
  /// Takes no more clients. The descriptor stays.
  void ShutDown() const;
  void Close();

  [[nodiscard]] bool IsBound() const { return descriptor_ >= 0; }
  [[nodiscard]] int Descriptor() const { return descriptor_; }
  [[nodiscard]] const TlsContext* Tls() const { return tls_.get(); }

  /// For want of descriptors or memory nobody is accepted until Resume, which says whether it was
  /// so.
  void Pause() { is_paused_ = true; }
  [[nodiscard]] bool Resume() { return is_paused_.exchange(false); }

 private:
  int descriptor_ = -1;
  std::unique_ptr<TlsContext> tls_;
  std::atomic<bool> is_paused_ = false;
};

}  // namespace fake_ice::http
