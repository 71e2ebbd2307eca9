// Regular expressions that come from outside.
#include "base/pattern.h"

#include <doctest/doctest.h>

using fake_ice::base::MatchesPattern;
using fake_ice::base::PatternMistake;

TEST_CASE("patterns match characters, not bytes") {
  CHECK(MatchesPattern("你好世界", ".{1,4}"));
  CHECK_FALSE(MatchesPattern("你好世界!", ".{1,4}"));
  CHECK(MatchesPattern("é", "[é]"));
  CHECK_FALSE(MatchesPattern("è", "[é]"));
  CHECK(MatchesPattern("🚢", "."));
}

TEST_CASE("the whole text must match") {
  CHECK(MatchesPattern("abc", "[a-z]+"));
  CHECK_FALSE(MatchesPattern("abc1", "[a-z]+"));
  CHECK_FALSE(MatchesPattern("abc\n", "[a-z]+"));
  CHECK_FALSE(MatchesPattern(std::string("abc\0", 4), "[a-z]+"));
  CHECK(MatchesPattern("b", "a|b"));
}

TEST_CASE("a text may be long, and a pattern as bad as it likes") {
  const std::string text(1'000'000, 'a');
  CHECK(MatchesPattern(text, "[a-z]*"));
  CHECK_FALSE(MatchesPattern(text, "[b-z]*"));
  CHECK_FALSE(MatchesPattern(text, "(a*)*b"));
}

TEST_CASE("what is no regular expression says why") {
  CHECK_FALSE(PatternMistake("\\d+:\\d+"));
  CHECK(PatternMistake("[a-z").value().find("missing ]") != std::string::npos);
  CHECK(PatternMistake("(?=a)").value().find("(?=") != std::string::npos);
  CHECK(PatternMistake("a{1,2000}").value().find("{1,2000}") != std::string::npos);
  CHECK_FALSE(MatchesPattern("a", "[a-z"));
}
