#include "base/fingerprint.h"

#include <bit>
#include <cstring>
#include <utility>

#include "base/digest.h"

namespace fake_ice::base {
namespace {

constexpr std::size_t kKeyBytes = 16;

std::uint64_t LoadWord(const char* bytes) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

/// The state of SipHash, by the names of its paper.
class SipState {
 public:
  explicit SipState(const Fingerprint& key)
      : v0_(key.low ^ 0x736f6d6570736575U),
        v1_(key.high ^ 0x646f72616e646f6dU ^ 0xEE),
        v2_(key.low ^ 0x6c7967656e657261U),
        v3_(key.high ^ 0x7465646279746573U) {}

  void Compress(std::uint64_t word) {
    v3_ ^= word;
    Rounds(2);
    v0_ ^= word;
  }

  Fingerprint Finish() {
    v2_ ^= 0xEE;
    Rounds(4);
    const std::uint64_t low = v0_ ^ v1_ ^ v2_ ^ v3_;
    v1_ ^= 0xDD;
    Rounds(4);
    return {.low = low, .high = v0_ ^ v1_ ^ v2_ ^ v3_};
  }

 private:
  void Rounds(int count) {
    for (; count > 0; --count) {
      v0_ += v1_;
      v2_ += v3_;
      v1_ = std::rotl(v1_, 13) ^ v0_;
      v3_ = std::rotl(v3_, 16) ^ v2_;
      v0_ = std::rotl(v0_, 32) + v3_;
      v2_ += v1_;
      v3_ = std::rotl(v3_, 21) ^ v0_;
      v1_ = std::rotl(v1_, 17) ^ v2_;
      v2_ = std::rotl(v2_, 32);
    }
  }

  std::uint64_t v0_;
  std::uint64_t v1_;
  std::uint64_t v2_;
  std::uint64_t v3_;
};

}  // namespace

Fingerprints::Fingerprints() : Fingerprints(RandomBytes(kKeyBytes)) {}

Fingerprints::Fingerprints(std::string_view key)
    : key_{.low = LoadWord(key.data()), .high = LoadWord(key.data() + kKeyBytes / 2)} {}

Fingerprint Fingerprints::Of(std::string_view text) const {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  SipState state(key_);
  std::uint64_t last = static_cast<std::uint64_t>(text.size()) << 56U;
  for (; text.size() >= kWord; text.remove_prefix(kWord)) state.Compress(LoadWord(text.data()));
  for (std::size_t i = 0; i < text.size(); ++i) {
    last |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * i);
  }
  state.Compress(last);
  const Fingerprint fingerprint = state.Finish();
  return fingerprint == Fingerprint{} ? Fingerprint{.low = 1, .high = 0} : fingerprint;
}

Fingerprint Fingerprints::Of(std::string_view subject, std::string_view text) const {
  // What is said of a subject is hashed under a key of its own.
  return Fingerprints(Of(subject)).Of(text);
}

bool FingerprintSet::Insert(const Fingerprint& fingerprint) {
  if (4 * (size_ + 1) > 3 * places_.size()) Grow();
  Fingerprint& place = places_[PlaceOf(fingerprint)];
  if (place == fingerprint) return false;
  place = fingerprint;
  ++size_;
  return true;
}

void FingerprintSet::Erase(const Fingerprint& fingerprint) {
  if (size_ == 0) return;
  std::size_t hole = PlaceOf(fingerprint);
  if (places_[hole] != fingerprint) return;
  --size_;
  // Those behind it move up, as far as each is found from where its search begins.
  for (std::size_t at = (hole + 1) & Mask(); places_[at] != Fingerprint{}; at = (at + 1) & Mask()) {
    const std::size_t begin = places_[at].low & Mask();
    if (((at - begin) & Mask()) < ((at - hole) & Mask())) continue;
    places_[hole] = places_[at];
    hole = at;
  }
  places_[hole] = {};
}

void FingerprintSet::Clear() {
  *this = {};
}

std::size_t FingerprintSet::PlaceOf(const Fingerprint& fingerprint) const {
  std::size_t at = fingerprint.low & Mask();
  while (places_[at] != Fingerprint{} && places_[at] != fingerprint) at = (at + 1) & Mask();
  return at;
}

void FingerprintSet::Grow() {
  constexpr std::size_t kFewest = 64;
  FingerprintSet larger;
  larger.places_.resize(places_.empty() ? kFewest : 2 * places_.size());
  larger.size_ = size_;
  for (const Fingerprint& fingerprint : places_) {
    if (fingerprint != Fingerprint{}) larger.places_[larger.PlaceOf(fingerprint)] = fingerprint;
  }
  std::swap(*this, larger);
}

}  // namespace fake_ice::base
