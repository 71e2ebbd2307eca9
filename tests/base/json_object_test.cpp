#include "base/json_object.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using fake_ice::base::WhyNoJsonObject;

TEST_CASE("what is no JSON object is told where it breaks and what was likely meant") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "is no JSON: it ends too early, after 0 bytes"},
      {"{", "is no JSON: it ends too early, after 1 bytes"},
      {R"({"a": tru})", "is no JSON: it breaks at byte 10, at '}'"},
      {"{'a': 1}", "is no JSON: it breaks at byte 2, at ''a': 1}'; JSON has double quotes"},
      {"map[a:1]", "is no JSON: it breaks at byte 1, at 'map[a:1]'; a map was sent as its text"},
      {"%7B%22a%22%3A1%7D",
       "is no JSON: it breaks at byte 1, at '%7B%22a%22%3A1%7D'; it is percent-encoded twice"},
      {R"({"a": 31E1001})", "is no JSON that can be read: a number in it is too large"},
      {std::string("{}\0x", 4), "is no JSON: it breaks at byte 3, at '\\x00x'"},
      {" [1]", "is a JSON list, not an object"},
      {R"("{}")", "is a JSON text, not an object; was it encoded twice?"},
      {"7", "is JSON, but no object"},
      {std::string(200, '[') + std::string(200, ']'), "is a JSON list, not an object"},
      {R"({"a":)" + std::string(200, '[') + std::string(200, ']') + '}',
       "is nested deeper than 100 levels"}};
  for (const auto& [text, why] : cases) {
    CAPTURE(text);
    CHECK(WhyNoJsonObject(text) == why);
  }
}

TEST_CASE("a zero byte does not hide the rest of a text, nor a huge number what it is") {
  using fake_ice::base::ReadJsonObject;
  CHECK_FALSE(ReadJsonObject(std::string("{}\0x", 4)));
  CHECK_FALSE(ReadJsonObject(R"({"a": 31E1001})"));
}

TEST_CASE("of a JSON object there is nothing to tell") {
  CHECK(WhyNoJsonObject("{}") == "");
  CHECK(WhyNoJsonObject(R"( {"a": [1, {"b": null}]} )") == "");
}

TEST_CASE("the place where a text breaks is shown in printable ASCII, however long the text is") {
  const std::string why = WhyNoJsonObject("\xE4\xB8\xAD\n" + std::string(1'000'000, 'x'));
  CHECK(why.size() < 200);
  for (const char c : why) CHECK((c >= ' ' && c <= '~'));
}
