#pragma once

#include <memory>
#include <string>

#include "base/expected.h"

struct ssl_ctx_st;

namespace fake_ice::http {

/// Who a server says that it is, both in PEM.
struct TlsIdentity {
  std::string certificate_chain;  ///< its own certificate, then those that lead to its authority
  std::string private_key;
};

/// What all TLS connections of a server have in common: TLS 1.2 and 1.3, HTTP/1.1 by ALPN, one
/// certificate whatever name a client asks for, no renegotiation, no compression, no early data.
/// Thread-safe.
class TlsContext {
 public:
  /// Or a sentence that says what is wrong with the identity.
  static base::Expected<std::unique_ptr<TlsContext>, std::string> Make(const TlsIdentity& identity);

  [[nodiscard]] ssl_ctx_st* Get() const { return context_.get(); }

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };

  TlsContext();

  std::unique_ptr<ssl_ctx_st, Free> context_;
};

}  // namespace fake_ice::http
