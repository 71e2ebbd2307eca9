#include "base/pattern.h"

#include <re2/re2.h>

namespace fake_ice::base {
namespace {

RE2::Options Quiet() {
  RE2::Options options;
  options.set_log_errors(false);
  return options;
}

}  // namespace

std::optional<std::string> PatternMistake(const std::string& pattern) {
  const RE2 parsed(pattern, Quiet());
  return parsed.ok() ? std::nullopt : std::optional(parsed.error());
}

bool MatchesPattern(std::string_view text, const std::string& pattern) {
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), RE2(pattern, Quiet()));
}

SearchPattern::SearchPattern(const std::string& pattern)
    : parsed_(std::make_unique<RE2>(pattern, Quiet())) {}
SearchPattern::~SearchPattern() = default;

bool SearchPattern::IsValid() const {
  return parsed_->ok();
}

bool SearchPattern::IsIn(std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *parsed_);
}

}  // namespace fake_ice::base
