#include "tls/java_store.h"

#include <openssl/objects.h>

#include "tls/pem.h"

namespace fake_ice::tls {
namespace {

/// Java trusts only certificates that have this attribute: Oracle's TrustedKeyUsage (JDK,
/// sun.security.pkcs12.PKCS12KeyStore).
constexpr const char* kTrustedKeyUsage = "2.16.840.1.113894.746875.1.1";
/// It guards against damage alone, since all know the password.
constexpr int kMacIterations = 1000;

using Bags = STACK_OF(PKCS12_SAFEBAG);
using Parts = STACK_OF(PKCS7);

Owned<Bags> BagsOf(const std::string& pem) {
  Bags* bags = nullptr;
  Owned<Bags> owned;
  int number = 0;
  for (const auto& certificate : ReadCertificates(pem)) {
    PKCS12_SAFEBAG* bag = PKCS12_add_cert(&bags, certificate.get());
    if (owned.get() != bags) owned.reset(bags);
    OrThrow(bag != nullptr);
    const std::string alias = "trusted-" + std::to_string(++number);
    OrThrow(PKCS12_add_friendlyname_utf8(bag, alias.c_str(), -1));
    const auto* any = reinterpret_cast<const unsigned char*>(OBJ_nid2obj(NID_anyExtendedKeyUsage));
    OrThrow(PKCS12_add1_attr_by_txt(bag, kTrustedKeyUsage, V_ASN1_OBJECT, any, -1));
  }
  return owned;
}

}  // namespace

std::string MakeJavaStore(const std::string& pem) {
  const auto bags = BagsOf(pem);
  Parts* made = nullptr;
  const int added = PKCS12_add_safe(&made, bags.get(), /*nid_safe=*/-1, 0, nullptr);
  const Owned<Parts> parts(made);
  OrThrow(added);
  const Owned<PKCS12> store(PKCS12_add_safes(parts.get(), 0));
  OrThrow(store != nullptr);
  OrThrow(PKCS12_set_mac(store.get(), kJavaStorePassword, -1, nullptr, 0, kMacIterations,
                         EVP_sha256()));
  unsigned char* bytes = nullptr;
  const int size = i2d_PKCS12(store.get(), &bytes);
  OrThrow(size);
  std::string text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return text;
}

}  // namespace fake_ice::tls
