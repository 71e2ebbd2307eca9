#include "base/byte_scan.h"

#include <doctest/doctest.h>

#include <string>

using namespace fake_ice;

TEST_CASE("a special byte is found wherever it stands and whatever stands around it") {
  const auto find = [](std::string_view text, std::size_t from) {
    return base::FindSpecial(
        text, from,
        [](std::uint64_t eight) { return base::AnyBelow(eight, ' ') | base::AnyIs(eight, 0x7F); },
        [](unsigned char byte) { return byte < ' ' || byte == 0x7F; });
  };
  for (int code = 0; code < 256; ++code) {
    const bool is_special = code < ' ' || code == 0x7F;
    for (std::size_t size = 0; size < 20; ++size) {
      for (std::size_t place = 0; place < size; ++place) {
        CAPTURE(code);
        CAPTURE(size);
        CAPTURE(place);
        std::string text(size, '~');
        text[place] = static_cast<char>(code);
        CHECK(find(text, 0) == (is_special ? place : size));
        CHECK(find(text, place) == (is_special ? place : size));
        CHECK(find(text, place + 1) == size);
      }
    }
  }
}

TEST_CASE("no special byte is missed beside others") {
  // Bytes at the bound of what is looked for, which borrow from one another when all are taken off.
  for (const char other : {'\x1f', ' ', '!', '\x7f', '\x80', '\xff'}) {
    for (std::size_t place = 0; place < 16; ++place) {
      CAPTURE(place);
      std::string text(16, other);
      text[place] = '"';
      const auto found = base::FindSpecial(
          text, 0, [](std::uint64_t eight) { return base::AnyIs(eight, '"'); },
          [](unsigned char byte) { return byte == '"'; });
      CHECK(found == place);
    }
  }
}
