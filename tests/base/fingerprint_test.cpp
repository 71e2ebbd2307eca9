// Fingerprints of texts, and a set of them.
#include "base/fingerprint.h"

#include <doctest/doctest.h>

#include <cstring>
#include <random>
#include <set>
#include <string>
#include <utility>

#include "base/digest.h"

using namespace fake_ice;
using base::Fingerprint;
using base::Fingerprints;
using base::FingerprintSet;

namespace {

std::string Ascending(int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(i);
  return bytes;
}

std::string HexOf(const Fingerprint& fingerprint) {
  std::string bytes(sizeof(fingerprint), '\0');
  std::memcpy(bytes.data(), &fingerprint, sizeof(fingerprint));
  return base::HexEncode(bytes);
}

}  // namespace

TEST_CASE("fingerprints are those of SipHash's authors") {
  // Their vectors_sip128: the key 00 01 … 0F, of texts 00 01 … of so many bytes.
  const Fingerprints fingerprints(Ascending(16));
  const std::pair<int, const char*> known[] = {
      {0, "a3817f04ba25a8e66df67214c7550293"}, {1, "da87c1d86b99af44347659119b22fc45"},
      {2, "8177228da4a45dc7fca38bdef60affe4"}, {7, "a1f1ebbed8dbc153c0b84aa61ff08239"},
      {8, "3b62a9ba6258f5610f83e264f31497b4"}, {15, "5493e99933b0a8117e08ec0f97cfc3d9"},
      {63, "5150d1772f50834a503e069a973fbd7c"}};
  for (const auto& [bytes, hex] : known) {
    CAPTURE(bytes);
    CHECK(HexOf(fingerprints.Of(Ascending(bytes))) == hex);
  }
}

TEST_CASE("fingerprints depend on subject, text and key") {
  const Fingerprints fingerprints;
  CHECK(fingerprints.Of("ab", "c") == fingerprints.Of("ab", "c"));
  CHECK(fingerprints.Of("ab", "c") != fingerprints.Of("a", "bc"));
  CHECK(fingerprints.Of("", "abc") != fingerprints.Of("abc", ""));
  CHECK(fingerprints.Of("ab", "c") != Fingerprints().Of("ab", "c"));
}

TEST_CASE("a set of fingerprints knows what is in it, whatever goes") {
  std::mt19937 random(11);
  FingerprintSet fingerprints;
  std::set<std::uint64_t> model;
  for (int step = 0; step < 20'000; ++step) {
    // Few bits, so that places are often taken already.
    const Fingerprint one{.low = random() % 4 == 0 ? random() % 8 : random() % 512, .high = 1};
    CAPTURE(one.low);
    if (random() % 2 == 0) {
      REQUIRE(fingerprints.Insert(one) == model.insert(one.low).second);
    } else {
      fingerprints.Erase(one);
      model.erase(one.low);
    }
    if (step % 5'000 == 4'999) {
      fingerprints.Clear();
      model.clear();
    }
  }
  for (std::uint64_t low = 0; low < 512; ++low) {
    CHECK(fingerprints.Insert({.low = low, .high = 1}) == !model.contains(low));
  }
}
