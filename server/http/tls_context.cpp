#include "http/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <new>

#include "tls/pem.h"

namespace fake_ice::http {
namespace {

/// OpenSSL's last words, which end the sentence `what`.
base::Unexpected<std::string> OpenSslFailure(std::string what) {
  const unsigned long error = ERR_peek_last_error();
  const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  ERR_clear_error();
  return base::Unexpected<std::string>(std::move(what) +
                                       (reason == nullptr ? "" : ": " + std::string(reason)));
}

/// A client that offers only other protocols goes on without one, as SDKs of before ALPN do.
int ChooseProtocol(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* chosen_size,
                   const unsigned char* offered, unsigned int offered_size, void* /*user*/) {
  static constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* found = nullptr;
  const int result = SSL_select_next_proto(&found, chosen_size, kHttp11.data(), kHttp11.size(),
                                           offered, offered_size);
  *chosen = found;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

base::Expected<void, std::string> UseCertificates(SSL_CTX* context, const std::string& chain) {
  auto certificates = tls::ReadCertificates(chain);
  if (certificates.empty()) return OpenSslFailure("there is no certificate in PEM");
  if (SSL_CTX_use_certificate(context, certificates.front().get()) != 1) {
    return OpenSslFailure("the certificate cannot be used");
  }
  for (std::size_t i = 1; i < certificates.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context, certificates[i].get()) != 1) {
      return OpenSslFailure("what leads to the certificate's authority cannot be used");
    }
  }
  return {};
}

base::Expected<void, std::string> UseKey(SSL_CTX* context, const std::string& pem) {
  const auto key = tls::ReadKey(pem);
  if (!key) return OpenSslFailure("there is no private key in PEM without a pass phrase");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    return OpenSslFailure("the private key cannot be used with the certificate");
  }
  return {};
}

}  // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const {
  SSL_CTX_free(context);
}

TlsContext::TlsContext() : context_(SSL_CTX_new(TLS_server_method())) {
  SSL_CTX* const context = context_.get();
  if (context == nullptr) throw std::bad_alloc();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  // A client that closes without a word is as good as one that says so.
  SSL_CTX_set_options(
      context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Without SSL_MODE_AUTO_RETRY each record that is no data comes back to who reads, who counts
  // them. Idle connections keep no buffers.
  SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);
  // What resumption needs is in the client's ticket. One is enough for a connection that is kept.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 1);
  SSL_CTX_set_alpn_select_cb(context, ChooseProtocol, nullptr);
}

base::Expected<std::unique_ptr<TlsContext>, std::string> TlsContext::Make(
    const TlsIdentity& identity) {
  std::unique_ptr<TlsContext> made(new TlsContext);
  ERR_clear_error();
  if (auto used = UseCertificates(made->Get(), identity.certificate_chain); !used) {
    return base::Unexpected<std::string>(used.error());
  }
  if (auto used = UseKey(made->Get(), identity.private_key); !used) {
    return base::Unexpected<std::string>(used.error());
  }
  return made;
}

}  // namespace fake_ice::http
