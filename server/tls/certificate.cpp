#include "tls/certificate.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <cstdint>
#include <ctime>

#include "base/text.h"
#include "embedded/regions.h"
#include "tls/pem.h"

namespace fake_ice::tls {
namespace {

using std::chrono::days;
using std::chrono::hours;

/// Clients refuse certificates of servers that last longer (Apple, "limits on trusted
/// certificates"); one is made at every start.
constexpr days kServerTime{397};
constexpr days kAuthorityTime{3650};
/// For clients whose clock is behind ours.
constexpr hours kBefore{24};

std::time_t SecondsOf(base::Moment moment) {
  return std::chrono::floor<std::chrono::seconds>(moment).time_since_epoch().count();
}

bool IsAddress(const std::string& name) {
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(name.c_str());
  ASN1_OCTET_STRING_free(address);
  return address != nullptr;
}

std::uint64_t RandomNumber() {
  std::uint64_t number = 0;
  OrThrow(RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof(number)));
  return number;
}

void AddExtension(X509* certificate, X509* issuer, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, id, value));
  OrThrow(extension != nullptr);
  OrThrow(X509_add_ext(certificate, extension.get(), -1));
}

void AddNames(X509* certificate, const std::vector<std::string>& names) {
  const Owned<GENERAL_NAMES> all(sk_GENERAL_NAME_new_null());
  OrThrow(all != nullptr);
  for (const std::string& name : names) {
    const int kind = IsAddress(name) ? GEN_IPADD : GEN_DNS;
    GENERAL_NAME* made = a2i_GENERAL_NAME(nullptr, nullptr, nullptr, kind, name.c_str(), 0);
    OrThrow(made != nullptr);
    OrThrow(sk_GENERAL_NAME_push(all.get(), made));
  }
  OrThrow(X509_add1_ext_i2d(certificate, NID_subject_alt_name, all.get(), 0, X509V3_ADD_DEFAULT));
}

struct Period {
  base::Moment from;
  base::Moment to;
};

/// A certificate of version 3 with a new key, which lacks extensions, issuer and signature.
Owned<X509> MakeBlank(const std::string& common_name, Period period, EVP_PKEY* key) {
  Owned<X509> certificate(X509_new());
  OrThrow(certificate != nullptr);
  X509_set_version(certificate.get(), X509_VERSION_3);
  // Positive, and never twice of one authority (RFC 5280, 4.1.2.2).
  OrThrow(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), RandomNumber() | 1));
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), SecondsOf(period.from));
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), SecondsOf(period.to));
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  OrThrow(X509_set_pubkey(certificate.get(), key));
  return certificate;
}

Owned<EVP_PKEY> MakeKey() {
  Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  OrThrow(key != nullptr);
  return key;
}

Certificate Signed(X509* certificate, X509* issuer, EVP_PKEY* issuer_key, EVP_PKEY* key) {
  OrThrow(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)));
  OrThrow(X509_sign(certificate, issuer_key, EVP_sha256()));
  return {.certificate = ToPem(certificate), .private_key = ToPem(key)};
}

}  // namespace

Certificate MakeAuthority(base::Moment now) {
  const auto key = MakeKey();
  // Of its own name, too: a client that trusts several tells them apart by it.
  const auto certificate =
      MakeBlank("fake-ice CA " + std::to_string(RandomNumber() % 1'000'000'000),
                {now - kBefore, now + kAuthorityTime}, key.get());
  X509* const ca = certificate.get();
  AddExtension(ca, ca, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  AddExtension(ca, ca, NID_key_usage, "critical,keyCertSign,cRLSign");
  AddExtension(ca, ca, NID_subject_key_identifier, "hash");
  return Signed(ca, ca, key.get(), key.get());
}

Certificate MakeServerCertificate(const Certificate& authority,
                                  const std::vector<std::string>& names, base::Moment now,
                                  Flaw flaw) {
  const auto issuer = ReadCertificate(authority.certificate);
  const auto issuer_key = ReadKey(authority.private_key);
  OrThrow(issuer != nullptr && issuer_key != nullptr);
  const auto key = MakeKey();
  Period period{now - kBefore, now + kServerTime};
  if (flaw == Flaw::kExpired) period = {now - kServerTime, now - hours{1}};
  const auto certificate = MakeBlank("fake-ice", period, key.get());
  X509* const made = certificate.get();
  AddExtension(made, issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(made, issuer.get(), NID_key_usage, "critical,digitalSignature");
  AddExtension(made, issuer.get(), NID_ext_key_usage, "serverAuth");
  AddExtension(made, issuer.get(), NID_subject_key_identifier, "hash");
  AddExtension(made, issuer.get(), NID_authority_key_identifier, "keyid");
  AddNames(made, flaw == Flaw::kName ? std::vector<std::string>{"wrong-name.invalid"} : names);
  return Signed(made, issuer.get(), issuer_key.get(), key.get());
}

std::vector<std::string> DefaultNames() {
  std::vector<std::string> names{"localhost", "127.0.0.1", "::1", "*.aliyuncs.com"};
  for (const std::string_view line : base::Split(embedded::kRegions, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::string region(line);
    names.push_back("ice." + region + ".aliyuncs.com");
    names.push_back("yike." + region + ".aliyuncs.com");
    names.push_back("*.oss-" + region + ".aliyuncs.com");
  }
  return names;
}

base::Expected<Certificate, std::string> ReadAuthority(const std::string& pem, base::Moment now) {
  using Flawed = base::Unexpected<std::string>;
  const auto certificate = ReadCertificate(pem);
  if (!certificate) return Flawed("holds no certificate in PEM");
  const auto key = ReadKey(pem);
  if (!key) return Flawed("holds no private key in PEM without a pass phrase");
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    ERR_clear_error();
    return Flawed("holds a key that is not its certificate's");
  }
  if (X509_check_ca(certificate.get()) == 0) return Flawed("holds no authority's certificate");
  std::time_t seconds = SecondsOf(now);
  if (X509_cmp_time(X509_get0_notAfter(certificate.get()), &seconds) < 0) {
    return Flawed("holds an authority that has expired");
  }
  return Certificate{.certificate = ToPem(certificate.get()), .private_key = ToPem(key.get())};
}

}  // namespace fake_ice::tls
