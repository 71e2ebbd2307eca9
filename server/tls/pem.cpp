#include "tls/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <new>
#include <stdexcept>
#include <utility>

namespace fake_ice::tls {
namespace {

Owned<BIO> Reader(const std::string& text) {
  Owned<BIO> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (!bio) throw std::bad_alloc();
  return bio;
}

Owned<BIO> Writer() {
  Owned<BIO> bio(BIO_new(BIO_s_mem()));
  if (!bio) throw std::bad_alloc();
  return bio;
}

/// OpenSSL would ask the terminal.
int NoPassPhrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) {
  return -1;
}

}  // namespace

void OrThrow(bool done) {
  if (done) return;
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  throw std::runtime_error(std::string("OpenSSL cannot make a certificate: ") +
                           (reason == nullptr ? "it does not say why" : reason));
}

Owned<X509> ReadCertificate(const std::string& pem) {
  Owned<X509> read(PEM_read_bio_X509(Reader(pem).get(), nullptr, NoPassPhrase, nullptr));
  ERR_clear_error();
  return read;
}

std::vector<Owned<X509>> ReadCertificates(const std::string& pem) {
  const auto reader = Reader(pem);
  std::vector<Owned<X509>> all;
  while (Owned<X509> next{PEM_read_bio_X509(reader.get(), nullptr, NoPassPhrase, nullptr)}) {
    all.push_back(std::move(next));
  }
  ERR_clear_error();
  return all;
}

Owned<EVP_PKEY> ReadKey(const std::string& pem) {
  Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(Reader(pem).get(), nullptr, NoPassPhrase, nullptr));
  ERR_clear_error();
  return key;
}

std::string ToPem(X509* certificate) {
  const auto writer = Writer();
  OrThrow(PEM_write_bio_X509(writer.get(), certificate));
  return TextOf(writer.get());
}

std::string ToPem(EVP_PKEY* key) {
  const auto writer = Writer();
  OrThrow(PEM_write_bio_PrivateKey(writer.get(), key, nullptr, nullptr, 0, nullptr, nullptr));
  return TextOf(writer.get());
}

std::string TextOf(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace fake_ice::tls
