#include "control/log_text.h"

#include <doctest/doctest.h>

#include <string>

using namespace fake_ice;

namespace {

std::string Word(std::string_view text) {
  return fmt::format("{}", control::LogWord(text));
}
std::string Target(std::string_view target) {
  return fmt::format("{}", control::LogTarget(target));
}

}  // namespace

TEST_CASE("a plain word stands in the log as it is, any other in quotes") {
  CHECK(Word("GetYikeAIAppJob") == "GetYikeAIAppJob");
  CHECK(Word("") == "-");
  CHECK(Word("two words") == "\"two words\"");
  CHECK(Word("a\n\"b\\") == R"("a\x0a\x22b\x5c")");
}

TEST_CASE("a long word is cut, and says so") {
  CHECK(Word(std::string(201, 'x')) == std::string(200, 'x') + "...");
  CHECK(Word(std::string(200, 'x')) == std::string(200, 'x'));
}

TEST_CASE("a target is logged without its query") {
  CHECK(Target("/_media/1/j/image-1.png?Expires=1&Signature=s3cr3t") == "/_media/1/j/image-1.png");
  CHECK(Target("/_fake-ice/jobs?x=s3cr3t?y=s3cr3t") == "/_fake-ice/jobs");
}

TEST_CASE("what the journal masks is masked in the log, too") {
  for (const std::string_view text :
       {"Signature=s3cr3t", "key Signature=s3cr3t", "x&SecurityToken=s3cr3t&y=1",
        "x-acs-security-token: s3cr3t", "AccessKeySecret%3Ds3cr3t", "cookie:s3cr3t",
        "near 'Authorization: Basic s3cr3t'"}) {
    CAPTURE(text);
    CHECK(Word(text).find("s3cr3t") == std::string::npos);
    CHECK(Target(text).find("s3cr3t") == std::string::npos);
  }
}

TEST_CASE("a secret that the end of the word cuts is masked as well") {
  const std::string text = std::string(180, 'x') + "&Signature=s3cr3ts3cr3ts3cr3t";
  CHECK(Word(text).find("s3cr") == std::string::npos);
}
