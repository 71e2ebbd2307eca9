#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/expected.h"
#include "base/http_message.h"
#include "http/limits.h"
#include "http/tls_context.h"

namespace fake_ice::http {

/// Why a request gets no answer of its own: it could not be read whole, or the handler failed.
enum class Refusal {
  kMalformed,
  kTlsOnPlainPort,  ///< there is no request at all: the client speaks TLS
  kPlainOnTlsPort,  ///< the client speaks plain HTTP where it should speak TLS
  kHeadTooLarge,
  kBodyTooLarge,
  kUnavailable,  ///< the clients take up all that they may
  kFault
};

/// Answers requests. Called by many threads at once.
class Handler {
 public:
  Handler() = default;
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;
  virtual ~Handler() = default;

  virtual base::HttpResponse Handle(base::HttpRequest request) = 0;

  /// How large the body may be of a request of which the head has come.
  [[nodiscard]] virtual std::size_t MaxBodyBytes(const base::HttpRequest& /*head*/) const {
    return kMaxBodyBytes;
  }

  /// Whether Handle may take so long for this request that others must not wait for it. To make
  /// sure of that costs about as much as a short request.
  [[nodiscard]] virtual bool MayTakeLong(const base::HttpRequest& /*request*/) const {
    return false;
  }

  /// `request` holds what was read of it, `reason` is a phrase for the client.
  virtual base::HttpResponse Refuse(const base::HttpRequest& request, Refusal refusal,
                                    std::string_view reason) = 0;
};

/// An HTTP/1.1 server. cpp-httplib binds, calls the handler and writes responses. Connections are
/// kept by this room, because cpp-httplib's own loop holds a thread for each open one, and requests
/// are read by it, because cpp-httplib decodes what signatures cover. No client, however slow,
/// holds a thread, nor does its handshake: only the handler does while it runs. It must not call
/// Stop, which waits for it.
class Server {
 public:
  /// `handler` must outlive the server.
  explicit Server(Handler& handler, const Limits& limits = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Takes the address without serving it yet; port 0 asks the system to choose. Returns the port,
  /// or a sentence that says why the address cannot be had.
  base::Expected<std::uint16_t, std::string> Bind(const std::string& host, std::uint16_t port);

  /// The same for clients that speak TLS, beside the other address or alone. Also fails when the
  /// identity cannot be used.
  base::Expected<std::uint16_t, std::string> BindTls(const std::string& host, std::uint16_t port,
                                                     const TlsIdentity& identity);

  /// The same with a socket that listens already, wherever that is, and cannot fail but for the
  /// identity. Takes it over.
  std::uint16_t Adopt(int socket);
  base::Expected<std::uint16_t, std::string> AdoptTls(int socket, const TlsIdentity& identity);

  /// Starts serving; call one of these before.
  void Start();

  /// To be called by the handler, when it is to wait for something else than a client: while what
  /// this returns lives, another thread does the work of the calling one. Throws std::bad_alloc.
  std::shared_ptr<void> StandIn();

  /// Takes no more requests, lets those in flight finish, as long as the limits allow, and closes
  /// every connection. Answers that a fault holds back are not waited for. Safe to call twice.
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fake_ice::http
