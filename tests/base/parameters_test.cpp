#include "base/parameters.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <random>

using namespace fake_ice::base;

namespace {

constexpr std::string_view kUnreserved =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

std::string RandomText(std::mt19937& random) {
  std::uniform_int_distribution<int> size(0, 12);
  std::uniform_int_distribution<int> byte(0, 255);
  std::string text(static_cast<std::size_t>(size(random)), '\0');
  for (char& c : text) c = static_cast<char>(byte(random));
  return text;
}

/// `a=b` for each parameter, joined by `|`, so that a whole list is compared at once.
std::string Show(const Parameters& parameters) {
  std::string text;
  for (const Parameter& parameter : parameters) {
    if (!text.empty()) text += '|';
    text += parameter.name + '=' + parameter.value;
  }
  return text;
}

struct Case {
  std::string_view input;
  std::string_view expected;
};

}  // namespace

TEST_CASE("every byte but the unreserved ones is percent-encoded in upper case") {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text(1, static_cast<char>(byte));
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "%%%02X", static_cast<unsigned>(byte));
    const bool unreserved = kUnreserved.find(text[0]) != std::string_view::npos;
    CAPTURE(byte);
    CHECK(PercentEncode(text) == (unreserved ? text : std::string(escaped)));
  }
}

TEST_CASE("the characters that encoders disagree about are encoded as the signature asks") {
  CHECK(PercentEncode("") == "");
  CHECK(PercentEncode(" ") == "%20");
  CHECK(PercentEncode("*") == "%2A");
  CHECK(PercentEncode("~") == "~");
  CHECK(PercentEncode("+") == "%2B");
  CHECK(PercentEncode("!'()") == "%21%27%28%29");
  CHECK(PercentEncode("2026-02-06T10:53:34Z") == "2026-02-06T10%3A53%3A34Z");
  CHECK(PercentEncode("\xE4\xB8\xAD\xF0\x9F\x98\x80") == "%E4%B8%AD%F0%9F%98%80");
}

TEST_CASE("decoding undoes escapes in either case and reads plus as a space") {
  constexpr Case kCases[] = {
      {"", ""},
      {"plain", "plain"},
      {"a+b", "a b"},
      {"a%2Bb", "a+b"},
      {"%2b", "+"},
      {"%41%42", "AB"},
      {"%25", "%"},
      {"%2541", "%41"},
      {"%E4%B8%AD", "中"},
      {"%e4%b8%ad", "中"},
      {"%26%3D", "&="},
      {"++", "  "},
      {"%FF", "\xFF"},
      {"raw \xE4\xB8\xAD", "raw 中"},
  };
  for (const Case& form : kCases) {
    CAPTURE(form.input);
    CHECK(FormDecode(form.input) == form.expected);
  }
  CHECK(FormDecode("a%00b") == std::string("a\0b", 3));
}

TEST_CASE("a percent sign without two hex digits stays as it is") {
  constexpr Case kCases[] = {
      {"%", "%"},       {"%%", "%%"},   {"%4", "%4"},         {"%4G", "%4G"},     {"%G4", "%G4"},
      {"100%", "100%"}, {"%%41", "%A"}, {"%4%41", "%4A"},     {"%zz%41", "%zzA"}, {"% 1", "% 1"},
      {"%+1", "% 1"},   {"%-1", "%-1"}, {"%u4e2d", "%u4e2d"}, {"%0x", "%0x"},
  };
  for (const Case& form : kCases) {
    CAPTURE(form.input);
    CHECK(FormDecode(form.input) == form.expected);
  }
}

TEST_CASE("a form keeps the order of its parameters, the repeated ones included") {
  constexpr Case kCases[] = {
      {"", ""},
      {"&", ""},
      {"&&&", ""},
      {"a=b", "a=b"},
      {"a=b&c=d", "a=b|c=d"},
      {"&a=b&&c=d&", "a=b|c=d"},
      {"a", "a="},
      {"a=", "a="},
      {"=", "="},
      {"=b", "=b"},
      {"a=b=c", "a=b=c"},
      {"a==", "a=="},
      {"c=1&a=2&b=3", "c=1|a=2|b=3"},
      {"a=1&a=2&A=3", "a=1|a=2|A=3"},
      {"%26=%3D", "&=="},
      {"a+b=c+d", "a b=c d"},
      {"a;b=c", "a;b=c"},
      {"?a=b", "?a=b"},
      {"a=b#c", "a=b#c"},
      {"Tags.1.Key=x", "Tags.1.Key=x"},
  };
  for (const Case& form : kCases) {
    CAPTURE(form.input);
    CHECK(Show(ParseForm(form.input)) == form.expected);
  }
  const Parameters no_name = ParseForm("=b");
  REQUIRE(no_name.size() == 1);
  CHECK(no_name[0].name.empty());
  CHECK(no_name[0].value == "b");
}

TEST_CASE("the first parameter of exactly that name is found") {
  const Parameters parameters = ParseForm("JobId=1&JobId=2&jobid=3&Empty=");
  REQUIRE(FindParameter(parameters, "JobId") != nullptr);
  CHECK(*FindParameter(parameters, "JobId") == "1");
  CHECK(*FindParameter(parameters, "jobid") == "3");
  CHECK(*FindParameter(parameters, "Empty") == "");
  CHECK(FindParameter(parameters, "JOBID") == nullptr);
  CHECK(FindParameter(parameters, "Job") == nullptr);
  CHECK(FindParameter({}, "") == nullptr);
}

TEST_CASE("any text survives being encoded and decoded") {
  std::mt19937 random(1);
  for (int i = 0; i < 2'000; ++i) {
    const std::string text = RandomText(random);
    REQUIRE(FormDecode(PercentEncode(text)) == text);
  }
}

TEST_CASE("any parameters survive being written as a form and parsed") {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> size(0, 6);
  for (int i = 0; i < 500; ++i) {
    Parameters parameters;
    for (int n = size(random); n > 0; --n) {
      parameters.push_back({RandomText(random), RandomText(random)});
    }
    REQUIRE(Show(ParseForm(EncodeForm(parameters))) == Show(parameters));
  }
}
