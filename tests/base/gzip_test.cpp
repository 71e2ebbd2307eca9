#include "base/gzip.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <optional>
#include <random>

using namespace fake_ice;

namespace {

/// Unpacks one whole gzip member; nothing when it is none, or when something follows it.
std::optional<std::string> Gunzip(const std::string& packed, std::size_t most) {
  z_stream stream{};
  constexpr int kGzipOnly = 15 + 16;
  if (inflateInit2(&stream, kGzipOnly) != Z_OK) return std::nullopt;
  std::string input = packed;
  std::string data(most + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(data.data());
  stream.avail_out = static_cast<uInt>(data.size());
  const int result = inflate(&stream, Z_FINISH);
  data.resize(stream.total_out);
  const bool whole = result == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  return whole ? std::optional(data) : std::nullopt;
}

std::string Noise(std::size_t size) {
  std::mt19937 random(static_cast<unsigned>(size));
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

}  // namespace

TEST_CASE("what is packed unpacks to the same") {
  for (const std::string& data :
       {std::string(), std::string("a"), std::string("\0\1\0", 3), std::string(1023, 'x'),
        std::string(1'000'000, '\0'), Noise(1), Noise(65'535), Noise(65'536), Noise(3'000'000)}) {
    CAPTURE(data.size());
    const auto unpacked = Gunzip(base::Gzip(data), data.size());
    REQUIRE(unpacked);
    CHECK(*unpacked == data);
  }
}

TEST_CASE("packing is worth it for text and costs little for noise") {
  CHECK(base::Gzip(std::string(100'000, 'x')).size() < 1'000);
  CHECK(base::Gzip(Noise(100'000)).size() < 100'200);
}

TEST_CASE("the same data gives the same bytes, without a time or a name") {
  const std::string packed = base::Gzip("some text, some text, some text");
  CHECK(packed == base::Gzip("some text, some text, some text"));
  CHECK(packed.substr(0, 4) == std::string("\x1F\x8B\x08\x00", 4));
  CHECK(packed.substr(4, 4) == std::string(4, '\0'));
}

TEST_CASE("gzip is accepted when the list names it or a star, and not with a weight of zero") {
  struct Case {
    std::string value;
    bool accepted;
  };
  for (const Case& c : std::vector<Case>{{"gzip", true},
                                         {"GZIP", true},
                                         {"x-gzip", true},
                                         {"gzip, deflate, br", true},
                                         {"deflate,gzip", true},
                                         {"deflate , \t gzip ", true},
                                         {"*", true},
                                         {"identity, *;q=0.5", true},
                                         {"gzip;q=1", true},
                                         {"gzip;q=0.001", true},
                                         {"gzip; q=0.5", true},
                                         {"gzip ;q=1.000", true},
                                         {"gzip;Q=0.1", true},
                                         {"", false},
                                         {" ", false},
                                         {",", false},
                                         {";", false},
                                         {"identity", false},
                                         {"deflate, br", false},
                                         {"gzipped", false},
                                         {"agzip", false},
                                         {"g zip", false},
                                         {"gzip;q=0", false},
                                         {"gzip;q=0.", false},
                                         {"gzip;q=0.0", false},
                                         {"gzip;q=0.000", false},
                                         {"gzip; q=0", false},
                                         {"gzip;Q=0", false},
                                         {"*;q=0", false},
                                         {"gzip;q=0, *", false},
                                         {"*, gzip;q=0", false},
                                         {"*;q=0, gzip", true},
                                         {"identity;q=1, *;q=0", false},
                                         {"br;q=1.0, gzip;q=0.8, *;q=0.1", true}}) {
    CAPTURE(c.value);
    CHECK(base::AcceptsGzip(c.value) == c.accepted);
  }
}

TEST_CASE("a hostile Accept-Encoding is read in no time") {
  std::string many;
  for (int i = 0; i < 50'000; ++i) many += "a;q=0,";
  CHECK(!base::AcceptsGzip(many));
  CHECK(base::AcceptsGzip(many + "gzip"));
  CHECK(!base::AcceptsGzip(std::string(200'000, ';')));
}
