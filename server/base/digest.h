#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Digests, MACs and encodings of bytes. OpenSSL is used here and nowhere else. All functions are
/// thread-safe; they throw std::runtime_error only when OpenSSL itself fails.
namespace fake_ice::base {

enum class Hash { kMd5, kSha1, kSha256, kSm3 };

/// A few bytes that need no memory beside themselves. Views live as long as this.
template <std::size_t kMaxBytes>
class FewBytes {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): it is used as the bytes that it holds
  operator std::string_view() const { return {bytes_.data(), size_}; }
  // NOLINTNEXTLINE(google-explicit-constructor): likewise
  operator std::string() const { return {bytes_.data(), size_}; }
  friend bool operator==(const FewBytes& left, std::string_view right) {
    return std::string_view(left) == right;
  }

  /// Room for the bytes, of which `size` are then its own.
  [[nodiscard]] char* Resize(std::size_t size) {
    size_ = size;
    return bytes_.data();
  }

 private:
  std::array<char, kMaxBytes> bytes_{};
  std::size_t size_ = 0;
};

/// The raw bytes of a digest or a MAC.
using DigestBytes = FewBytes<32>;
/// The same in lower-case hex.
using DigestHex = FewBytes<64>;

/// The raw digest of `data`.
DigestBytes Digest(Hash hash, std::string_view data);

/// The raw HMAC of `data` under `key`; any key length, the empty one included.
DigestBytes Hmac(Hash hash, std::string_view key, std::string_view data);

std::string HexEncode(std::string_view bytes);              ///< lower case
DigestHex HexOf(const DigestBytes& digest);                 ///< likewise
void AppendHex(std::string& text, std::string_view bytes);  ///< likewise, behind `text`
std::string Base64Encode(std::string_view bytes);           ///< standard alphabet, padded

/// Whether `pem` is an RSA public key in PEM form (SubjectPublicKeyInfo).
[[nodiscard]] bool IsRsaPublicKey(std::string_view pem);

/// Checks an RSA PKCS#1 v1.5 signature (raw bytes) over the SHA-256 of `data`; false as well when
/// `pem` is no such key.
[[nodiscard]] bool VerifyRsaSha256(std::string_view pem, std::string_view data,
                                   std::string_view signature);

/// Undo HexEncode (either case) and Base64Encode; nothing for a text that is no such encoding.
std::optional<std::string> HexDecode(std::string_view text);
std::optional<std::string> Base64Decode(std::string_view text);

/// Compares in time that depends on the lengths alone.
[[nodiscard]] bool EqualInConstantTime(std::string_view a, std::string_view b);

/// `count` bytes from OpenSSL's random generator.
std::string RandomBytes(std::size_t count);

}  // namespace fake_ice::base
