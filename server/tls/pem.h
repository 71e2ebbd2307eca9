#pragma once

#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <vector>

/// OpenSSL's types with an owner, and how they are read from PEM and written.
namespace fake_ice::tls {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(PKCS12* store) const { PKCS12_free(store); }
  void operator()(STACK_OF(PKCS12_SAFEBAG) * bags) const {
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
  }
  void operator()(STACK_OF(PKCS7) * parts) const { sk_PKCS7_pop_free(parts, PKCS7_free); }
};
template <typename Part>
using Owned = std::unique_ptr<Part, Free>;

/// Throws std::runtime_error with OpenSSL's reason unless `done`.
void OrThrow(bool done);
inline void OrThrow(int result) {
  OrThrow(result > 0);
}

/// The first certificate in `pem`, or null.
Owned<X509> ReadCertificate(const std::string& pem);
/// Every certificate in `pem`.
std::vector<Owned<X509>> ReadCertificates(const std::string& pem);
/// The private key in `pem`, or null when there is none or it is encrypted.
Owned<EVP_PKEY> ReadKey(const std::string& pem);

std::string ToPem(X509* certificate);
std::string ToPem(EVP_PKEY* key);

/// All that was written to a BIO in memory.
std::string TextOf(BIO* bio);

}  // namespace fake_ice::tls
