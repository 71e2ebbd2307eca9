#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <stdexcept>

namespace fake_ice::base {
namespace {

using FetchedDigest = std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)>;

FetchedDigest Fetch(const char* name) {
  FetchedDigest digest(EVP_MD_fetch(nullptr, name, nullptr), &EVP_MD_free);
  if (!digest) throw std::runtime_error(std::string("OpenSSL has no digest ") + name);
  return digest;
}

/// Fetched once: OpenSSL 3 otherwise looks the algorithm up by name for every message.
const EVP_MD* Algorithm(Hash hash) {
  switch (hash) {
    case Hash::kMd5: {
      static const FetchedDigest md5 = Fetch("MD5");
      return md5.get();
    }
    case Hash::kSha1: {
      static const FetchedDigest sha1 = Fetch("SHA1");
      return sha1.get();
    }
    case Hash::kSha256: {
      static const FetchedDigest sha256 = Fetch("SHA256");
      return sha256.get();
    }
    case Hash::kSm3: {
      static const FetchedDigest sm3 = Fetch("SM3");
      return sm3.get();
    }
  }
  throw std::logic_error("unknown hash");
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeContext>;

constexpr std::size_t kHashes = 4;
/// Of one algorithm and one thread: to set one up, or to change its algorithm, costs more than to
/// use it. What it has hashed is wiped with every result.
EVP_MD_CTX* ContextFor(Hash hash) {
  thread_local std::array<DigestContext, kHashes> contexts;
  DigestContext& context = contexts.at(static_cast<std::size_t>(hash));
  if (!context) context.reset(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  return context.get();
}

const unsigned char* Unsigned(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// The digest of `first` and `second`, one behind the other.
DigestBytes DigestOf(Hash hash, std::string_view first, std::string_view second) {
  EVP_MD_CTX* const context = ContextFor(hash);
  const EVP_MD* const algorithm = Algorithm(hash);
  DigestBytes digest;
  auto* const place = reinterpret_cast<unsigned char*>(
      digest.Resize(static_cast<std::size_t>(EVP_MD_get_size(algorithm))));
  if (EVP_DigestInit_ex2(context, algorithm, nullptr) != 1 ||
      EVP_DigestUpdate(context, first.data(), first.size()) != 1 ||
      EVP_DigestUpdate(context, second.data(), second.size()) != 1 ||
      EVP_DigestFinal_ex(context, place, nullptr) != 1) {
    throw std::runtime_error("OpenSSL could not compute a digest");
  }
  return digest;
}

void WriteHex(std::string_view bytes, char* place) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    *place++ = kHexDigits[byte >> 4U];
    *place++ = kHexDigits[byte & 0xFU];
  }
}

using KeyPointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

/// Null when `pem` is something else.
KeyPointer ReadRsaPublicKey(std::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> source(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  KeyPointer key(PEM_read_bio_PUBKEY(source.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  ERR_clear_error();
  if (key && EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) key.reset();
  return key;
}

}  // namespace

DigestBytes Digest(Hash hash, std::string_view data) {
  return DigestOf(hash, data, {});
}

// Source: RFC 2104, section 2. OpenSSL's own takes twice the time, because it sets up a context for
// each of the two digests, and would keep the key in it until the next call.
DigestBytes Hmac(Hash hash, std::string_view key, std::string_view data) {
  constexpr std::size_t kBlockBytes = 64;  // of every hash here
  constexpr char kInner = 0x36;
  constexpr char kOuter = 0x5C;
  std::array<char, kBlockBytes> block{};
  if (key.size() > block.size()) {
    std::string_view(Digest(hash, key)).copy(block.data(), block.size());
  } else {
    key.copy(block.data(), block.size());
  }
  for (char& byte : block) byte = static_cast<char>(byte ^ kInner);
  const DigestBytes inner = DigestOf(hash, {block.data(), block.size()}, data);
  for (char& byte : block) byte = static_cast<char>(byte ^ kInner ^ kOuter);
  const DigestBytes mac = DigestOf(hash, {block.data(), block.size()}, inner);
  OPENSSL_cleanse(block.data(), block.size());
  return mac;
}

std::string HexEncode(std::string_view bytes) {
  std::string text;
  AppendHex(text, bytes);
  return text;
}

DigestHex HexOf(const DigestBytes& digest) {
  const std::string_view bytes = digest;
  DigestHex text;
  WriteHex(bytes, text.Resize(bytes.size() * 2));
  return text;
}

void AppendHex(std::string& text, std::string_view bytes) {
  const std::size_t start = text.size();
  text.resize(start + bytes.size() * 2);
  WriteHex(bytes, text.data() + start);
}

std::string Base64Encode(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  // The zero that EVP_EncodeBlock writes after its text lands on the string's own terminator.
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), Unsigned(bytes),
                  static_cast<int>(bytes.size()));
  return text;
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool IsRsaPublicKey(std::string_view pem) {
  return ReadRsaPublicKey(pem) != nullptr;
}

bool VerifyRsaSha256(std::string_view pem, std::string_view data, std::string_view signature) {
  const KeyPointer key = ReadRsaPublicKey(pem);
  const DigestContext context(EVP_MD_CTX_new());
  const bool verified = key != nullptr &&
                        EVP_DigestVerifyInit(context.get(), nullptr, Algorithm(Hash::kSha256),
                                             nullptr, key.get()) == 1 &&
                        EVP_DigestVerify(context.get(), Unsigned(signature), signature.size(),
                                         Unsigned(data), data.size()) == 1;
  if (!verified) ERR_clear_error();
  return verified;
}

std::optional<std::string> HexDecode(std::string_view text) {
  std::string bytes(text.size() / 2, '\0');
  std::size_t size = 0;
  const std::string terminated(text);
  if (OPENSSL_hexstr2buf_ex(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), &size,
                            terminated.c_str(), '\0') != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  return bytes;
}

std::optional<std::string> Base64Decode(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto padding_start = std::min(text.find('='), text.size());
  const std::size_t padding = text.size() - padding_start;
  // EVP_DecodeBlock itself takes blanks at the ends and padding of any length.
  if (text.size() % 4 != 0 || padding > 2 || text.find_first_not_of(kAlphabet) < padding_start ||
      text.find_first_not_of('=', padding_start) != std::string_view::npos) {
    return std::nullopt;
  }
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), Unsigned(text),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size) - padding);  // it counts the padding as zero bytes
  return bytes;
}

std::string RandomBytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    throw std::runtime_error("OpenSSL has no random bytes");
  }
  return bytes;
}

}  // namespace fake_ice::base
