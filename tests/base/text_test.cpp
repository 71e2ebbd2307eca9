#include "base/text.h"

#include <doctest/doctest.h>

using namespace fake_ice::base;

TEST_CASE("the nearest candidate is the one a person meant") {
  CHECK(Nearest("Stauts", {"JobId", "Status", "Result"}) == "Status");
  CHECK(Nearest("status", {"JobId", "Status"}) == "Status");
  CHECK(Nearest("JobID", {"JobId", "Jobs"}) == "JobId");
  CHECK(Nearest("Colour", {"JobId", "Status"}).empty());
}

TEST_CASE("bytes that are not UTF-8 are replaced one by one") {
  CHECK(ToValidUtf8("ok \xE4\xB8\xAD") == "ok \xE4\xB8\xAD");
  CHECK(ToValidUtf8("\xFF|\xC0\xAF|\xED\xA0\x80|\xE4\xB8") ==
        "\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|"
        "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("length counts UTF-16 units as Java does") {
  CHECK(Utf16Length("abc") == 3);
  CHECK(Utf16Length("\xE4\xB8\xAD") == 1);
  CHECK(Utf16Length("\xF0\x9F\x98\x80") == 2);
}

TEST_CASE("a word far longer than any candidate is near none of them, and that costs nothing") {
  const std::string word(10'000'000, 'x');
  CHECK(Nearest(word, {"GetYikeAIAppJob", "x"}).empty());
}

TEST_CASE("splitting keeps empty pieces") {
  CHECK(Split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(Split("", ',') == std::vector<std::string_view>{""});
}

TEST_CASE("every place of a part is replaced once, from the left") {
  CHECK(ReplaceAll("a-bb-c-", "-", "--") == "a--bb--c--");
  CHECK(ReplaceAll("aaa", "aa", "b") == "ba");
  CHECK(ReplaceAll("aaa", "c", "b") == "aaa");
  CHECK(ReplaceAll("aaa", "", "b") == "aaa");
  CHECK(ReplaceAll("secret", "secret", "").empty());
}

TEST_CASE("what is not printable ASCII is escaped, and whatever else is asked for") {
  CHECK(EscapeUnprintable("") == "");
  CHECK(EscapeUnprintable(" a~\"\\") == " a~\"\\");
  CHECK(EscapeUnprintable(std::string_view("\0\n\x1f\x7f\xc3\xa9\xff", 7)) ==
        "\\x00\\x0a\\x1f\\x7f\\xc3\\xa9\\xff");
  CHECK(EscapeUnprintable("a\"b\\c", "\"\\") == "a\\x22b\\x5cc");
}
