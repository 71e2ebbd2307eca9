#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fake_ice::base {

/// 128 bits that stand for a text, whatever its length. Never all zero.
struct Fingerprint {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  bool operator==(const Fingerprint&) const = default;
};

/// Takes fingerprints under a key that nobody knows, so that nobody can find two texts of one
/// fingerprint, and by chance there are none: among 200,000 once in 10^28 times.
/// SipHash-2-4 with a result of 128 bits. Source: Aumasson and Bernstein, "SipHash: a fast
/// short-input PRF", and their reference implementation. Thread-safe.
class Fingerprints {
 public:
  /// A key of 16 bytes; without one a random key.
  Fingerprints();
  explicit Fingerprints(std::string_view key);

  [[nodiscard]] Fingerprint Of(std::string_view text) const;
  /// Of `text` as it is said of `subject`: what is the same of another subject has another one.
  [[nodiscard]] Fingerprint Of(std::string_view subject, std::string_view text) const;

 private:
  explicit Fingerprints(const Fingerprint& key) : key_(key) {}

  Fingerprint key_;
};

/// Fingerprints in one piece of memory, 22 to 43 bytes for each of as many as there ever were. Not
/// thread-safe.
class FingerprintSet {
 public:
  /// False when it is there already. Throws std::bad_alloc, and then changes nothing.
  [[nodiscard]] bool Insert(const Fingerprint& fingerprint);
  void Erase(const Fingerprint& fingerprint);
  /// Gives the memory back as well.
  void Clear();

 private:
  [[nodiscard]] std::size_t Mask() const { return places_.size() - 1; }
  /// Where it is, or where it would go. There must be an empty place.
  [[nodiscard]] std::size_t PlaceOf(const Fingerprint& fingerprint) const;
  void Grow();

  std::vector<Fingerprint> places_;  // a power of two of them, those without one are zero
  std::size_t size_ = 0;
};

}  // namespace fake_ice::base
