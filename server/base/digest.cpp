#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <memory>
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

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string ToString(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

std::string Digest(Hash hash, std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(data.data(), data.size(), digest.data(), &size, Algorithm(hash), nullptr) != 1) {
    throw std::runtime_error("OpenSSL could not compute a digest");
  }
  return ToString(digest.data(), size);
}

std::string Hmac(Hash hash, std::string_view key, std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  // A null key would mean "the previous one" to OpenSSL, so an empty view must not pass one.
  const char* key_data = key.empty() ? "" : key.data();
  if (HMAC(Algorithm(hash), key_data, static_cast<int>(key.size()), Bytes(data), data.size(),
           mac.data(), &size) == nullptr) {
    throw std::runtime_error("OpenSSL could not compute a MAC");
  }
  return ToString(mac.data(), size);
}

std::string HexEncode(std::string_view bytes) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kHexDigits[byte >> 4U];
    text += kHexDigits[byte & 0xFU];
  }
  return text;
}

std::string Base64Encode(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  // The zero that EVP_EncodeBlock writes after its text lands on the string's own terminator.
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), Bytes(bytes),
                  static_cast<int>(bytes.size()));
  return text;
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string RandomBytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    throw std::runtime_error("OpenSSL has no random bytes");
  }
  return bytes;
}

}  // namespace fake_ice::base
