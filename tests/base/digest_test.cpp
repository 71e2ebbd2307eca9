#include "base/digest.h"

#include <doctest/doctest.h>

#include <set>

using namespace fake_ice::base;

namespace {

struct KnownDigest {
  Hash hash;
  std::string data;
  std::string_view hex;
};

struct KnownMac {
  Hash hash;
  std::string key;
  std::string data;
  std::string_view hex;
};

const std::string kTwoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
const std::string kLongKeyText = "Test Using Larger Than Block-Size Key - Hash Key First";

std::string Repeat(std::string_view text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

}  // namespace

TEST_CASE("digests are those of the standards") {
  const KnownDigest known[] = {
      // RFC 1321, appendix A.5
      {Hash::kMd5, "", "d41d8cd98f00b204e9800998ecf8427e"},
      {Hash::kMd5, "abc", "900150983cd24fb0d6963f7d28e17f72"},
      {Hash::kMd5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
      {Hash::kMd5, Repeat("1234567890", 8), "57edf4a22be3c955ac49da2e2107b67a"},
      // FIPS 180, example messages
      {Hash::kSha1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
      {Hash::kSha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
      {Hash::kSha1, kTwoBlocks, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
      {Hash::kSha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {Hash::kSha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {Hash::kSha256, kTwoBlocks,
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {Hash::kSha256, Repeat("a", 1'000'000),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
      // GB/T 32905-2016, appendix A
      {Hash::kSm3, "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
      {Hash::kSm3, Repeat("abcd", 16),
       "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"},
      // The official SDKs' own unit tests
      {Hash::kSha256, "test", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
      {Hash::kSm3, "test", "55e12e91650d2fec56ec74e1d3e4ddbfce2ef3a65890c2a19ecf88a307e76a23"},
  };
  for (const KnownDigest& digest : known) {
    CAPTURE(digest.data.substr(0, 80));
    CHECK(HexEncode(Digest(digest.hash, digest.data)) == digest.hex);
  }
}

TEST_CASE("message authentication codes are those of the standards") {
  const KnownMac known[] = {
      // RFC 2202
      {Hash::kMd5, "Jefe", "what do ya want for nothing?", "750c783e6ab0b503eaa86e310a5db738"},
      {Hash::kSha1, Repeat("\x0b", 20), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"},
      {Hash::kSha1, "Jefe", "what do ya want for nothing?",
       "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
      {Hash::kSha1, Repeat("\xaa", 80), kLongKeyText, "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
      // RFC 4231
      {Hash::kSha256, Repeat("\x0b", 20), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {Hash::kSha256, "Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {Hash::kSha256, Repeat("\xaa", 20), Repeat("\xdd", 50),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {Hash::kSha256, Repeat("\xaa", 131), kLongKeyText,
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      // A key as long as a block of the hash and one that is longer, by Python's hmac
      {Hash::kSha256, Repeat("\xaa", 64), "Hi There",
       "ebef34e13d0a0fe04593d043bc7a865106db0604211d404c18206d862e5d7852"},
      {Hash::kSha256, Repeat("\xaa", 65), "Hi There",
       "00af6c42340b99e2e1d9a1cdf1547be431fe2e9bab3215c68d013ba858891927"},
      // The official SDKs' own unit tests
      {Hash::kSha256, "secret", "source",
       "1d93c62698a1c26427265668e79fac099aa26c1df873669599a2fb2f272e64c9"},
      {Hash::kSm3, "secret", "source",
       "b9ff646822f41ef647c1416fa2b8408923828abc0464af6706e18db3e8553da8"},
      {Hash::kSm3, "secret", "",
       "71e9db0344cd62427ccb824234214e14a0a54fe80adfb46bd12453270961dd5b"},
  };
  for (const KnownMac& mac : known) {
    CAPTURE(mac.data);
    CHECK(HexEncode(Hmac(mac.hash, mac.key, mac.data)) == mac.hex);
  }
}

TEST_CASE("an empty key and empty data have a code of their own") {
  // Not the previous call's key: OpenSSL would take a null one for that.
  Hmac(Hash::kSha256, "some other key", "data");
  constexpr std::string_view kEmptyCode =
      "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
  CHECK(HexEncode(Hmac(Hash::kSha256, "", "")) == kEmptyCode);
  CHECK(HexEncode(Hmac(Hash::kSha256, std::string_view(), std::string_view())) == kEmptyCode);
  CHECK(HexEncode(Digest(Hash::kMd5, std::string_view())) == "d41d8cd98f00b204e9800998ecf8427e");
}

TEST_CASE("hex is lower case and keeps leading zeros") {
  CHECK(HexEncode("") == "");
  std::string behind = "x";
  AppendHex(behind, "\xab");
  CHECK(behind == "xab");
  CHECK(HexEncode(std::string("\x00\x01\x0f\x10\xab\xff", 6)) == "00010f10abff");
}

TEST_CASE("base64 is that of RFC 4648") {
  CHECK(Base64Encode("") == "");
  CHECK(Base64Encode("f") == "Zg==");
  CHECK(Base64Encode("fo") == "Zm8=");
  CHECK(Base64Encode("foo") == "Zm9v");
  CHECK(Base64Encode("foob") == "Zm9vYg==");
  CHECK(Base64Encode("fooba") == "Zm9vYmE=");
  CHECK(Base64Encode("foobar") == "Zm9vYmFy");
  CHECK(Base64Encode("\xfb\xff\xfe") == "+//+");  // the two characters that base64url replaces
  CHECK(Base64Encode(std::string(3, '\0')) == "AAAA");
  // No line breaks, however long.
  CHECK(Base64Encode(Repeat("foo", 100)) == Repeat("Zm9v", 100));
}

TEST_CASE("texts are equal only when all bytes are") {
  CHECK(EqualInConstantTime("", ""));
  CHECK(EqualInConstantTime(std::string_view(), ""));
  CHECK(EqualInConstantTime("abc", "abc"));
  CHECK_FALSE(EqualInConstantTime("abc", "abd"));
  CHECK_FALSE(EqualInConstantTime("abc", "ab"));
  CHECK_FALSE(EqualInConstantTime("abc", ""));
  CHECK_FALSE(EqualInConstantTime("abc", "ABC"));
  CHECK_FALSE(EqualInConstantTime(std::string("a\0b", 3), std::string("a\0c", 3)));
}

TEST_CASE("random bytes come in the number asked for and differ each time") {
  CHECK(RandomBytes(0).empty());
  CHECK(RandomBytes(1).size() == 1);
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(RandomBytes(16));
  CHECK(seen.size() == 100);
}
