#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

/// Regular expressions that come from outside: RE2's, which take linear time in the text whatever
/// they say. Patterns and texts are UTF-8, matched by characters.
/// Source: github.com/google/re2/wiki/Syntax
namespace fake_ice::base {

/// Why `pattern` is no regular expression, as a phrase; nothing when it is one.
std::optional<std::string> PatternMistake(const std::string& pattern);

/// Whether the whole of `text`, however long, matches `pattern`; never, when that is no regular
/// expression.
bool MatchesPattern(std::string_view text, const std::string& pattern);

/// A regular expression that is used many times. Thread-safe once it is made.
class SearchPattern {
 public:
  explicit SearchPattern(const std::string& pattern);
  ~SearchPattern();
  SearchPattern(const SearchPattern&) = delete;
  SearchPattern& operator=(const SearchPattern&) = delete;

  /// Whether it is a regular expression at all.
  [[nodiscard]] bool IsValid() const;
  /// Whether a part of `text` matches; never, when it is no regular expression.
  [[nodiscard]] bool IsIn(std::string_view text) const;

 private:
  std::unique_ptr<re2::RE2> parsed_;
};

}  // namespace fake_ice::base
